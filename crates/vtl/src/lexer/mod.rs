//! Characters into the words, blanks and quotes of the language.
//!
//! Velocity's lexer changes its rules with what the parser has just seen, so there is no stream of tokens: the parser
//! asks this cursor for the token that may stand where it is.

use crate::error::Span;

/// A place in a template's source.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'s> {
    source: &'s str,
    pub(crate) at: usize,
}

impl<'s> Cursor<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, at: 0 }
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &'s str {
        &self.source[start..end]
    }

    pub(crate) fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(crate) fn peek_at(&self, offset: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + offset).copied()
    }

    pub(crate) fn looking_at(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    pub(crate) fn eat(&mut self, text: &str) -> bool {
        let found = self.looking_at(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Skips bytes that fulfil a condition on ASCII.
    pub(crate) fn skip_while(&mut self, condition: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&condition) {
            self.at += 1;
        }
    }

    pub(crate) fn skip_blanks(&mut self) {
        self.skip_while(is_blank);
    }

    pub(crate) fn skip_whitespace(&mut self) {
        self.skip_while(is_space);
    }

    /// Blanks and one newline after them go; blanks without a newline stay.
    pub(crate) fn gobble_line_end(&mut self) {
        let start = self.at;
        self.skip_blanks();
        if !(self.eat("\r\n") || self.eat("\n") || self.eat("\r")) {
            self.at = start;
        }
    }

    /// The name of a variable, property or method; hyphens belong to it.
    pub(crate) fn identifier(&mut self) -> Option<&'s str> {
        let start = self.at;
        if !self.peek().is_some_and(is_name_start) {
            return None;
        }
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        Some(self.slice(start, self.at))
    }

    /// A word of directives and operators; hyphens do not belong to it.
    pub(crate) fn word(&mut self) -> Option<&'s str> {
        let start = self.at;
        if !self.peek().is_some_and(|byte| is_name_start(byte) || byte == b'@') {
            return None;
        }
        self.at += 1;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        Some(self.slice(start, self.at))
    }

    /// The name of a directive after its `#`, in braces or not.
    pub(crate) fn directive_name(&mut self) -> Option<&'s str> {
        let start = self.at;
        let braced = self.eat("{");
        let name = self.word();
        if name.is_none() || (braced && !self.eat("}")) {
            self.at = start;
            return None;
        }
        name
    }

    /// Whether a `#set(` stands here; blanks are allowed before and after its name.
    pub(crate) fn eat_set(&mut self) -> bool {
        let start = self.at;
        self.skip_blanks();
        let found = (self.eat("#set") || self.eat("#{set}")) && {
            self.skip_blanks();
            self.eat("(")
        };
        if !found {
            self.at = start;
        }
        found
    }

    /// Whether `[]` stands here, which is text and no index.
    pub(crate) fn looking_at_empty_index(&self) -> bool {
        let mut ahead = self.clone();
        ahead.eat("[") && {
            ahead.skip_whitespace();
            ahead.looking_at("]")
        }
    }

    /// What stands here, for an error message.
    pub(crate) fn found(&self) -> (String, Span) {
        match self.rest().chars().next() {
            None => ("end of template".to_owned(), Span::new(self.at, self.at)),
            Some('\n' | '\r') => ("end of line".to_owned(), Span::new(self.at, self.at + 1)),
            Some(c) => {
                let mut ahead = self.clone();
                let text = ahead.identifier().map_or_else(|| c.to_string(), str::to_owned);
                let span = Span::new(self.at, self.at + text.len());
                (format!("`{text}`"), span)
            }
        }
    }
}

pub(crate) fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

fn is_blank(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

fn is_space(byte: u8) -> bool {
    is_blank(byte) || byte == b'\n' || byte == b'\r'
}
