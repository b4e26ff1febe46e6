//! A fast path for the most frequent tokens, which their first byte or two identify. The rules of the states decide all
//! others.

use super::Lexer;
use super::scan::{is_space_or_tab, is_whitespace, line_end, name, string};
use super::state::State;
use super::token::{Kind, Token};

impl Lexer<'_> {
    /// The next token, if it is a frequent one.
    pub(super) fn plain(&mut self) -> Option<Token> {
        loop {
            let bytes = self.source.as_bytes();
            let first = *bytes.get(self.at)?;
            let second = bytes.get(self.at + 1).copied().unwrap_or(b' ');
            let (kind, length) = match (self.states.now, first) {
                (State::LineComment | State::Comment | State::TextBlock | State::Hash, _) | (_, b'\\' | b'#') => {
                    return None;
                }
                (_, b'$') => {
                    let length = self.plain_name(self.at + 1)? + 1;
                    self.enter_reference();
                    (Kind::Name, length)
                }
                (State::Default, _) => (Kind::Text, self.plain_text(first)?),
                (State::Reference | State::Member, b'a'..=b'z' | b'A'..=b'Z' | b'_') => {
                    (Kind::Name, self.plain_name(self.at)?)
                }
                (State::Reference | State::Member, b'.') if second.is_ascii_alphabetic() => (Kind::Dot, 1),
                (State::Member, b'(') => (Kind::Open, 1),
                (State::Reference | State::Member, b' ' | b'\t' | b'[' | b'{' | b'}') => return None,
                (State::Reference | State::Member, _) => {
                    // The reference ended before this byte.
                    self.states.pop();
                    continue;
                }
                (State::Arguments, b')') => (Kind::MethodClose, 1),
                (State::Arguments | State::Directive, b',') => (Kind::Comma, 1),
                (State::Arguments | State::Directive | State::Index, b'"' | b'\'') => {
                    (Kind::String, string(&self.source[self.at..])?)
                }
                (State::Directive, b')') => (Kind::Close, 1 + line_end(&self.source[self.at + 1..])),
                (State::Directive, b'=') if second != b'=' => (Kind::Assign, 1),
                (State::Directive, b' ') if !is_whitespace(second) => (Kind::Whitespace, 1),
                _ => return None,
            };
            let start = self.at;
            self.at += length;
            self.act(kind, start);
            return Some(Token::new(kind, start, start, self.at));
        }
    }

    /// The length of a name; `true` and `false` are not names.
    fn plain_name(&self, start: usize) -> Option<usize> {
        let rest = self.source.get(start..)?;
        let length = name(rest)?;
        Some(length).filter(|&length| !matches!(&rest.as_bytes()[..length], b"true" | b"false"))
    }

    /// The length of text, unless it may start with the whitespace of a `#set`.
    fn plain_text(&self, first: u8) -> Option<usize> {
        let rest = &self.source.as_bytes()[self.at..];
        if is_space_or_tab(first) && rest.iter().find(|byte| !is_space_or_tab(**byte)) == Some(&b'#') {
            return None;
        }
        Some(memchr::memchr3(b'$', b'#', b'\\', rest).unwrap_or(rest.len()))
    }
}
