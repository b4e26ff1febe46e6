//! A template into tokens, with the states of Velocity's own lexer: the quirks of the language follow from them.
//!
//! Tokens are cut when the parser asks for them, because it changes a state itself. Some pieces only start a token
//! (a `$`, a `#`): what follows is read by the rules of the state that they lead to, and belongs to the same token.

mod matching;
mod state;
mod token;

pub(crate) use token::{Kind, Token};

use matching::{Effect, More, longest};
use state::{State, States};

/// The lexer of one source.
#[derive(Debug)]
pub(crate) struct Lexer<'s> {
    source: &'s str,
    at: usize,
    states: States,
    in_comment: bool,
    in_set: bool,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, at: 0, states: States::new(), in_comment: false, in_set: false }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Token {
        let mut signs = String::new();
        let mut start = self.at;
        loop {
            let Some((length, effect)) = longest(self.states.now, &self.source[self.at..]) else {
                let kind = if self.at == self.source.len() && start == self.at { Kind::End } else { Kind::Bad };
                return self.token(kind, if kind == Kind::Bad { self.at } else { start }, signs);
            };
            self.at += length;
            match effect {
                Effect::Token(kind) => {
                    self.act(kind, start);
                    return self.token(kind, start, signs);
                }
                Effect::More(more) => self.more(more),
                Effect::Skip => start = self.at,
                Effect::Terminator => {
                    kept_signs(&self.source[start..self.at], &mut signs);
                    self.at -= length;
                    start = self.at;
                    self.states.pop();
                }
            }
        }
    }

    fn token(&self, kind: Kind, start: usize, signs: String) -> Token {
        let signs = (!signs.is_empty()).then(|| signs.into_boxed_str());
        Token { kind, start, end: self.at, signs }
    }

    /// What the parser does after the name of a directive.
    pub(crate) fn enter_directive(&mut self) {
        self.states.now = State::Directive;
    }

    /// What the parser does where a name turns out to be none of a directive's.
    pub(crate) fn leave_directive(&mut self) {
        self.states.pop();
    }

    /// What the parser does at the end of `#set`.
    pub(crate) fn leave_set(&mut self) {
        self.in_set = false;
    }

    /// Whether a parenthesis comes next, after blanks or newlines.
    pub(crate) fn opens(&self) -> bool {
        self.source[self.at..].trim_start_matches([' ', '\t', '\n', '\r']).starts_with('(')
    }

    fn act(&mut self, kind: Kind, start: usize) {
        match kind {
            Kind::IndexOpen => self.states.push(State::Index),
            Kind::IndexClose | Kind::BraceClose | Kind::EndDirective | Kind::Else => drop(self.states.pop()),
            Kind::Open => {
                self.states.open += 1;
                if self.states.now == State::Member {
                    self.states.now = State::Arguments;
                }
            }
            Kind::Close => self.states.close(),
            Kind::MethodClose => self.states.now = State::Reference,
            Kind::Set => {
                self.states.push(State::Directive);
                self.in_set = true;
                self.states.open += 1;
            }
            Kind::LineComment => {
                self.leave_reference();
                self.enter_comment(State::LineComment);
            }
            Kind::LineCommentEnd | Kind::Comment | Kind::TextBlock => {
                self.in_comment = false;
                self.states.pop();
            }
            Kind::Dot => self.states.now = State::Member,
            Kind::If | Kind::ElseIf => self.states.now = State::Directive,
            Kind::String if self.states.now == State::Directive => self.leave_bare_directive(),
            Kind::Integer => {
                if self.source[start..self.at].ends_with("..") {
                    self.at -= 2;
                }
                if !matches!(self.states.now, State::Arguments | State::Index) {
                    self.leave_bare_directive();
                }
            }
            Kind::Float if self.states.now != State::Arguments => self.leave_bare_directive(),
            _ => {}
        }
    }

    /// A literal that stands in no parentheses ends the state that it stands in.
    fn leave_bare_directive(&mut self) {
        if !self.in_set && self.states.open == 0 {
            self.states.pop();
        }
    }

    fn leave_reference(&mut self) {
        if self.states.now == State::Reference {
            self.states.pop();
        }
    }

    fn enter_comment(&mut self, state: State) {
        self.in_comment = true;
        self.states.push(state);
    }

    fn more(&mut self, more: More) {
        if self.in_comment {
            return;
        }
        match more {
            More::Dollar => {
                self.leave_reference();
                self.states.push(State::Reference);
            }
            More::Hash => {
                if matches!(self.states.now, State::Reference | State::Member) {
                    self.states.pop();
                }
                self.states.push(State::Hash);
            }
            More::TextBlock => self.enter_comment(State::TextBlock),
            More::FormalComment => {
                // The character after the stars is part of the comment.
                self.at -= self.source[..self.at].chars().next_back().map_or(0, char::len_utf8);
                self.enter_comment(State::Comment);
            }
            More::Comment => self.enter_comment(State::Comment),
            More::Any => {}
        }
    }
}

/// The `#` and `$` of what turned out to start nothing, and the backslashes before a `$`.
fn kept_signs(image: &str, out: &mut String) {
    let bytes = image.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            sign @ (b'#' | b'$') => out.push(char::from(sign)),
            b'\\' => {
                let dollar = at + image[at..].bytes().position(|byte| byte != b'\\').unwrap_or(image.len() - at);
                if bytes.get(dollar) == Some(&b'$') {
                    out.push_str(&image[at..=dollar]);
                    at = dollar + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
}
