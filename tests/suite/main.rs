//! The integration tests: one binary, one module a subject.

#![allow(clippy::expect_used, reason = "a test's helpers may fail the test")]

mod bindings;
mod schema;
mod schema_sources;
