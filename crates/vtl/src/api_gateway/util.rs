//! `$util`: escaping, encoding and JSON.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ecow::EcoString;

use serde::de::IgnoredAny;

use crate::budget::Budget;
use crate::error::{Cause, Exception, Problem, Refusal};
use crate::value::Value;
use crate::value::json::{self, Unreadable};

/// Calls a function of `$util`. Each takes one text.
pub(crate) fn call(name: &str, arguments: &[Value], budget: &mut Budget) -> Result<Value, Problem> {
    let [Value::String(text)] = arguments else { return Ok(Value::Null) };
    // The result counts as well, once its length is known.
    budget.memory(text.len())?;
    let value = match name {
        "escapeJavaScript" => Value::String(escape_java_script(text)),
        "urlEncode" => Value::text(url_encode(text)),
        "urlDecode" => Value::text(url_decode(text)?),
        "base64Encode" => Value::text(STANDARD.encode(text)),
        "base64Decode" => {
            let bytes = STANDARD
                .decode(text.trim())
                .map_err(|error| refused(name, Refusal::InvalidBase64(Cause::new(error))))?;
            Value::text(String::from_utf8_lossy(&bytes))
        }
        "parseJson" if text.trim().is_empty() => Value::empty(),
        "parseJson" => parse_json(text, budget)?,
        _ => Value::Null,
    };
    if let Value::String(made) = &value {
        budget.text(made.len())?;
    }
    Ok(value)
}

fn refused(function: &str, refusal: Refusal) -> Exception {
    Exception::method("$util", function, refusal)
}

/// Parses a document, which must be JSON. A body need not be.
fn parse_json(text: &str, budget: &mut Budget) -> Result<Value, Problem> {
    let bad = |place, cause| refused("parseJson", Refusal::InvalidJson { place, cause });
    let checked = serde_json::from_str::<IgnoredAny>(text);
    checked.map_err(|error| {
        let place = format!("at line {} column {}", error.line(), error.column());
        bad(place, Some(Cause::new(error)))
    })?;
    json::read(text, budget).map_err(|unreadable| match unreadable {
        Unreadable::At(at) => bad(format!("at byte {at}"), None).into(),
        Unreadable::TooMuch(problem) => problem,
    })
}

/// The bytes that `escapeJavaScript` does not escape.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = b' ';
    while byte < 0x80 {
        plain[byte as usize] = !matches!(byte, b'"' | b'\'' | b'\\' | b'/');
        byte += 1;
    }
    plain
};

/// `StringEscapeUtils.escapeJavaScript` of commons-lang 2, which also escapes `'` and `/`, and writes all non-ASCII
/// characters as `\uXXXX`.
fn escape_java_script(text: &EcoString) -> EcoString {
    let special = |text: &str| text.bytes().position(|byte| !PLAIN[usize::from(byte)]);
    let Some(mut run) = special(text) else { return text.clone() };
    let mut out = EcoString::with_capacity(text.len() + 1);
    let mut rest = &**text;
    loop {
        out.push_str(&rest[..run]);
        let mut characters = rest[run..].chars();
        let Some(c) = characters.next() else { return out };
        rest = characters.as_str();
        run = special(rest).unwrap_or(rest.len());
        match c {
            '"' | '\'' | '\\' | '/' => {
                out.push('\\');
                out.push(c);
            }
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
}

fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn url_decode(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.push(decoded.ok_or_else(|| refused("urlDecode", Refusal::InvalidUrlEncoding))?);
                rest = &rest[2..];
            }
            _ => bytes.push(byte),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
