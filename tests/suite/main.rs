//! One integration-test binary: what the project promises, each promise in the file of its noun.

mod bindings;
mod bundle;
mod documents;
mod escaping;
mod schema;
