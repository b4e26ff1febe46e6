//! Infrastructure as a small typed Rust program, written as Terraform JSON.

pub mod terraform;
pub mod schema;
pub mod bindings;
pub mod aws;
pub mod bundle;
