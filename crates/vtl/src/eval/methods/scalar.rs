//! Methods of numbers, booleans, entries and iterators.

use super::Outcome;
use crate::budget::Budget;
use crate::value::{Value, compare};

pub(super) fn call(value: &Value, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    Ok(match (value, name, arguments) {
        (_, "equals", [other]) => Value::Boolean(value.equals(other, budget)?),
        (_, "hashCode", []) => value.hash(budget)?.map_or(Value::Null, Value::Integer),
        (Value::Integer(_), "parseInt", [Value::Null]) => return Err("null is no integer".into()),
        (Value::Character(c), "charValue", []) => Value::Character(*c),
        (Value::Character(left), "compareTo", [Value::Character(right)]) => {
            Value::Integer(u32::from(*left).cast_signed() - u32::from(*right).cast_signed())
        }
        (Value::Entry(entry), "getKey", []) => entry.0.clone(),
        (Value::Entry(entry), "getValue", []) => entry.1.clone(),
        (Value::Iterator(items), "hasNext", []) => Value::Boolean(items.borrow().len() > 0),
        (Value::Iterator(items), "next", []) => items.borrow_mut().next().ok_or("the iterator has no more elements")?,
        (Value::Boolean(boolean), "booleanValue", []) => Value::Boolean(*boolean),
        (Value::Boolean(_), "parseBoolean", [Value::String(text)]) => Value::Boolean(text.eq_ignore_ascii_case("true")),
        (Value::Boolean(left), "compareTo", [Value::Boolean(right)]) => Value::Integer(order(left.cmp(right))),
        (Value::Integer(_), "parseInt" | "valueOf", [Value::String(text)]) => {
            text.parse().map(Value::Integer).map_err(|_| format!("`{text}` is no integer"))?
        }
        (Value::Long(_), "parseLong" | "valueOf", [Value::String(text)]) => {
            text.parse().map(Value::Long).map_err(|_| format!("`{text}` is no integer"))?
        }
        (Value::Double(_), "parseDouble" | "valueOf", [Value::String(text)]) => {
            text.trim().parse().map(Value::Double).map_err(|_| format!("`{text}` is no number"))?
        }
        (number, "compareTo", [other]) if number.is_number() && same_class(number, other) => {
            compare(number, other).map_or(Value::Null, |ordering| Value::Integer(order(ordering)))
        }
        (left, "compareTo", [_]) if left.is_number() || matches!(left, Value::Boolean(_) | Value::Character(_)) => {
            return Err("a value of another class cannot be compared".into());
        }
        (number, name, []) if number.is_number() => convert(number, name),
        _ => Value::Null,
    })
}

fn same_class(left: &Value, right: &Value) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

fn order(ordering: std::cmp::Ordering) -> i32 {
    ordering as i32
}

fn convert(number: &Value, name: &str) -> Value {
    match name {
        "intValue" => number.int_value().map_or(Value::Null, Value::Integer),
        "longValue" => number.long_value().map_or(Value::Null, Value::Long),
        "doubleValue" | "floatValue" => number.as_double().map_or(Value::Null, Value::Double),
        _ => Value::Null,
    }
}
