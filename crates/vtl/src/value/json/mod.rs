//! JSON documents into values and back, with their numbers and the order of their keys kept.
//!
//! A reader of its own: sorted keys or numbers cut to doubles would show in a template's output, and json-smart, which
//! API Gateway's output shows, takes many texts that are no JSON: a form's body is a string to it.

mod read;
mod write;

pub(crate) use read::{Unreadable, read};
pub(crate) use write::write;

/// How deep a document may nest.
const DEPTH: usize = 400;
