//! One integration-test binary: what the project promises, each promise in the file of its noun.

mod documents;
mod escaping;
