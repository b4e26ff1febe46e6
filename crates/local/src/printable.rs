//! Escapes foreign text for the terminal. Text from requests, messages, functions, files and errors may contain control
//! sequences, or forge a line of the runtime.
//!
//! Everything that `gelato-local` prints for people goes through here. Pages and `--json` do not: JSON has its own
//! escapes, and its readers want the original text.

use std::borrow::Cow;
use std::fmt::Write;
use std::path::Path;

/// A path in messages: always one line.
pub(crate) trait PrintablePath {
    /// The path, escaped.
    fn printable(&self) -> String;
}

impl PrintablePath for Path {
    fn printable(&self) -> String {
        line(&self.to_string_lossy()).into_owned()
    }
}

/// Text on one line: control characters, including line feeds, and characters that reorder a line are escaped.
///
/// Tabs are kept: they are common in functions' logs and harmless.
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

/// Text with several lines that may contain foreign text. All lines but the first are indented, so that none of them
/// looks like a line of the runtime.
pub(crate) fn block(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n  ")
}

fn is_escaped(character: char) -> bool {
    match character {
        '\t' => false,
        // Writing-direction marks and overrides, and separators that some terminals treat as line feeds.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        character => character.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_control_characters() {
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
