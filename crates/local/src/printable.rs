//! Foreign text on the terminal: what requests, messages, functions, files and errors say, without what a terminal
//! would obey or what would look like a line of the runtime's own.
//!
//! Everything that `gelato-local` prints for people goes through here. Pages and `--json` are not concerned: JSON
//! escapes by itself, and whoever reads it wants the text as it was.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// A path as messages show it: on one line, whatever its name holds.
pub(crate) trait PrintablePath {
    /// The path, escaped.
    fn printable(&self) -> String;
}

impl PrintablePath for Path {
    fn printable(&self) -> String {
        line(&self.to_string_lossy()).into_owned()
    }
}

/// A text on one line: control characters, line feeds among them, and characters that reorder a line are escaped.
///
/// A tab stays: functions' logs have them, and they do nothing but move to the right.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(is_escaped) else { return Cow::Borrowed(text) };
    let (before, rest) = text.split_at(first);
    let mut out = before.to_owned();
    for character in rest.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            character if is_escaped(character) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// A text of the runtime's own that may have several lines, and foreign text in it: the lines after the first are
/// indented, so that none of them looks like a line of its own.
pub(crate) fn block(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n  ")
}

fn is_escaped(character: char) -> bool {
    match character {
        '\t' => false,
        // Marks and overrides of writing direction, and the separators that some terminals take for line feeds.
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
        assert_eq!(line("Mango\nstopped\r\n"), "Mango\\nstopped\\r\\n");
        assert_eq!(line("\u{9b}31m\u{85}\u{7f}\0"), "\\u{9b}31m\\u{85}\\u{7f}\\u{0}");
        assert_eq!(line("\u{202e}txt\u{2066}\u{2028}\u{200f}"), "\\u{202e}txt\\u{2066}\\u{2028}\\u{200f}");
        assert!(matches!(line("Crème brûlée\t😀 \u{200d}"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_path_is_shown_on_one_line() {
        assert_eq!(Path::new("a\nerror: b\u{1b}").printable(), "a\\nerror: b\\u{1b}");
    }

    #[test]
    fn later_lines_of_a_block_are_indented() {
        assert_eq!(block("bad\u{1b}name\nhint: rename it\n"), "bad\\u{1b}name\n  hint: rename it");
        assert_eq!(block("one\n\ntwo"), "one\n  \n  two");
    }
}
