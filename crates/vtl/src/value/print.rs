//! Java's `toString`, and the JSON text of arrays from JSON documents.

use std::fmt::Write;
use std::rc::Rc;

use super::{ListKind, MapKind, Value, json};

/// The maximum nesting of printed values: a list that contains itself would never end.
const DEPTH: usize = 400;

/// A value whose text is too long, or that is nested too deeply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Appends the text of a value, up to a total length.
pub(crate) fn print(value: &Value, out: &mut String, limit: usize) -> Result<(), TooLarge> {
    nested(value, out, limit, DEPTH)
}

fn nested(value: &Value, out: &mut String, limit: usize, depth: usize) -> Result<(), TooLarge> {
    if depth == 0 {
        return Err(TooLarge);
    }
    match value {
        Value::Null => out.push_str("null"),
        Value::String(text) => out.push_str(text),
        Value::Character(c) => out.push(*c),
        Value::Integer(number) => out.push_str(itoa::Buffer::new().format(*number)),
        Value::Long(number) => out.push_str(itoa::Buffer::new().format(*number)),
        Value::Big(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Decimal(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Double(number) => out.push_str(&double_text(*number)),
        Value::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
        Value::List(list) => match list.borrow().kind {
            ListKind::Json => json::write(value, out, limit, true)?,
            ListKind::Array => out.push_str("[Ljava.lang.String;@1b28cdfa"),
            ListKind::Characters => out.push_str("[C@1b28cdfa"),
            ListKind::Objects => out.push_str("[Ljava.lang.Object;@1b28cdfa"),
            ListKind::Plain | ListKind::View => {
                out.push('[');
                for (index, item) in list.borrow().items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    match item {
                        Value::List(inner) if Rc::ptr_eq(inner, list) => out.push_str("(this Collection)"),
                        item => nested(item, out, limit, depth - 1)?,
                    }
                }
                out.push(']');
            }
        },
        Value::Map(map) => {
            let entries = map.borrow();
            if entries.kind == MapKind::Linked {
                out.push('{');
                for (index, (key, value)) in entries.entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    nested(&key.value(), out, limit, depth - 1)?;
                    out.push('=');
                    match value {
                        Value::Map(inner) if Rc::ptr_eq(inner, map) => out.push_str("(this Map)"),
                        value => nested(value, out, limit, depth - 1)?,
                    }
                }
                out.push('}');
            }
        }
        Value::Entry(entry) => {
            nested(&entry.key, out, limit, depth - 1)?;
            out.push('=');
            nested(&entry.value, out, limit, depth - 1)?;
        }
        // Velocity prints the scope of a loop as an empty map.
        Value::Loop(_) => out.push_str("{}"),
        Value::Block(_) | Value::Iterator(_) | Value::Host(_) | Value::Lazy(_) => {}
    }
    if out.len() > limit { Err(TooLarge) } else { Ok(()) }
}

/// `Double.toString`.
pub(crate) fn double_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = number.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        let text = format!("{number:E}");
        let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        return format!("{digits}{point}E{exponent}");
    }
    format!("{number:?}")
}
