//! Methods of `java.lang.String`; places in a string count UTF-16 units.

use std::sync::Arc;

use super::format::format;
use crate::error::{Failure, Span};
use crate::eval::{Renderer, Result};
use crate::value::{ListKind, Value};

impl Renderer<'_> {
    pub(super) fn call_string(
        &mut self,
        text: &Arc<str>,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<Value> {
        self.spend(1 + text.len() / 8, span)?;
        let limit = self.limits.output_bytes;
        let outcome = match (name, arguments) {
            ("format", [Value::String(pattern), rest @ ..]) => format(pattern, rest, limit),
            ("matches", [Value::String(pattern)]) => self
                .pattern(pattern, true, span)?
                .is_match(&**text)
                .map(Value::Boolean)
                .map_err(|error| error.to_string()),
            ("replaceAll" | "replaceFirst", [Value::String(pattern), Value::String(replacement)]) => {
                let count = if name == "replaceAll" { usize::MAX } else { 1 };
                self.replace_pattern(text, pattern, replacement, count, span)?
            }
            ("split", [Value::String(pattern)]) => self.split(text, pattern, 0, span)?,
            ("split", [Value::String(pattern), Value::Integer(limit)]) => self.split(text, pattern, *limit, span)?,
            ("replace", [Value::String(from), Value::String(to)]) => {
                if text.matches(&**from).count().saturating_mul(to.len()).saturating_add(text.len()) > limit {
                    return Err(Failure::limit("string size", span));
                }
                Ok(Value::text(text.replace(&**from, to)))
            }
            ("concat", [Value::String(other)]) if text.len() + other.len() > limit => {
                return Err(Failure::limit("string size", span));
            }
            _ => simple(text, name, arguments),
        };
        let value = outcome.map_err(|message| Failure::exception(message, span))?;
        match &value {
            Value::String(text) => self.spend(text.len(), span)?,
            Value::List(list) => self.spend(list.borrow().items.len() * 16, span)?,
            _ => {}
        }
        Ok(value)
    }
}

fn simple(text: &Arc<str>, name: &str, arguments: &[Value]) -> std::result::Result<Value, String> {
    Ok(match (name, arguments) {
        ("length", []) => Value::count(units(text)),
        ("isEmpty", []) => Value::Boolean(text.is_empty()),
        ("toString" | "intern", []) => Value::String(text.clone()),
        ("trim", []) => Value::text(text.trim_matches(|c| c <= ' ')),
        ("toUpperCase", []) => Value::text(text.to_uppercase()),
        ("toLowerCase", []) => Value::text(text.to_lowercase()),
        ("equals", [other]) => Value::Boolean(matches!(other, Value::String(other) if other == text)),
        ("equalsIgnoreCase", [Value::String(other)]) => Value::Boolean(other.to_lowercase() == text.to_lowercase()),
        ("compareTo", [Value::String(other)]) => Value::Integer(compare(text, other)),
        ("contains", [Value::String(other)]) => Value::Boolean(text.contains(&**other)),
        ("startsWith", [Value::String(other)]) => Value::Boolean(text.starts_with(&**other)),
        ("endsWith", [Value::String(other)]) => Value::Boolean(text.ends_with(&**other)),
        ("indexOf", [Value::String(other)]) => place(text, text.find(&**other)),
        ("indexOf", [Value::String(other), Value::Integer(from)]) => {
            let start = byte_of(text, usize::try_from(*from).unwrap_or(0)).unwrap_or(text.len());
            place(text, text[start..].find(&**other).map(|found| start + found))
        }
        ("lastIndexOf", [Value::String(other)]) => place(text, text.rfind(&**other)),
        ("concat", [Value::String(other)]) => Value::text([&**text, &**other].concat()),
        ("substring" | "subSequence", [Value::Integer(from), Value::Integer(to)]) => substring(text, *from, Some(*to))?,
        ("substring", [Value::Integer(from)]) => substring(text, *from, None)?,
        ("charAt", [Value::Integer(at)]) => substring(text, *at, at.checked_add(1))?,
        ("hashCode", []) => {
            let hash =
                text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
            Value::Integer(hash)
        }
        ("valueOf", [value]) => {
            let mut out = String::new();
            crate::value::print(value, &mut out, 1 << 20).map_err(|_| "the text is too large".to_owned())?;
            Value::text(out)
        }
        ("toCharArray", []) => Value::list(text.chars().map(|c| Value::text(c.to_string())).collect(), ListKind::Array),
        _ => Value::Null,
    })
}

fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn place(text: &str, byte: Option<usize>) -> Value {
    byte.map_or(Value::Integer(-1), |byte| Value::count(units(&text[..byte])))
}

/// The byte where a UTF-16 unit starts.
fn byte_of(text: &str, unit: usize) -> Option<usize> {
    let mut left = unit;
    for (byte, c) in text.char_indices() {
        if left == 0 {
            return Some(byte);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}

fn substring(text: &str, from: i32, to: Option<i32>) -> std::result::Result<Value, String> {
    let length = units(text);
    let to = to.map_or(Ok(length), usize::try_from);
    match (usize::try_from(from), to) {
        (Ok(from), Ok(to)) if from <= to && to <= length => {
            let units: Vec<u16> = text.encode_utf16().skip(from).take(to - from).collect();
            Ok(Value::text(String::from_utf16_lossy(&units)))
        }
        _ => Err(format!("string index out of range: {from} of {length} characters")),
    }
}

fn compare(left: &str, right: &str) -> i32 {
    let mut pairs = left.encode_utf16().zip(right.encode_utf16());
    let difference = pairs.find_map(|(left, right)| (left != right).then(|| i32::from(left) - i32::from(right)));
    let lengths = || i32::try_from(units(left)).unwrap_or(i32::MAX) - i32::try_from(units(right)).unwrap_or(i32::MAX);
    difference.unwrap_or_else(lengths)
}
