//! `String.format`.

use std::fmt::Write;

use super::Outcome;
use crate::budget::Budget;
use crate::error::{Exception, Limit, Problem, Refusal};
use crate::value::{Value, print};

/// Formats with the conversions `s d f x X c b n %`, their width, `-`, `0` and precision.
pub(super) fn format(pattern: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let mut out = String::new();
    let mut arguments = arguments.iter();
    let mut rest = pattern;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let end = rest
            .find(|c: char| c.is_ascii_alphabetic() || c == '%')
            .ok_or_else(|| refused("the format ends in a conversion"))?;
        let (specification, conversion) = (&rest[..end], rest.as_bytes()[end]);
        rest = &rest[end + 1..];
        let text = match conversion {
            b'%' => "%".to_owned(),
            b'n' => "\n".to_owned(),
            _ => {
                let value =
                    arguments.next().ok_or_else(|| refused("the format has more conversions than arguments"))?;
                convert(value, conversion, specification, budget.text_bytes)?
            }
        };
        pad(&mut out, &text, specification)?;
        if out.len() > budget.text_bytes {
            return Err(Limit::StringSize.into());
        }
    }
    out.push_str(rest);
    budget.text(out.len())?;
    Ok(Value::text(out))
}

fn convert(value: &Value, conversion: u8, specification: &str, limit: usize) -> Result<String, Problem> {
    let mut text = String::new();
    match (conversion, value) {
        (b's' | b'S' | b'b' | b'c', _) | (b'd', Value::Integer(_) | Value::Long(_) | Value::Big(_)) => {
            print(value, &mut text, limit).map_err(|_| Limit::StringSize)?;
        }
        (b'x', Value::Integer(number)) => {
            let _ = write!(text, "{number:x}");
        }
        (b'X', Value::Integer(number)) => {
            let _ = write!(text, "{number:X}");
        }
        (b'f', Value::Double(number)) => {
            let precision =
                specification.split_once('.').and_then(|(_, digits)| digits.parse::<usize>().ok()).unwrap_or(6);
            let _ = write!(text, "{number:.0$}", precision.min(100));
        }
        _ => {
            let conversion = char::from(conversion);
            return Err(refused(format!("the conversion `%{conversion}` does not fit the argument")).into());
        }
    }
    Ok(text)
}

fn pad(out: &mut String, text: &str, specification: &str) -> Result<(), Problem> {
    let flags = specification.trim_start_matches(['-', '+', ' ', ',', '(', '#', '0']);
    let flag = &specification[..specification.len() - flags.len()];
    let width: usize = flags.split('.').next().unwrap_or_default().parse().unwrap_or(0);
    if width > 10_000 {
        return Err(refused("the width of a conversion is too large").into());
    }
    let fill = width.saturating_sub(text.chars().count());
    if flag.contains('-') {
        out.push_str(text);
        out.push_str(&" ".repeat(fill));
    } else if flag.contains('0') {
        let digits = text.strip_prefix('-').unwrap_or(text);
        out.push_str(&text[..text.len() - digits.len()]);
        out.push_str(&"0".repeat(fill));
        out.push_str(digits);
    } else {
        out.push_str(&" ".repeat(fill));
        out.push_str(text);
    }
    Ok(())
}

fn refused(reason: impl Into<String>) -> Exception {
    Exception::method("String", "format", Refusal::Format { reason: reason.into() })
}
