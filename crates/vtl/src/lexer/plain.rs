//! The tokens that most of a template is made of, told by their first byte or two. What may be anything else, the rules
//! of the states decide.

use super::Lexer;
use super::scan::{is_blank, is_space, line_end, name, string};
use super::state::State;
use super::token::{Kind, Token};

impl Lexer<'_> {
    /// The token that stands here, where it is a plain one.
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
                    // The reference has ended before this.
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
                (State::Directive, b' ') if !is_space(second) => (Kind::Blanks, 1),
                _ => return None,
            };
            let start = self.at;
            self.at += length;
            self.act(kind, start);
            return Some(Token::new(kind, start, start, self.at));
        }
    }

    /// How far a name reaches; `true` and `false` are none.
    fn plain_name(&self, start: usize) -> Option<usize> {
        let rest = self.source.get(start..)?;
        let length = name(rest)?;
        Some(length).filter(|&length| !matches!(&rest.as_bytes()[..length], b"true" | b"false"))
    }

    /// How far text reaches, unless blanks before a `#set` may start it.
    fn plain_text(&self, first: u8) -> Option<usize> {
        let rest = &self.source.as_bytes()[self.at..];
        if is_blank(first) && rest.iter().find(|byte| !is_blank(**byte)) == Some(&b'#') {
            return None;
        }
        Some(memchr::memchr3(b'$', b'#', b'\\', rest).unwrap_or(rest.len()))
    }
}
