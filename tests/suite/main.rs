//! One integration-test binary: what the project promises, each promise in the file of its noun.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test's helpers may fail the test")]

mod bindings;
mod bundle;
mod documents;
mod escaping;
mod schema;
mod schema_sources;
