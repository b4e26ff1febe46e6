//! JSON documents into values and back, with their numbers and the order of their keys kept.
//!
//! A reader of its own: sorted keys or numbers cut to doubles would show in a template's output.

use std::fmt::Write;
use std::rc::Rc;

use super::print::{TooLarge, double_text};
use super::{Entries, Key, ListKind, MapKind, Value, print};

/// How deep a document may nest.
const DEPTH: usize = 128;

/// Reads a document; the error is the byte where it stops being one.
pub(crate) fn read(text: &str) -> Result<Value, usize> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(DEPTH).ok_or(reader.at)?;
    reader.blanks();
    if reader.at == text.len() { Ok(value) } else { Err(reader.at) }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, text: &str) -> Option<()> {
        self.text[self.at..].starts_with(text).then(|| self.at += text.len())
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        match self.peek()? {
            b'{' if depth > 0 => self.object(depth - 1),
            b'[' if depth > 0 => self.array(depth - 1),
            b'"' => self.string().map(Value::text),
            b't' => self.eat("true").map(|()| Value::Boolean(true)),
            b'f' => self.eat("false").map(|()| Value::Boolean(false)),
            b'n' => self.eat("null").map(|()| Value::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut entries = Entries::default();
        self.at += 1;
        self.blanks();
        if self.eat("}").is_none() {
            loop {
                self.blanks();
                let key = self.string()?;
                self.blanks();
                self.eat(":")?;
                entries.insert(Key::Text(key.into()), self.value(depth)?);
                self.blanks();
                if self.eat("}").is_some() {
                    break;
                }
                self.eat(",")?;
            }
        }
        Some(Value::map(entries, MapKind::Linked))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        self.at += 1;
        self.blanks();
        if self.eat("]").is_none() {
            loop {
                items.push(self.value(depth)?);
                self.blanks();
                if self.eat("]").is_some() {
                    break;
                }
                self.eat(",")?;
            }
        }
        Some(Value::list(items, ListKind::Json))
    }

    fn string(&mut self) -> Option<String> {
        self.eat("\"")?;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let length = rest.find(['"', '\\'])?;
            out.push_str(&rest[..length]);
            self.at += length + 1;
            if rest.as_bytes()[length] == b'"' {
                return Some(out);
            }
            let escape = self.peek()?;
            self.at += 1;
            out.push(match escape {
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => self.unicode()?,
                b'"' | b'\\' | b'/' => char::from(escape),
                _ => return None,
            });
        }
    }

    fn unit(&mut self) -> Option<u16> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    /// A character of one or two `\u` escapes; half of a pair becomes the replacement character.
    fn unicode(&mut self) -> Option<char> {
        let first = self.unit()?;
        let start = self.at;
        if (0xD800..0xDC00).contains(&first) && self.eat("\\u").is_some() {
            let second = self.unit()?;
            if let Some(Ok(pair)) = char::decode_utf16([first, second]).next() {
                return Some(pair);
            }
            self.at = start;
        }
        Some(char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
            self.at += 1;
        }
        let text = &self.text[start..self.at];
        let digits = text.strip_prefix('-').unwrap_or(text);
        let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.as_bytes()[1].is_ascii_digit();
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || leading_zero || text.len() > 4096 {
            self.at = start;
            return None;
        }
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Value::Double);
        }
        let integer = text.parse().map(Value::Integer).or_else(|_| text.parse().map(Value::Long));
        integer.ok().or_else(|| text.parse().ok().map(|number| Value::Big(Rc::new(number))))
    }
}

/// Appends the compact JSON text of a value. Arrays that print themselves escape `/` as well.
pub(crate) fn write(value: &Value, out: &mut String, limit: usize, escape_slash: bool) -> Result<(), TooLarge> {
    nested(value, out, limit, escape_slash, DEPTH * 2)
}

fn nested(value: &Value, out: &mut String, limit: usize, slash: bool, depth: usize) -> Result<(), TooLarge> {
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
                let mut text = String::new();
                print(&key.value(), &mut text, limit)?;
                quote(&text, out, slash);
                out.push(':');
                nested(value, out, limit, slash, depth - 1)?;
            }
            out.push('}');
        }
        other => {
            let mut text = String::new();
            print(other, &mut text, limit)?;
            quote(&text, out, slash);
        }
    }
    if out.len() > limit { Err(TooLarge) } else { Ok(()) }
}

fn quote(text: &str, out: &mut String, slash: bool) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' if slash => out.push_str("\\/"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
