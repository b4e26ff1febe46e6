//! What a program cannot say, with its place in the HCL.

use std::fmt;

/// Something of the HCL that the program says otherwise, or cannot say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file.
    pub file: String,
    /// The line, from 1 on; 0 if it is not known, as in JSON.
    pub line: usize,
    /// What it is, and what to do.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, text } = self;
        if *line == 0 { write!(formatter, "{file}: {text}") } else { write!(formatter, "{file}:{line}: {text}") }
    }
}
