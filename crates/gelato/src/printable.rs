//! Foreign text on the terminal: text from Terraform, AWS, files and the shell, without terminal control sequences and
//! without anything that looks like the program's own output.
//!
//! Everything that the command prints for people goes through here; colours are added afterwards. Data on standard
//! output is not changed, except for text that is for people, such as a plan's summary.

use std::fmt::Write as _;
use std::path::Path;

/// A path as messages show it: on one line, whatever characters it contains.
pub trait PrintablePath {
    /// The path, escaped.
    fn printable(&self) -> String;
}

impl PrintablePath for Path {
    fn printable(&self) -> String {
        line(&self.to_string_lossy())
    }
}

/// Text on one line: control characters, including line feeds, and characters that reorder a line are escaped.
pub(crate) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            character if is_escaped(character) => {
                // Writing to a `String` cannot fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out
}

/// The program's own text, which may contain foreign parts: it keeps its lines.
pub(crate) fn block(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Foreign text that is shown unchanged, such as a difference between files: carriage returns are visible, too.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Lines of foreign text, indented so that none looks like the program's own error or hint.
pub(crate) fn quoted(text: &str) -> String {
    text.trim_end().lines().map(|foreign| format!("  {}", line(foreign))).collect::<Vec<_>>().join("\n")
}

/// A tab only moves the cursor to the right.
fn is_escaped(character: char) -> bool {
    match character {
        '\t' => false,
        // Marks and overrides of writing direction, and separators that some terminals treat as line feeds.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        character => character.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_that_no_terminal_obeys() {
        assert_eq!(line("a\u{1b}[2Jb\u{7}"), "a\\u{1b}[2Jb\\u{7}");
        assert_eq!(line("prod\nerror: no\r\n"), "prod\\nerror: no\\r\\n");
        assert_eq!(line("\u{9b}31m\u{7f}\0\u{202e}"), "\\u{9b}31m\\u{7f}\\u{0}\\u{202e}");
        assert_eq!(line("Crème brûlée\t😀"), "Crème brûlée\t😀");
    }

    #[test]
    fn foreign_lines_are_set_off() {
        assert_eq!(block("one\u{1b}c\ntwo"), "one\\u{1b}c\ntwo");
        assert_eq!(lines("+one\r\n-two\u{1b}c\n"), "+one\\r\n-two\\u{1b}c\n");
        assert_eq!(Path::new("a\nerror: b").printable(), "a\\nerror: b");
        assert_eq!(quoted("no\nhint: run this\u{1b}[m\n"), "  no\n  hint: run this\\u{1b}[m");
    }
}
