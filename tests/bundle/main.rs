//! The bundler from outside: binaries that Lambda could not start, and whole bundles of a small workspace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bundling;
mod elf;
mod inspection;
mod workspace;
