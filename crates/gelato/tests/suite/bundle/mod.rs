//! The bundler from outside: binaries that Lambda could not start, and whole bundles of a small workspace.

mod bundling;
mod elf;
mod inspection;
mod workspace;
