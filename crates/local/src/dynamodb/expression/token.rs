//! The tokens of an expression, borrowed from its text, and the position of syntax errors.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html>

use super::fault::Fault;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An attribute, a function or a keyword.
    Word,
    /// A placeholder of a name, such as `#n`.
    Name,
    /// A placeholder of a value, such as `:v`.
    Value,
    /// The index of a list's element.
    Number,
    Sign,
    /// A character that cannot occur in an expression.
    Unreadable,
    End,
}

/// A token and its position.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this keyword; keywords are case-insensitive.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }
}

/// The token after a position.
fn token(text: &str, from: usize) -> Token<'_> {
    let rest = text[from..].trim_start_matches(|letter: char| letter.is_ascii() && letter.is_whitespace());
    let start = text.len() - rest.len();
    // Digits are an index only right after a bracket.
    let (kind, length) = measure(rest, text[..start].ends_with('['));
    Token { kind, text: &rest[..length], start }
}

fn measure(rest: &str, is_index: bool) -> (Kind, usize) {
    let count = |from: usize, is: fn(&u8) -> bool| from + rest.bytes().skip(from).take_while(is).count();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match rest.chars().next() {
        None => (Kind::End, 0),
        Some('#') if count(1, is_name) > 1 => (Kind::Name, count(1, is_name)),
        Some(':') if count(1, is_name) > 1 => (Kind::Value, count(1, is_name)),
        Some('0') if is_index => (Kind::Number, 1),
        Some('1'..='9') if is_index => (Kind::Number, count(0, u8::is_ascii_digit)),
        Some('<') if rest.starts_with("<>") || rest.starts_with("<=") => (Kind::Sign, 2),
        Some('>') if rest.starts_with(">=") => (Kind::Sign, 2),
        Some('<' | '>' | '=' | '+' | '-' | '(' | ')' | '[' | ']' | '.' | ',') => (Kind::Sign, 1),
        Some('a'..='z' | 'A'..='Z' | '_') => (Kind::Word, count(0, is_name)),
        Some(other) => (Kind::Unreadable, other.len_utf8()),
    }
}

/// All tokens of a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = token(text, at);
        at = token.end();
        (token.kind != Kind::End).then_some(token)
    })
}

/// Reads an expression token by token.
pub(super) struct Reader<'a> {
    text: &'a str,
    before: Option<Token<'a>>,
    now: Token<'a>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, before: None, now: token(text, 0) }
    }

    pub(super) fn now(&self) -> Token<'a> {
        self.now
    }

    pub(super) fn after(&self) -> Token<'a> {
        token(self.text, self.now.end())
    }

    pub(super) fn advance(&mut self) -> Token<'a> {
        let next = self.after();
        self.before = Some(self.now);
        std::mem::replace(&mut self.now, next)
    }

    /// The text between a position and the current token.
    pub(super) fn since(&self, start: usize) -> &'a str {
        &self.text[start..self.before.map_or(start, |token| token.end())]
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is = self.now.is_word(word);
        if is {
            self.advance();
        }
        is
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let is = self.now.is_sign(sign);
        if is {
            self.advance();
        }
        is
    }

    pub(super) fn require_word(&mut self, word: &str) -> Result<(), Fault> {
        if self.take_word(word) { Ok(()) } else { Err(self.syntax_error()) }
    }

    pub(super) fn require_sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.syntax_error()) }
    }

    pub(super) fn require(&mut self, kind: Kind) -> Result<Token<'a>, Fault> {
        if self.now.kind == kind { Ok(self.advance()) } else { Err(self.syntax_error()) }
    }

    /// The error at the next token. It shows the tokens around it as they were written.
    pub(super) fn syntax_error(&self) -> Fault {
        let start = self.before.unwrap_or(self.now).start;
        let (token, near) = match (self.now.kind, self.before) {
            (Kind::End, None) => ("<EOF>", self.text),
            (Kind::End, Some(last)) => ("<EOF>", last.text),
            _ => (self.now.text, self.text[start..].get(..self.near_end() - start).unwrap_or_default()),
        };
        Fault::Syntax { token: token.to_owned(), near: near.to_owned() }
    }

    fn near_end(&self) -> usize {
        let after = self.after();
        if after.kind == Kind::End { self.now.end() } else { after.end() }
    }
}
