//! Writes values as compact JSON, like json-smart.

use std::fmt::Write;

use super::DEPTH;
use crate::value::print::{TooLarge, double_text};
use crate::value::{Key, Value, print};

/// Appends the compact JSON text of a value. Printed arrays escape `/` as well.
pub(crate) fn write(
    value: &Value,
    out: &mut String,
    limit: usize,
    escape_slash: bool,
) -> std::result::Result<(), TooLarge> {
    nested(value, out, limit, escape_slash, DEPTH)
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
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Long(_) | Value::Big(_) | Value::Decimal(_) => {
            print(value, out, limit)?;
        }
        Value::Double(number) if number.is_infinite() => out.push_str("null"),
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

/// Quotes a string. Control characters are escaped, and so are U+2000 to U+20FF, which include general punctuation.
fn quote(text: &str, out: &mut String, slash: bool) {
    out.push('"');
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let plain = match byte {
            b'"' | b'\\' | ..b' ' | 0x7F => false,
            b'/' => !slash,
            // The first bytes of U+0080 to U+00BF, and of U+2000 to U+2FFF.
            0xC2 | 0xE2 => text[at..].chars().next().is_none_or(|c| !is_escaped(c)),
            _ => true,
        };
        if plain {
            continue;
        }
        let Some(c) = text[at..].chars().next() else { continue };
        out.push_str(&text[written..at]);
        written = at + c.len_utf8();
        match c {
            '"' | '\\' | '/' => out.extend(['\\', c]),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

fn is_escaped(c: char) -> bool {
    matches!(c, '\u{7F}'..='\u{9F}' | '\u{2000}'..='\u{20FF}')
}
