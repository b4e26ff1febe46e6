//! Functions on numbers, and conversions.
//! <https://developer.hashicorp.com/terraform/language/functions#numeric-functions>

use serde_json::Value;

use super::{Arguments, Outcome};
use crate::load::convert;

pub(super) fn call(name: &str, given: &Arguments<'_>) -> Option<Outcome> {
    Some(match name {
        "abs" => given.number(0).map(|number| convert::from_float(number.abs())),
        "ceil" => given.number(0).map(|number| convert::from_float(number.ceil())),
        "floor" => given.number(0).map(|number| convert::from_float(number.floor())),
        "max" => extreme(given, f64::max),
        "min" => extreme(given, f64::min),
        "log" => given.number(0).and_then(|number| Ok(convert::from_float(number.log(given.number(1)?)))),
        "signum" => {
            given.number(0).map(|number| convert::from_float(if number == 0.0 { 0.0 } else { number.signum() }))
        }
        "pow" => given.number(0).and_then(|base| Ok(convert::from_float(base.powf(given.number(1)?)))),
        "parseint" => parse_int(given),
        "tostring" => nullable(given, |value| convert::text(value).map(Value::String)),
        "tonumber" => nullable(given, |value| convert::number(value).map(Value::Number)),
        "tobool" => nullable(given, |value| convert::boolean(value).map(Value::Bool)),
        // Nothing is shown, so nothing needs to be hidden.
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
    numbers.try_fold(first, |best, number| Ok(choose(best, number?))).map(convert::from_float)
}

fn parse_int(given: &Arguments<'_>) -> Outcome {
    let (text, base) = (given.text(0)?, given.whole(1)?);
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base)).ok_or("a base is 2 to 36")?;
    i64::from_str_radix(&text, base).map(Value::from).map_err(|error| format!("`{text}`: {error}"))
}
