//! Terraform's conversions of values.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>

use serde_json::{Number, Value};

use super::shown::Shown;

/// A value that cannot be converted.
pub(super) fn refused(wanted: &str, found: &Value) -> String {
    format!("`{}` cannot be {wanted}", Shown(found))
}

/// The items of a set: unique, and in Terraform's order.
pub(super) fn distinct_sorted(mut items: Vec<Value>) -> Vec<Value> {
    if items.iter().all(Value::is_number) {
        items.sort_by(|one, other| one.as_f64().partial_cmp(&other.as_f64()).unwrap_or(std::cmp::Ordering::Equal));
    } else if items.iter().all(Value::is_string) {
        items.sort_by(|one, other| one.as_str().cmp(&other.as_str()));
    } else {
        items.sort_by_cached_key(Value::to_string);
    }
    items.dedup();
    items
}

/// Converts to a string.
pub(super) fn text(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => Ok(number_text(number)),
        other => Err(refused("a string", other)),
    }
}

fn number_text(number: &Number) -> String {
    match number.as_f64() {
        // Whole numbers have no fraction in Terraform, even if they are computed.
        Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
        _ => number.to_string(),
    }
}

/// Converts to a number.
pub(super) fn number(value: &Value) -> Result<Number, String> {
    match value {
        Value::Number(number) => Ok(number.clone()),
        Value::String(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
            (Ok(whole), _) => Ok(whole.into()),
            // Terraform does not accept `nan` and the like as numbers.
            (_, Ok(float)) if text.contains(|letter: char| letter.is_ascii_digit()) => finite(float),
            _ => Err(refused("a number", value)),
        },
        _ => Err(refused("a number", value)),
    }
}

/// Converts to a float.
pub(super) fn float(value: &Value) -> Result<f64, String> {
    number(value)?.as_f64().ok_or_else(|| refused("a number", value))
}

/// 2^53, up to which a double holds every integer exactly.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Converts to a whole number.
pub(super) fn whole(value: &Value) -> Result<i64, String> {
    let number = number(value)?;
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most 2^53")]
    let whole = number.as_i64().or_else(|| float.map(|float| float as i64));
    whole.ok_or_else(|| format!("is `{number}`, not a whole number of at most 2^53"))
}

fn finite(float: f64) -> Result<Number, String> {
    if float.is_nan() {
        return Err("the result is not a number".to_owned());
    }
    Number::from_f64(float).ok_or_else(|| {
        format!(
            "the result is infinite or beyond {:e}, the largest number here; no argument can hold infinity",
            f64::MAX
        )
    })
}

/// Converts to a Boolean.
pub(super) fn boolean(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        other => Err(refused("a bool", other)),
    }
}

/// A number from a float: a whole one becomes an integer. Infinity and NaN are rejected, as JSON has neither.
pub(super) fn from_float(float: f64) -> Result<Value, String> {
    if float.fract() == 0.0 && float.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^53")]
        return Ok(Value::from(float as i64));
    }
    finite(float).map(Value::Number)
}

/// The number of a literal.
pub(super) fn from_literal(number: &hcl::Number) -> Result<Value, String> {
    let whole = number.as_i64().map(Value::from).or_else(|| number.as_u64().map(Value::from));
    whole.map_or_else(|| from_float(number.as_f64().unwrap_or(f64::NAN)), Ok)
}

/// Whether two values are equal; 1 and 1.0 are.
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| equal(value, other)))
        }
        (one, other) => one == other,
    }
}
