//! Functions on numbers, and type conversions.
//! <https://developer.hashicorp.com/terraform/language/functions#numeric-functions>

use serde_json::Value;

use super::{Arguments, Outcome};
use crate::load::convert;
use crate::load::shown::Shown;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "abs" => given.number(0).and_then(|number| convert::from_float(number.abs())),
        "ceil" => given.number(0).and_then(|number| convert::from_float(number.ceil())),
        "floor" => given.number(0).and_then(|number| convert::from_float(number.floor())),
        "max" => extreme(given, f64::max),
        "min" => extreme(given, f64::min),
        "log" => log(given),
        "signum" => {
            given.number(0).and_then(|number| convert::from_float(if number == 0.0 { 0.0 } else { number.signum() }))
        }
        "pow" => power(given),
        "parseint" => parse_int(given),
        "tostring" => nullable(given, |value| convert::text(value).map(Value::String)),
        "tonumber" => nullable(given, |value| convert::number(value).map(Value::Number)),
        "tobool" => nullable(given, |value| convert::boolean(value).map(Value::Bool)),
        // Nothing is displayed, so nothing needs to be hidden.
        "sensitive" | "nonsensitive" | "ephemeralasnull" => given.value(0).cloned(),
        "issensitive" => Ok(Value::Bool(false)),
        _ => return None,
    })
}

fn nullable(given: &Arguments<'_>, convert: impl Fn(&Value) -> Outcome) -> Outcome {
    match given.value(0)? {
        Value::Null => Ok(Value::Null),
        value => convert(value),
    }
}

fn extreme(given: &Arguments<'_>, choose: fn(f64, f64) -> f64) -> Outcome {
    let mut numbers = (0..given.values.len()).map(|index| given.number(index));
    let first = numbers.next().ok_or("at least one number is needed")??;
    let chosen = numbers.try_fold(first, |best, number| Ok::<_, String>(choose(best, number?)))?;
    convert::from_float(chosen)
}

fn power(given: &Arguments<'_>) -> Outcome {
    let (base, exponent) = (given.number(0)?, given.number(1)?);
    convert::from_float(base.powf(exponent)).map_err(|error| format!("{base} to the power of {exponent}: {error}"))
}

fn log(given: &Arguments<'_>) -> Outcome {
    let (number, base) = (given.number(0)?, given.number(1)?);
    convert::from_float(number.log(base)).map_err(|error| format!("{number} to the base {base}: {error}"))
}

/// Bases above 36 are case-sensitive: a to z are 10 to 35, A to Z are 36 to 61.
fn parse_int(given: &Arguments<'_>) -> Outcome {
    let (text, base) = (given.text(0)?, given.whole(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=62).contains(base));
    let base = base.ok_or("the base must be a whole number between 2 and 62")?;
    let (sign, digits) = text.strip_prefix('-').map_or((1.0, text.as_str()), |digits| (-1.0, digits));
    let digits = digits.strip_prefix('+').filter(|_| sign > 0.0).unwrap_or(digits);
    let number =
        digits.chars().try_fold(0.0, |sum, letter| Some(sum * f64::from(base) + f64::from(digit(letter, base)?)));
    match number.filter(|_| !digits.is_empty()) {
        Some(number) => convert::from_float(sign * number),
        None => Err(format!("`{}` is not a whole number of base {base}", Shown(given.value(0)?))),
    }
}

fn digit(letter: char, base: u32) -> Option<u32> {
    let value = match letter {
        'A'..='Z' if base > 36 => u32::from(letter) - u32::from('A') + 36,
        other => other.to_digit(36)?,
    };
    Some(value).filter(|value| *value < base)
}
