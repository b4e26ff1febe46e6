//! Where text was written, for messages that point into it.
//!
//! A long text of an argument, such as a template, is often a file beside the program with values put into it. What is
//! found in the text is told at its place in the file.

use std::sync::Arc;

/// Where the parts of an argument's text were written: as many as the expression has.
pub type TextOrigin = Vec<PartOrigin>;

/// Where a part of a text begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartOrigin {
    /// The file's name, or what else the text is called.
    pub name: Arc<str>,
    /// The whole of the file.
    pub source: Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The character in the line, counted from 1.
    pub column: usize,
}

impl PartOrigin {
    /// The line and column after some of the part's text.
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
