//! Methods of `java.lang.String`. Indexes count UTF-16 units.

use ecow::EcoString;

use super::Outcome;
use super::format::format;
use crate::ast::Call;
use crate::budget::Budget;
use crate::error::{Exception, Limit, Refusal, Sequence};
use crate::eval::Renderer;
use crate::regex::{find, replace_text};
use crate::value::{ListKind, Value, print, text_hash};

/// The methods that throw for a null text, with their parameters: `s` is a text, `i` an integer.
const NEEDS_TEXT: [(&str, &str); 18] = [
    ("contains", "s"),
    ("startsWith", "s"),
    ("startsWith", "si"),
    ("endsWith", "s"),
    ("indexOf", "s"),
    ("indexOf", "si"),
    ("lastIndexOf", "s"),
    ("lastIndexOf", "si"),
    ("concat", "s"),
    ("replace", "ss"),
    ("replaceAll", "ss"),
    ("replaceFirst", "ss"),
    ("matches", "s"),
    ("split", "s"),
    ("split", "si"),
    ("compareTo", "s"),
    ("compareToIgnoreCase", "s"),
    ("contentEquals", "s"),
];

/// Whether a null argument is where the method needs a text.
fn needs_text(name: &str, arguments: &[Value]) -> bool {
    let fits = |kinds: &str| {
        let fit = |(kind, argument): (char, &Value)| match argument {
            Value::Null | Value::String(_) => kind == 's',
            argument => kind == 'i' && matches!(argument, Value::Integer(_)),
        };
        kinds.len() == arguments.len() && kinds.chars().zip(arguments).all(fit)
    };
    arguments.iter().any(Value::is_null) && NEEDS_TEXT.iter().any(|(known, kinds)| *known == name && fits(kinds))
}

impl Renderer<'_> {
    pub(super) fn call_string(&mut self, text: &EcoString, call: &Call, arguments: &[Value]) -> Outcome {
        self.budget.work(1 + text.len() / 64)?;
        if needs_text(&call.name, arguments) {
            return Err(Exception::method("String", &call.name, Refusal::NullArgument).into());
        }
        match (&*call.name, arguments) {
            ("matches", [Value::String(pattern)]) => {
                let pattern = self.pattern(pattern, call)?;
                pattern.matches(text, &mut self.budget).map(Value::Boolean)
            }
            (name @ ("replaceAll" | "replaceFirst"), [Value::String(pattern), Value::String(replacement)]) => {
                let pattern = self.pattern(pattern, call)?;
                let all = name == "replaceAll";
                pattern.replace(text, replacement, all, &mut self.budget).map(Value::String)
            }
            ("split", [Value::String(pattern)]) => self.split(text, pattern, 0, call),
            ("split", [Value::String(pattern), Value::Integer(limit)]) => self.split(text, pattern, *limit, call),
            ("format", [Value::String(pattern), rest @ ..]) => format(pattern, rest, &mut self.budget),
            ("replace", [Value::String(from), Value::String(to)]) => {
                replace_text(text, from, to, &mut self.budget).map(Value::String)
            }
            ("replace", [Value::Character(from), Value::Character(to)]) => {
                replace_text(text, &from.to_string(), &to.to_string(), &mut self.budget).map(Value::String)
            }
            (name, arguments) => {
                query(text, name, arguments).map_or_else(|| transform(text, name, arguments, &mut self.budget), Ok)
            }
        }
    }

    fn split(&mut self, text: &str, pattern: &EcoString, limit: i32, call: &Call) -> Outcome {
        let pattern = self.pattern(pattern, call)?;
        let parts = pattern.split(text, limit, &mut self.budget)?;
        Ok(Value::list(parts.into_iter().map(Value::String).collect(), ListKind::Array))
    }
}

/// Methods that create no text.
fn query(text: &EcoString, name: &str, arguments: &[Value]) -> Option<Value> {
    Some(match (name, arguments) {
        ("length", []) => Value::count(units(text)),
        ("isEmpty", []) => Value::Boolean(text.is_empty()),
        ("toString" | "intern", []) => Value::String(text.clone()),
        ("equals" | "contentEquals", [Value::String(other)]) => Value::Boolean(other == text),
        ("equals", [_]) | ("equalsIgnoreCase", [Value::Null]) => Value::Boolean(false),
        ("equalsIgnoreCase", [Value::String(other)]) => Value::Boolean(same_ignoring_case(text, other)),
        ("compareTo", [Value::String(other)]) => Value::Integer(compare(text, other)),
        ("compareToIgnoreCase", [Value::String(other)]) => Value::Integer(compare(&folded(text), &folded(other))),
        ("contains", [Value::String(other)]) => Value::Boolean(find(text, other).is_some()),
        ("startsWith", [Value::String(other)]) => Value::Boolean(text.starts_with(&**other)),
        ("startsWith", [Value::String(other), Value::Integer(from)]) => {
            let rest = usize::try_from(*from).ok().and_then(|from| byte_of(text, from));
            Value::Boolean(rest.is_some_and(|from| text[from..].starts_with(&**other)))
        }
        ("endsWith", [Value::String(other)]) => Value::Boolean(text.ends_with(&**other)),
        ("indexOf", [Value::String(other)]) => place(text, find(text, other)),
        ("indexOf", [Value::String(other), Value::Integer(from)]) => {
            let start = byte_of(text, usize::try_from(*from).unwrap_or(0)).unwrap_or(text.len());
            place(text, find(&text[start..], other).map(|found| start + found))
        }
        ("indexOf", [Value::Integer(code)]) => place(text, code_point(*code).and_then(|c| text.find(c))),
        ("lastIndexOf", [Value::String(other)]) => {
            place(text, memchr::memmem::rfind(text.as_bytes(), other.as_bytes()))
        }
        ("lastIndexOf", [Value::String(other), Value::Integer(from)]) => {
            let Ok(from) = usize::try_from(*from) else { return Some(Value::Integer(-1)) };
            let end = byte_of(text, from.saturating_add(units(other))).unwrap_or(text.len());
            place(text, memchr::memmem::rfind(&text.as_bytes()[..end], other.as_bytes()))
        }
        ("indexOf", [Value::Integer(code), Value::Integer(from)]) => {
            let start = byte_of(text, usize::try_from(*from).unwrap_or(0)).unwrap_or(text.len());
            place(text, code_point(*code).and_then(|c| text[start..].find(c)).map(|found| start + found))
        }
        ("lastIndexOf", [Value::Integer(code)]) => place(text, code_point(*code).and_then(|c| text.rfind(c))),
        ("hashCode", []) => Value::Integer(text_hash(text)),
        _ => return None,
    })
}

