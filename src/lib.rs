//! Infrastructure as a small typed Rust program, written as Terraform JSON.

pub mod bundle;
