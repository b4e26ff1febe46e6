//! Finds the longest token at a position. Of two that are equally long, the one that Velocity lists first counts.

use super::scan::{
    backslashes, braced_word, character, closed, empty_index, escaped_directive, is_space_or_tab, is_whitespace,
    keyword, line_end, name, newline, plain, run, set, string, word,
};
use super::state::State;
use super::token::Kind;

/// The effect of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    Token(Kind),
    /// It starts a token, whose rest has other rules.
    More(More),
    /// It ends a reference or a directive, and is read again.
    Terminator,
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum More {
    Dollar,
    Hash,
    TextBlock,
    FormalComment,
    Comment,
    Any,
}

/// A position in the source.
#[derive(Clone, Copy)]
struct Cursor<'s> {
    rest: &'s str,
    first: u8,
    /// The number of backslashes at the start of the rest.
    backslashes: usize,
}

/// The best match so far.
struct Longest {
    length: usize,
    effect: Option<Effect>,
}

impl Longest {
    fn offer(&mut self, length: Option<usize>, effect: Effect) {
        if let Some(length) = length.filter(|length| *length > self.length) {
            *self = Self { length, effect: Some(effect) };
        }
    }

    fn token(&mut self, length: Option<usize>, kind: Kind) {
        self.offer(length, Effect::Token(kind));
    }

    fn text(&mut self, rest: &str, text: &str, kind: Kind) {
        self.token(rest.starts_with(text).then_some(text.len()), kind);
    }
}

/// The length and the effect of the match at the start of a text that starts with this many backslashes.
pub(super) fn longest(state: State, rest: &str, backslashes: usize) -> Option<(usize, Effect)> {
    let mut found = Longest { length: 0, effect: None };
    let first = *rest.as_bytes().first()?;
    let cursor = Cursor { rest, first, backslashes };
    match state {
        State::Default => default(&mut found, cursor),
        State::Reference | State::Member => reference(&mut found, cursor, state),
        State::Arguments => arguments(&mut found, cursor),
        State::Index => index(&mut found, cursor),
        State::Hash => hash(&mut found, cursor),
        State::Directive => directive(&mut found, cursor),
        State::LineComment => {
            anywhere(&mut found, cursor);
            found.token(newline(rest), Kind::LineCommentEnd);
            found.offer(Some(plain(rest, b"\r\n")), Effect::Skip);
        }
        State::Comment => {
            anywhere(&mut found, cursor);
            found.text(rest, "*#", Kind::Comment);
            found.offer(Some(plain(rest, b"*")), Effect::Skip);
        }
        State::TextBlock => {
            anywhere(&mut found, cursor);
            found.text(rest, "]]#", Kind::TextBlock);
            found.offer(Some(plain(rest, b"]")), Effect::More(More::Any));
        }
    }
    found.effect.map(|effect| (found.length, effect))
}

fn default(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b'\\' => {
            found.token(escaped_directive(rest, cursor.backslashes), Kind::EscapedDirective);
            anywhere(found, cursor);
            found.text(rest, "\\\\", Kind::DoubleBackslash);
            found.text(rest, "\\", Kind::Backslash);
        }
        b'$' => {
            anywhere(found, cursor);
            found.token(empty_index(rest), Kind::EmptyIndex);
        }
        b'#' => {
            found.token(set(rest), Kind::Set);
            anywhere(found, cursor);
            found.text(rest, "##", Kind::LineComment);
        }
        _ => {
            let length = memchr::memchr3(b'$', b'#', b'\\', rest.as_bytes()).unwrap_or(rest.len());
            if is_space_or_tab(first) {
                found.token(set(rest), Kind::Set);
            }
            found.token(Some(length), Kind::Text);
        }
    }
}

