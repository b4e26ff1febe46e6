//! Parses JSON like json-smart's permissive parser: strings may have single, double or no quotes, extra commas are
//! allowed, and text after the document is ignored.

use std::rc::Rc;

use ecow::EcoString;
use num_bigint::BigInt;

use super::DEPTH;
use crate::budget::{Budget, COLLECTION, ELEMENT, ENTRY};
use crate::error::Problem;
use crate::scan::position_of_two;
use crate::value::decimal::Decimal;
use crate::value::{Entries, Key, ListKind, MapKind, Value};

/// The maximum length of a number.
const NUMBER: usize = 4096;
/// Longer fractions keep all their digits.
const DOUBLE: usize = 18;
/// The parser ends at this byte, wherever it is.
const END: u8 = 0x1A;

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It is not a document from this byte on.
    At(usize),
    /// It exceeds a limit of the rendering.
    TooMuch(Problem),
}

impl From<Problem> for Unreadable {
    fn from(problem: Problem) -> Self {
        Self::TooMuch(problem)
    }
}

type Result<T> = std::result::Result<T, Unreadable>;

/// The end of a text without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// The end of the document.
    Document,
    Element,
    Member,
    Key,
}

impl Stop {
    fn ends(self, byte: u8) -> bool {
        byte == END
            || match self {
                Self::Document => false,
                Self::Element => matches!(byte, b',' | b']'),
                Self::Member => matches!(byte, b',' | b'}'),
                Self::Key => byte == b':',
            }
    }
}

/// Reads a document.
pub(crate) fn read(text: &str, budget: &mut Budget) -> Result<Value> {
    budget.work(text.len() / 16)?;
    Reader { text, at: 0, budget }.value(Stop::Document, DEPTH)
}

struct Reader<'t, 'b> {
    text: &'t str,
    at: usize,
    budget: &'b mut Budget,
}

