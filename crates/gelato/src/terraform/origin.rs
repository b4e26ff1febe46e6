//! The origin of text, for messages that point into it.
//!
//! A long text of an argument, such as a template, is often a file beside the program with interpolated values. Problems
//! in the text are reported at their place in the file.

use std::sync::Arc;

/// The origins of the parts of an argument's text, one per part of the expression.
pub type TextOrigin = Vec<PartOrigin>;

/// The start of a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOrigin {
    /// The name of the file or of the text.
    pub name: Arc<str>,
    /// The content of the file.
    pub source: Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl PartOrigin {
    /// The line and column after a prefix of the part's text.
    pub fn after(&self, text: &str) -> (usize, usize) {
        match text.rsplit_once('\n') {
            Some((before, last)) => (self.line + before.matches('\n').count() + 1, last.chars().count() + 1),
            None => (self.line, self.column + text.chars().count()),
        }
    }

    /// A line of the file.
    pub fn source_line(&self, line: usize) -> &str {
        self.source.lines().nth(line.saturating_sub(1)).unwrap_or_default()
    }
}