fn reference(found: &mut Longest, cursor: Cursor<'_>, state: State) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
            found.text(rest, "true", Kind::True);
            found.text(rest, "false", Kind::False);
            found.token(name(rest), Kind::Name);
        }
        b'[' => found.token(Some(1), Kind::IndexOpen),
        b'(' if state == State::Member => found.token(Some(1), Kind::Open),
        b'.' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) => found.token(Some(1), Kind::Dot),
        b'{' => found.token(Some(1), Kind::BraceOpen),
        b'}' => found.token(Some(1), Kind::BraceClose),
        b' ' | b'\t' => found.token(set(rest), Kind::Set),
        b'#' => {
            found.token(set(rest), Kind::Set);
            anywhere(found, cursor);
            if state == State::Reference {
                found.text(rest, "##", Kind::LineComment);
            }
        }
        b'$' | b'\\' => {
            anywhere(found, cursor);
            if state == State::Reference {
                found.token(empty_index(rest), Kind::EmptyIndex);
            }
        }
        _ => {}
    }
    found.offer(character(rest), Effect::Terminator);
}

fn arguments(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b'[' => found.token(Some(1), Kind::ListOpen),
        b']' => found.token(Some(1), Kind::ListClose),
        b',' => found.token(Some(1), Kind::Comma),
        b':' => found.token(Some(1), Kind::Colon),
        b'{' => found.token(Some(1), Kind::MapOpen),
        b'}' => found.token(Some(1), Kind::MapClose),
        b')' => found.token(Some(1), Kind::MethodClose),
        b'.' => {
            found.text(rest, "..", Kind::Range);
            found.token(rest.as_bytes().get(1).filter(|byte| byte.is_ascii_alphabetic()).map(|_| 1), Kind::Dot);
        }
        _ => {}
    }
    found.token(set(rest).filter(|_| matches!(first, b' ' | b'\t' | b'#')), Kind::Set);
    anywhere(found, cursor);
    literals(found, cursor);
    found.token(name(rest), Kind::Name);
}

fn index(found: &mut Longest, cursor: Cursor<'_>) {
    found.text(cursor.rest, "]", Kind::IndexClose);
    anywhere(found, cursor);
    literals(found, cursor);
}

/// Literals in arguments and indexes.
fn literals(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b' ' | b'\t' | b'\n' | b'\r' => found.token(Some(run(rest, is_whitespace)), Kind::Whitespace),
        b'"' | b'\'' => found.token(string(rest), Kind::String),
        b't' => found.text(rest, "true", Kind::True),
        b'f' => found.text(rest, "false", Kind::False),
        b'-' | b'.' | b'0'..=b'9' => number(found, rest),
        _ => {}
    }
}

fn directive(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b'[' => found.token(Some(1), Kind::ListOpen),
        b']' => found.token(Some(1), Kind::ListClose),
        b',' => found.token(Some(1), Kind::Comma),
        b':' => found.token(Some(1), Kind::Colon),
        b'}' => found.token(Some(1), Kind::MapClose),
        b'(' => found.token(Some(1), Kind::Open),
        b')' => found.token(Some(1 + line_end(&rest[1..])), Kind::Close),
        b'+' => found.token(Some(1), Kind::Plus),
        b'*' => found.token(Some(1), Kind::Multiply),
        b'/' => found.token(Some(1), Kind::Divide),
        b'%' => found.token(Some(1), Kind::Remainder),
        b'.' => found.text(rest, "..", Kind::Range),
        b'{' => {
            found.token(Some(1), Kind::MapOpen);
            found.token(braced_word(rest), Kind::BracedWord);
        }
        b'#' => {
            anywhere(found, cursor);
            found.text(rest, "##", Kind::LineComment);
        }
        b'$' | b'\\' => anywhere(found, cursor),
        _ => {}
    }
    literals(found, cursor);
    operators(found, cursor);
    found.token(word(rest), Kind::Word);
}

