//! `$util`: escapes and codecs.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::value::{Value, json};

pub(super) fn call(name: &str, text: &str, limit: usize) -> Result<Value, String> {
    if text.len().saturating_mul(6) > limit.saturating_mul(6) {
        return Err("the text is too large".to_owned());
    }
    Ok(match name {
        "escapeJavaScript" => Value::text(escape_java_script(text)),
        "urlEncode" => Value::text(url_encode(text)),
        "urlDecode" => Value::text(url_decode(text)?),
        "base64Encode" => Value::text(STANDARD.encode(text)),
        "base64Decode" => {
            let bytes = STANDARD.decode(text.trim()).map_err(|error| format!("bad base64: {error}"))?;
            Value::text(String::from_utf8_lossy(&bytes))
        }
        "parseJson" if text.trim().is_empty() => Value::empty(),
        "parseJson" => json::read(text).map_err(|at| format!("bad JSON at byte {at}"))?,
        _ => Value::Null,
    })
}

/// `StringEscapeUtils.escapeJavaScript` of commons-lang 2: `'` and `/` too, and all that is not ASCII as `\uXXXX`.
fn escape_java_script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\'' | '\\' | '/' => out.extend(['\\', c]),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            ' '..='\u{7f}' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
    out
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

fn url_decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
                let decoded = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
                bytes.push(decoded.ok_or("`%` without two hexadecimal digits")?);
                rest = &rest[2..];
            }
            _ => bytes.push(byte),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
