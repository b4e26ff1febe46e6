//! The bundler: binaries that Lambda could not start, and complete bundles of a small workspace.

mod binaries;
mod bundling;
mod elf;
mod inspection;
mod profiles;
mod several;
mod workspace;
