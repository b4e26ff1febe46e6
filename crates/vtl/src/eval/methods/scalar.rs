//! Methods of numbers, booleans, entries and iterators.

use super::Outcome;
use crate::budget::Budget;
use crate::error::{Exception, Refusal};
use crate::value::{Value, compare};

pub(super) fn call(value: &Value, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let refused = |refusal| Exception::method(value.class(), name, refusal);
    Ok(match (value, name, arguments) {
        (_, "equals", [other]) => Value::Boolean(value.equals(other, budget)?),
        (_, "hashCode", []) => value.hash(budget)?.map_or(Value::Null, Value::Integer),
        (Value::Integer(_), "parseInt" | "valueOf", [Value::Null])
        | (Value::Long(_), "parseLong" | "valueOf", [Value::Null])
        | (Value::Double(_), "parseDouble" | "valueOf", [Value::Null]) => {
            return Err(refused(Refusal::NullArgument).into());
        }
        (Value::Character(c), "charValue", []) => Value::Character(*c),
        (Value::Character(left), "compareTo", [Value::Character(right)]) => {
            Value::Integer(u32::from(*left).cast_signed() - u32::from(*right).cast_signed())
        }
        (Value::Entry(entry), "getKey", []) => entry.key.clone(),
        (Value::Entry(entry), "getValue", []) => entry.value.clone(),
        (Value::Iterator(items), "hasNext", []) => Value::Boolean(items.borrow().has_next()),
        (Value::Iterator(items), "next", []) => {
            items.borrow_mut().0.next().ok_or_else(|| refused(Refusal::NoMoreElements))?
        }
        (Value::Boolean(boolean), "booleanValue", []) | (Value::Boolean(_), "valueOf", [Value::Boolean(boolean)]) => {
            Value::Boolean(*boolean)
        }
        (Value::Boolean(_), "parseBoolean" | "valueOf", [Value::Null]) => Value::Boolean(false),
        (Value::Boolean(_), "parseBoolean" | "valueOf", [Value::String(text)]) => {
            Value::Boolean(text.eq_ignore_ascii_case("true"))
        }
        (Value::Boolean(left), "compareTo", [Value::Boolean(right)]) => Value::Integer(order(left.cmp(right))),
        (Value::Integer(_), "parseInt" | "valueOf", [Value::String(text)]) => {
            text.parse().map(Value::Integer).map_err(|_| refused(not_a(text, "integer")))?
        }
        (Value::Long(_), "parseLong" | "valueOf", [Value::String(text)]) => {
            text.parse().map(Value::Long).map_err(|_| refused(not_a(text, "integer")))?
        }
        (Value::Double(_), "parseDouble" | "valueOf", [Value::String(text)]) => {
            text.trim().parse().map(Value::Double).map_err(|_| refused(not_a(text, "number")))?
        }
        (Value::Integer(_), name, [Value::Integer(number)]) if INTEGER_TEXTS.contains(&name) => {
            Value::text(integer_text(name, *number))
        }
        (class, name @ ("max" | "min" | "sum" | "compare"), [left, right]) if class.is_number() => {
            of_two(class, name, left, right)
        }
        (class, "valueOf", [number]) if class.is_number() => widened(class, number).unwrap_or(Value::Null),
        (Value::Double(number), "isNaN", []) => Value::Boolean(number.is_nan()),
        (Value::Double(number), "isInfinite", []) => Value::Boolean(number.is_infinite()),
        (number, "compareTo", [other]) if number.is_number() && same_class(number, other) => {
            compare(number, other).map_or(Value::Null, |ordering| Value::Integer(order(ordering)))
        }
        (left, "compareTo", [_]) if left.is_number() || matches!(left, Value::Boolean(_) | Value::Character(_)) => {
            return Err(refused(Refusal::OtherClass).into());
        }
        (number, name, []) if number.is_number() => convert(number, name),
        _ => Value::Null,
    })
}

fn not_a(text: &str, expected: &'static str) -> Refusal {
    Refusal::NotANumber { text: text.to_owned(), expected }
}

/// A number as an argument of a class's function, if Java widens it to that class.
fn widened(class: &Value, number: &Value) -> Option<Value> {
    match (class, number) {
        (Value::Integer(_), Value::Integer(_)) => Some(number.clone()),
        (Value::Long(_), Value::Integer(_) | Value::Long(_)) => number.long_value().map(Value::Long),
        (Value::Double(_), Value::Integer(_) | Value::Long(_) | Value::Double(_)) => {
            number.as_double().map(Value::Double)
        }
        _ => None,
    }
}

/// `Integer.max` and the like, called on a number of the class.
fn of_two(class: &Value, name: &str, left: &Value, right: &Value) -> Value {
    let (Some(left), Some(right)) = (widened(class, left), widened(class, right)) else { return Value::Null };
    let ordering = compare(&left, &right);
    match (name, &left, &right) {
        ("sum", Value::Integer(left), Value::Integer(right)) => Value::Integer(left.wrapping_add(*right)),
        ("sum", Value::Long(left), Value::Long(right)) => Value::Long(left.wrapping_add(*right)),
        ("sum", Value::Double(left), Value::Double(right)) => Value::Double(left + right),
        ("compare", ..) => ordering.map_or(Value::Null, |ordering| Value::Integer(order(ordering))),
        ("max", ..) if ordering.is_some_and(std::cmp::Ordering::is_gt) => left,
        ("min", ..) if ordering.is_some_and(std::cmp::Ordering::is_lt) => left,
        ("max" | "min", ..) => right,
        _ => Value::Null,
    }
}

/// The functions of `Integer` that format a number.
const INTEGER_TEXTS: [&str; 4] = ["toString", "toHexString", "toBinaryString", "toOctalString"];

fn integer_text(name: &str, number: i32) -> String {
    match name {
        "toHexString" => format!("{number:x}"),
        "toBinaryString" => format!("{number:b}"),
        "toOctalString" => format!("{number:o}"),
        _ => number.to_string(),
    }
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
        #[expect(clippy::cast_possible_truncation, reason = "Java's conversion cuts off the same way")]
        "shortValue" => number.int_value().map_or(Value::Null, |number| Value::Integer(i32::from(number as i16))),
        #[expect(clippy::cast_possible_truncation, reason = "Java's conversion cuts off the same way")]
        "byteValue" => number.int_value().map_or(Value::Null, |number| Value::Integer(i32::from(number as i8))),
        "doubleValue" | "floatValue" => number.as_double().map_or(Value::Null, Value::Double),
        _ => Value::Null,
    }
}
