//! Reads and writes JSON documents, and keeps their numbers and the order of their keys.
//!
//! The engine has its own reader, because sorted keys and rounded numbers would show in the output, and because
//! API Gateway's json-smart accepts many texts that are not JSON: the body of a form is a string.

mod read;
mod write;

pub(crate) use read::{Unreadable, read};
pub(crate) use write::write;

/// The maximum nesting of a document.
const DEPTH: usize = 400;
