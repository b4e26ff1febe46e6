//! The integration tests: one binary, one module a subject.

mod bindings;
mod schema;
mod schema_sources;
