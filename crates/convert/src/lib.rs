//! Turns Terraform's HCL into a Rust program in Gelato's style, which synthesises to the same resources.
//!
//! A type of `gelato::aws` becomes its struct, any other becomes `Untyped`. Every expression of HCL has a form in
//! `gelato::terraform`, so that nothing is passed on as text. What a program cannot say is a [`Note`] with its place, and a
//! comment in the program.

#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    reason = "programs are short, and `format!` reads like the code that it makes"
)]

mod rust_type;
mod code;
mod note;
mod source;
mod json;
mod declaration;
mod names;
mod context;
mod functions;
mod literal;
mod template;
mod loops;
mod reference;
mod expression;
mod structure;
mod untyped;
mod meta;
mod variable;
mod provider;
mod module_call;
mod refactoring;
mod statement;
mod program;

pub use note::Note;
pub use program::{Converted, convert};
pub use source::{Source, SourceError};