/// Operators as signs and as words. The longest match counts.
const OPERATORS: [(&str, Kind); 19] = [
    ("-", Kind::Minus),
    ("&&", Kind::And),
    ("and", Kind::And),
    ("||", Kind::Or),
    ("or", Kind::Or),
    ("<", Kind::Less),
    ("lt", Kind::Less),
    ("<=", Kind::LessOrEqual),
    ("le", Kind::LessOrEqual),
    (">", Kind::Greater),
    ("gt", Kind::Greater),
    (">=", Kind::GreaterOrEqual),
    ("ge", Kind::GreaterOrEqual),
    ("==", Kind::Equal),
    ("eq", Kind::Equal),
    ("!=", Kind::NotEqual),
    ("ne", Kind::NotEqual),
    ("!", Kind::Not),
    ("not", Kind::Not),
];

fn operators(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    if b"-&a|o<lg>=e!n".contains(&first) {
        for (text, kind) in OPERATORS {
            found.text(rest, text, kind);
        }
        found.text(rest, "=", Kind::Assign);
    }
}

fn hash(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, .. } = cursor;
    match first {
        b'$' | b'\\' => anywhere(found, cursor),
        b'#' => {
            anywhere(found, cursor);
            found.text(rest, "##", Kind::LineComment);
        }
        b'-' | b'.' | b'0'..=b'9' => number(found, rest),
        _ => {
            found.token(closed(rest, "end"), Kind::EndDirective);
            found.token(keyword(rest, "if"), Kind::If);
            found.token(keyword(rest, "elseif"), Kind::ElseIf);
            found.token(closed(rest, "else"), Kind::Else);
            found.token(word(rest), Kind::Word);
            found.token(braced_word(rest), Kind::BracedWord);
        }
    }
    found.offer(character(rest), Effect::Terminator);
}

/// Matches of every state, including comments and text blocks.
fn anywhere(found: &mut Longest, cursor: Cursor<'_>) {
    let Cursor { rest, first, backslashes: dollar } = cursor;
    match first {
        b'$' | b'\\' if rest.as_bytes().get(dollar) == Some(&b'$') => {
            found.offer(Some(dollar + 1), Effect::More(More::Dollar));
            let bang = dollar + 1 + backslashes(&rest[dollar + 1..]);
            let is_bang = rest.as_bytes().get(bang) == Some(&b'!');
            found.offer(is_bang.then_some(bang + 1), Effect::More(More::Dollar));
        }
        b'#' => {
            found.offer(rest.starts_with("#[[").then_some(3), Effect::More(More::TextBlock));
            let formal = rest.strip_prefix("#**").and_then(|after| after.chars().next()).filter(|&c| c != '#');
            found.offer(formal.map(|c| 3 + c.len_utf8()), Effect::More(More::FormalComment));
            found.offer(rest.starts_with("#*").then_some(2), Effect::More(More::Comment));
            found.offer(Some(1), Effect::More(More::Hash));
        }
        _ => {}
    }
}

/// Integers, with a following `..` of a range, and numbers with a dot or an exponent.
fn number(found: &mut Longest, rest: &str) {
    let digits = |at: usize| run(&rest[at..], |byte| byte.is_ascii_digit());
    let sign = usize::from(rest.starts_with('-'));
    let whole = sign + digits(sign);
    let range = if rest[whole..].starts_with("..") { 2 } else { 0 };
    found.token((whole > sign).then_some(whole + range), Kind::Integer);
    let exponent = |at: usize| {
        let after = rest[at..].strip_prefix(['e', 'E'])?;
        let signed = usize::from(after.starts_with(['+', '-']));
        let length = run(&after[signed..], |byte| byte.is_ascii_digit());
        (length > 0).then_some(at + 1 + signed + length)
    };
    if rest[whole..].starts_with('.') {
        let fraction = whole + 1 + digits(whole + 1);
        if whole > sign || fraction > whole + 1 {
            found.token(Some(exponent(fraction).unwrap_or(fraction)), Kind::Float);
        }
    }
    found.token(exponent(whole).filter(|_| whole > sign), Kind::Float);
}
