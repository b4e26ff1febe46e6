//! JSON documents into values and back, with their numbers and the order of their keys kept.
//!
//! A reader of its own: sorted keys or numbers cut to doubles would show in a template's output.

use std::fmt::Write;

use ecow::EcoString;

use super::print::{TooLarge, double_text};
use super::{Entries, Key, ListKind, MapKind, Value, print};
use crate::budget::{Budget, COLLECTION, ELEMENT, ENTRY};
use crate::error::Problem;

/// How deep a document may nest.
const DEPTH: usize = 128;

/// Why a text is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// It stops being JSON at this byte.
    At(usize),
    /// It is more than a rendering may hold.
    TooMuch(Problem),
}

impl From<Problem> for Unreadable {
    fn from(problem: Problem) -> Self {
        Self::TooMuch(problem)
    }
}

type Result<T> = std::result::Result<T, Unreadable>;

/// Reads a document.
pub(crate) fn read(text: &str, budget: &mut Budget) -> Result<Value> {
    budget.work(text.len() / 16)?;
    let mut reader = Reader { text, at: 0, budget };
    let value = reader.value(DEPTH)?;
    reader.blanks();
    if reader.at == text.len() { Ok(value) } else { reader.fail() }
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

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn demand(&mut self, byte: u8) -> Result<()> {
        if self.eat(byte) { Ok(()) } else { self.fail() }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return self.fail();
        }
        self.at += word.len();
        Ok(value)
    }

    fn value(&mut self, depth: usize) -> Result<Value> {
        self.blanks();
        match self.peek() {
            Some(b'{') if depth > 0 => self.object(depth - 1),
            Some(b'[') if depth > 0 => self.array(depth - 1),
            Some(b'"') => self.string().map(Value::String),
            Some(b't') => self.word("true", Value::Boolean(true)),
            Some(b'f') => self.word("false", Value::Boolean(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value> {
        self.budget.memory(COLLECTION)?;
        let mut entries = Entries::default();
        self.at += 1;
        self.blanks();
        if !self.eat(b'}') {
            loop {
                self.blanks();
                let key = self.string()?;
                self.blanks();
                self.demand(b':')?;
                self.budget.memory(ENTRY)?;
                entries.insert(Key::Text(key), self.value(depth)?);
                self.blanks();
                if self.eat(b'}') {
                    break;
                }
                self.demand(b',')?;
            }
        }
        Ok(Value::map(entries, MapKind::Linked))
    }

    fn array(&mut self, depth: usize) -> Result<Value> {
        self.budget.memory(COLLECTION)?;
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if !self.eat(b']') {
            loop {
                self.budget.memory(ELEMENT)?;
                items.push(self.value(depth)?);
                self.blanks();
                if self.eat(b']') {
                    break;
                }
                self.demand(b',')?;
            }
        }
        Ok(Value::list(items, ListKind::Json))
    }

    /// A text that most often stands in the document as it is.
    fn string(&mut self) -> Result<EcoString> {
        self.demand(b'"')?;
        let plain = self.run()?;
        self.budget.memory(plain.len())?;
        let mut out = EcoString::from(plain);
        loop {
            let ending = self.peek();
            self.at += 1;
            if ending == Some(b'"') {
                return Ok(out);
            }
            out.push(self.escape()?);
            let plain = self.run()?;
            self.budget.memory(plain.len() + 4)?;
            out.push_str(plain);
        }
    }

    /// What stands before the next quote or backslash.
    fn run(&mut self) -> Result<&'t str> {
        let rest = &self.text[self.at..];
        let Some(length) = memchr::memchr2(b'"', b'\\', rest.as_bytes()) else { return self.fail() };
        self.at += length;
        Ok(&rest[..length])
    }

    fn escape(&mut self) -> Result<char> {
        let Some(escape) = self.peek() else { return self.fail() };
        self.at += 1;
        Ok(match escape {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode()?,
            b'"' | b'\\' | b'/' => char::from(escape),
            _ => return self.fail(),
        })
    }

    fn unit(&mut self) -> Result<u16> {
        let digits = self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) else { return self.fail() };
        self.at += 4;
        Ok(unit)
    }

    /// A character of one or two `\u` escapes; half of a pair becomes the replacement character.
    fn unicode(&mut self) -> Result<char> {
        let first = self.unit()?;
        let start = self.at;
        if (0xD800..0xDC00).contains(&first) && self.eat(b'\\') && self.eat(b'u') {
            let second = self.unit()?;
            if let Some(Ok(pair)) = char::decode_utf16([first, second]).next() {
                return Ok(pair);
            }
        }
        self.at = start;
        Ok(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn number(&mut self) -> Result<Value> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        let plain = digits.starts_with(|c: char| c.is_ascii_digit()) && !leading_zero && text.len() <= 4096;
        self.budget.memory(text.len())?;
        let number = plain.then(|| Value::number(text)).flatten();
        number.ok_or(Unreadable::At(start))
    }
}

/// Appends the compact JSON text of a value. Arrays that print themselves escape `/` as well.
pub(crate) fn write(
    value: &Value,
    out: &mut String,
    limit: usize,
    escape_slash: bool,
) -> std::result::Result<(), TooLarge> {
    nested(value, out, limit, escape_slash, DEPTH * 2)
}

fn nested(
    value: &Value,
    out: &mut String,
    limit: usize,
    slash: bool,
    depth: usize,
) -> std::result::Result<(), TooLarge> {
    if depth == 0 || out.len() > limit {
        return Err(TooLarge);
    }
    match value {
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Long(_) | Value::Big(_) => {
            print(value, out, limit)?;
        }
        Value::Double(number) => out.push_str(&double_text(*number)),
        Value::List(list) => {
            out.push('[');
            for (index, item) in list.borrow().items.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                nested(item, out, limit, slash, depth - 1)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.borrow().entries.iter().enumerate() {
                out.push_str(if index > 0 { "," } else { "" });
                match key {
                    Key::Text(text) => quote(text, out, slash),
                    other => quoted(&other.value(), out, limit, slash)?,
                }
                out.push(':');
                nested(value, out, limit, slash, depth - 1)?;
            }
            out.push('}');
        }
        Value::String(text) => quote(text, out, slash),
        other => quoted(other, out, limit, slash)?,
    }
    if out.len() > limit { Err(TooLarge) } else { Ok(()) }
}

/// The text of a value as a JSON string.
fn quoted(value: &Value, out: &mut String, limit: usize, slash: bool) -> std::result::Result<(), TooLarge> {
    let mut text = String::new();
    print(value, &mut text, limit)?;
    quote(&text, out, slash);
    Ok(())
}

fn quote(text: &str, out: &mut String, slash: bool) {
    out.push('"');
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' && !(slash && byte == b'/') {
            continue;
        }
        out.push_str(&text[written..at]);
        written = at + 1;
        match byte {
            b'"' | b'\\' | b'/' => out.extend(['\\', char::from(byte)]),
            8 => out.push_str("\\b"),
            12 => out.push_str("\\f"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            control => {
                let _ = write!(out, "\\u{control:04X}");
            }
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}