impl<'t> Reader<'t, '_> {
    fn fail<T>(&self) -> Result<T> {
        Err(Unreadable::At(self.at))
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(END)
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        while self.at < self.text.len() && skipped(self.text.as_bytes()[self.at]) {
            self.at += 1;
        }
    }

    /// Skips whitespace and control characters after a key or a value.
    fn spaces(&mut self) {
        self.skip(|byte| byte <= b' ' && byte != END);
    }

    fn value(&mut self, stop: Stop, depth: usize) -> Result<Value> {
        self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        match self.peek() {
            b':' | b']' | b'}' => self.fail(),
            b'{' | b'[' if depth == 0 => self.fail(),
            b'{' => self.object(depth - 1),
            b'[' => self.array(depth - 1),
            b'"' | b'\'' => self.string().map(Value::String),
            b'-' | b'0'..=b'9' => self.number(stop),
            _ => self.word(stop),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value> {
        self.budget.memory(COLLECTION)?;
        let mut entries = Entries::default();
        self.at += 1;
        loop {
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
            let key = match self.peek() {
                b':' | b'[' | b']' | b'{' => return self.fail(),
                b'}' => break,
                b'"' | b'\'' => self.string()?,
                _ => self.bare(self.at, Stop::Key).into(),
            };
            self.spaces();
            if self.peek() != b':' || self.at + 1 == self.text.len() {
                return self.fail();
            }
            self.at += 1;
            self.budget.memory(ENTRY)?;
            entries.insert(Key::Text(key), self.value(Stop::Member, depth)?);
            self.spaces();
            if !matches!(self.peek(), b',' | b'}') {
                return self.fail();
            }
        }
        self.at += 1;
        Ok(Value::map(entries, MapKind::Linked))
    }

    fn array(&mut self, depth: usize) -> Result<Value> {
        self.budget.memory(COLLECTION)?;
        let mut items = Vec::new();
        self.at += 1;
        loop {
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b','));
            match self.peek() {
                b']' => break,
                b':' | b'}' | END => return self.fail(),
                _ => {}
            }
            self.budget.memory(ELEMENT)?;
            items.push(self.value(Stop::Element, depth)?);
        }
        self.at += 1;
        Ok(Value::list(items, ListKind::Json))
    }

    /// The text without quotes from a position on, trimmed.
    fn bare(&mut self, start: usize, stop: Stop) -> &'t str {
        self.skip(|byte| !stop.ends(byte));
        self.text[start..self.at].trim_matches(|c| c <= ' ')
    }

    fn word(&mut self, stop: Stop) -> Result<Value> {
        let text = self.bare(self.at, stop);
        Ok(match text {
            "null" => Value::Null,
            "true" => Value::Boolean(true),
            "false" => Value::Boolean(false),
            "NaN" => Value::Double(f64::NAN),
            text => self.text(text)?,
        })
    }

    fn text(&mut self, text: &str) -> Result<Value> {
        self.budget.memory(text.len())?;
        Ok(Value::text(text))
    }

    /// A quoted text, which usually has no escapes.
    fn string(&mut self) -> Result<EcoString> {
        let quote = self.peek();
        let start = self.at + 1;
        let rest = &self.text.as_bytes()[start..];
        let Some(length) = position_of_two(rest, quote, b'\\') else { return self.fail() };
        let end = start + length;
        if self.text.as_bytes()[end] == quote {
            self.at = end + 1;
            self.budget.memory(length)?;
            return Ok(self.text[start..end].into());
        }
        self.at = start;
        self.escaped(quote)
    }

    /// A text with escapes, without the control characters that JSON does not allow.
    fn escaped(&mut self, quote: u8) -> Result<EcoString> {
        let special = |byte: u8| byte == quote || byte == b'\\' || byte < b' ';
        let mut out = EcoString::new();
        loop {
            let start = self.at;
            self.skip(|byte| !special(byte));
            self.budget.memory(self.at - start + 4)?;
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                END => return self.fail(),
                b'\\' => {
                    self.at += 1;
                    out.extend(self.escape()?);
                }
                byte => {
                    self.at += 1;
                    if byte == quote {
                        return Ok(out);
                    }
                }
            }
        }
    }

    /// The character of an escape; unknown escapes have none.
    fn escape(&mut self) -> Result<Option<char>> {
        let Some(escape) = self.text[self.at..].chars().next() else { return self.fail() };
        self.at += escape.len_utf8();
        Ok(match escape {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => Some(self.unicode()?),
            'x' => char::from_u32(self.unit(2)?.into()),
            '"' | '\'' | '\\' | '/' => Some(escape),
            _ => None,
        })
    }

    /// A number of hexadecimal digits.
    fn unit(&mut self, digits: usize) -> Result<u16> {
        let text = self.text.get(self.at..self.at + digits);
        let text = text.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = text.and_then(|digits| u16::from_str_radix(digits, 16).ok()) else { return self.fail() };
        self.at += digits;
        Ok(unit)
    }

    /// A character of one or two `\u` escapes; a lone surrogate becomes the replacement character.
    fn unicode(&mut self) -> Result<char> {
        let first = self.unit(4)?;
        let start = self.at;
        if (0xD800..0xDC00).contains(&first) && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            let second = self.unit(4)?;
            if let Some(Ok(pair)) = char::decode_utf16([first, second]).next() {
                return Ok(pair);
            }
        }
        self.at = start;
        Ok(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// A number, or a text that starts like one.
    fn number(&mut self, stop: Stop) -> Result<Value> {
        let start = self.at;
        self.at += 1;
        self.skip(|byte| byte.is_ascii_digit());
        let whole = !matches!(self.peek(), b'.' | b'e' | b'E');
        if self.peek() == b'.' {
            self.at += 1;
            self.skip(|byte| byte.is_ascii_digit());
        }
        let mut complete = true;
        if !whole && matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            complete = matches!(self.peek(), b'+' | b'-' | b'0'..=b'9');
            if complete {
                self.at += 1;
                self.skip(|byte| byte.is_ascii_digit());
            }
        }
        if complete {
            self.spaces();
            complete = self.peek() >= b'~' || stop.ends(self.peek());
        }
        if !complete {
            let text = self.bare(start, stop);
            return self.text(text);
        }
        let text = self.text[start..self.at].trim_end_matches(|c| c <= ' ');
        self.budget.memory(text.len())?;
        let number = if text.len() > NUMBER {
            None
        } else if whole {
            integer(text)
        } else {
            fraction(text)
        };
        number.ok_or(Unreadable::At(start))
    }
}

fn integer(text: &str) -> Option<Value> {
    if text == "-" {
        return Some(Value::Integer(0));
    }
    let number = text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Long));
    number.ok().or_else(|| text.parse::<BigInt>().ok().map(|number| Value::Big(Rc::new(number))))
}

fn fraction(text: &str) -> Option<Value> {
    if text.len() > DOUBLE {
        return Decimal::parse(text).map(|number| Value::Decimal(Rc::new(number)));
    }
    text.parse().ok().map(Value::Double)
}