/// Methods that create a text or a list.
fn transform(text: &EcoString, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    budget.memory(text.len())?;
    Ok(match (name, arguments) {
        ("trim", []) => Value::text(text.trim_matches(|c| c <= ' ')),
        ("toUpperCase", []) => Value::text(text.to_uppercase()),
        ("toLowerCase", []) => Value::text(text.to_lowercase()),
        ("concat", [Value::String(other)]) => {
            budget.text(text.len() + other.len())?;
            Value::String(text.clone() + &**other)
        }
        ("substring" | "subSequence", [Value::Integer(from), Value::Integer(to)]) => substring(text, *from, Some(*to))?,
        ("substring", [Value::Integer(from)]) => substring(text, *from, None)?,
        ("charAt", [Value::Integer(at)]) => {
            match substring(text, *at, at.checked_add(1)).map_err(|_| out_of_range(*at, units(text)))? {
                Value::String(unit) => unit.chars().next().map_or(Value::Null, Value::Character),
                _ => Value::Null,
            }
        }
        ("compareTo", [_]) => return Err(Exception::method("String", name, Refusal::OtherClass).into()),
        ("valueOf", [value]) => {
            let mut out = String::new();
            print(value, &mut out, budget.text_bytes).map_err(|_| Limit::StringSize)?;
            budget.text(out.len())?;
            Value::text(out)
        }
        ("toCharArray", []) => {
            budget.list(text.len())?;
            Value::list(text.chars().map(Value::Character).collect(), ListKind::Characters)
        }
        _ => Value::Null,
    })
}

fn code_point(code: i32) -> Option<char> {
    u32::try_from(code).ok().and_then(char::from_u32)
}

/// Java folds case character by character: first to uppercase, then to lowercase.
fn fold(c: char) -> char {
    let upper = Some(c.to_uppercase()).filter(|upper| upper.len() == 1).and_then(|mut upper| upper.next());
    let upper = upper.unwrap_or(c);
    Some(upper.to_lowercase()).filter(|lower| lower.len() == 1).and_then(|mut lower| lower.next()).unwrap_or(upper)
}

fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

fn same_ignoring_case(left: &str, right: &str) -> bool {
    left.chars().map(fold).eq(right.chars().map(fold))
}

fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

fn place(text: &str, byte: Option<usize>) -> Value {
    byte.map_or(Value::Integer(-1), |byte| Value::count(units(&text[..byte])))
}

/// The byte at which a UTF-16 unit starts.
fn byte_of(text: &str, unit: usize) -> Option<usize> {
    if text.is_ascii() {
        return (unit <= text.len()).then_some(unit);
    }
    let mut left = unit;
    for (byte, c) in text.char_indices() {
        if left == 0 {
            return Some(byte);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}

fn out_of_range(index: i32, length: usize) -> Exception {
    Exception::IndexOutOfRange { index, length, sequence: Sequence::String }
}

fn substring(text: &EcoString, from: i32, to: Option<i32>) -> Outcome {
    let length = units(text);
    let (from_unit, to_unit) = (usize::try_from(from).ok(), to.map_or(Some(length), |to| usize::try_from(to).ok()));
    let (Some(from_unit), Some(to_unit)) = (from_unit, to_unit.filter(|to| *to <= length)) else {
        let index = if from_unit.is_none_or(|from| from > length) { from } else { to.unwrap_or(from) };
        return Err(out_of_range(index, length).into());
    };
    if from_unit > to_unit {
        let to = i32::try_from(to_unit).unwrap_or(i32::MAX);
        return Err(Exception::ReversedRange { from, to, sequence: Sequence::String }.into());
    }
    if let (Some(from), Some(to)) = (byte_of(text, from_unit), byte_of(text, to_unit)) {
        return Ok(Value::text(&text[from..to]));
    }
    let units: Vec<u16> = text.encode_utf16().skip(from_unit).take(to_unit - from_unit).collect();
    Ok(Value::text(String::from_utf16_lossy(&units)))
}

fn compare(left: &str, right: &str) -> i32 {
    let mut pairs = left.encode_utf16().zip(right.encode_utf16());
    let difference = pairs.find_map(|(left, right)| (left != right).then(|| i32::from(left) - i32::from(right)));
    let lengths = || i32::try_from(units(left)).unwrap_or(i32::MAX) - i32::try_from(units(right)).unwrap_or(i32::MAX);
    difference.unwrap_or_else(lengths)
}
