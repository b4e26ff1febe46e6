//! Splits a template into tokens, with the states of Velocity's own lexer: the quirks of the language follow from them.
//!
//! Tokens are read on demand, because the parser changes the state as well. Some pieces only start a token (a `$`, a
//! `#`): its rest is read by the rules of the state that they lead to.

mod matching;
mod plain;
mod scan;
mod state;
mod token;

pub(crate) use token::{Kind, Token};

use matching::{Effect, More, longest};
use scan::backslashes;
use state::{State, States};

/// The lexer of one source.
#[derive(Debug)]
pub(crate) struct Lexer<'s> {
    source: &'s str,
    at: usize,
    /// The end of the current run of backslashes, so that a long run is counted once.
    backslashes_end: usize,
    states: States,
    in_comment: bool,
    in_set: bool,
}

impl<'s> Lexer<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        Self { source, at: 0, backslashes_end: 0, states: States::new(), in_comment: false, in_set: false }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Token {
        self.plain().unwrap_or_else(|| self.matched())
    }

    /// The next token by the rules of the states.
    fn matched(&mut self) -> Token {
        let mut start = self.at;
        let mut signs = self.at;
        loop {
            let backslashes = self.backslashes();
            let Some((length, effect)) = longest(self.states.now, &self.source[self.at..], backslashes) else {
                let ended = self.at == self.source.len() && start == self.at;
                let kind = if ended { Kind::End } else { Kind::Bad };
                return Token::new(kind, signs, self.at, self.at);
            };
            self.at += length;
            match effect {
                Effect::Token(kind) => {
                    self.act(kind, start);
                    return Token::new(kind, signs, start, self.at);
                }
                Effect::More(more) => self.more(more),
                Effect::Skip => {
                    start = self.at;
                    signs = self.at;
                }
                Effect::Terminator => {
                    self.at -= length;
                    start = self.at;
                    self.states.pop();
                }
            }
        }
    }

    /// The number of backslashes at the current position.
    fn backslashes(&mut self) -> usize {
        if self.backslashes_end <= self.at {
            self.backslashes_end = self.at + backslashes(&self.source[self.at..]);
        }
        self.backslashes_end - self.at
    }

    /// Enters the arguments of a directive. The parser calls this after the name.
    pub(crate) fn enter_directive(&mut self) {
        self.states.now = State::Directive;
    }

    /// Leaves the directive. The parser calls this if the name has no arguments.
    pub(crate) fn leave_directive(&mut self) {
        self.states.pop();
    }

    /// Leaves a `#set`. The parser calls this at its end.
    pub(crate) fn leave_set(&mut self) {
        self.in_set = false;
    }

    /// Whether a parenthesis comes next, after optional whitespace.
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

    /// A literal outside of parentheses ends the state.
    fn leave_bare_directive(&mut self) {
        if !self.in_set && self.states.open == 0 {
            self.states.pop();
        }
    }

    fn enter_reference(&mut self) {
        self.leave_reference();
        self.states.push(State::Reference);
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
            More::Dollar => self.enter_reference(),
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

/// The printed part of a text that started no token: its `#` and `$`, and the backslashes before a `$`. The special
/// character after an escaped `$` is lost.
pub(crate) fn kept_signs(image: &str) -> String {
    let mut kept = String::new();
    let mut rest = image;
    while let Some(sign) = rest.find(['$', '#']) {
        let (before, after) = rest.split_at(sign);
        if after.starts_with('$') {
            kept.push_str(&before[before.trim_end_matches('\\').len()..]);
        }
        kept.push_str(&after[..1]);
        rest = &after[1..];
        if after.starts_with('$') && before.ends_with('\\') {
            rest = rest.strip_prefix(['$', '#', '\\', '!']).unwrap_or(rest);
        }
    }
    kept
}
