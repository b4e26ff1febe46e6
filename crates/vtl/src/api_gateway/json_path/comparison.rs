//! Comparisons in filters. A literal in a path is a text, which is converted when it is compared with a number or a
//! Boolean.

use std::cmp::Ordering;
use std::rc::Rc;

use super::Stop;
use crate::error::{JsonPathMismatch, Problem};
use crate::value::{Decimal, Value};

/// The operator of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    GreaterOrEqual,
    LessOrEqual,
    NotEqual,
    Less,
    Greater,
    Matches,
}

impl Operator {
    /// In the order in which Jayway searches a test for them.
    pub(super) const ALL: [(&str, Self); 7] = [
        ("==", Self::Equal),
        (">=", Self::GreaterOrEqual),
        ("<=", Self::LessOrEqual),
        ("!=", Self::NotEqual),
        ("<", Self::Less),
        (">", Self::Greater),
        ("=~", Self::Matches),
    ];

    /// Whether the operator holds. Values that cannot be compared are neither equal nor unequal.
    pub(super) fn holds(self, left: &Value, right: &Value) -> Result<bool, Stop> {
        if !matches!(self, Self::Equal | Self::NotEqual) && left.is_null() != right.is_null() {
            return Ok(false);
        }
        let Some(order) = compare(right, left)? else { return Ok(false) };
        Ok(match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_gt(),
            Self::LessOrEqual => order.is_ge(),
            Self::Greater => order.is_lt(),
            Self::GreaterOrEqual => order.is_le(),
            Self::Matches => false,
        })
    }
}

/// The order of the expected and the found value, if there is one.
fn compare(expected: &Value, found: &Value) -> Result<Option<Ordering>, Stop> {
    if is_same(expected, found) {
        return Ok(Some(Ordering::Equal));
    }
    match (is_nullish(expected), is_nullish(found)) {
        (true, true) => return Ok(Some(Ordering::Equal)),
        (true, false) => return Ok(Some(Ordering::Less)),
        (false, true) => return Ok(Some(Ordering::Greater)),
        (false, false) => {}
    }
    Ok(match (expected, found) {
        (Value::String(expected), Value::String(found)) => {
            let expected = expected.replace("\\'", "'");
            Some(expected.encode_utf16().cmp(found.encode_utf16()))
        }
        (Value::String(expected), found) if found.is_number() => {
            let expected = Decimal::parse(expected).ok_or_else(|| not_a_number(expected))?;
            Some(expected.compare(&decimal(found)?))
        }
        (expected, found) if expected.is_number() && found.is_number() => {
            Some(decimal(expected)?.compare(&decimal(found)?))
        }
        (Value::String(expected), Value::Boolean(found)) => Some(expected.eq_ignore_ascii_case("true").cmp(found)),
        (Value::Boolean(expected), Value::Boolean(found)) => Some(expected.cmp(found)),
        _ => None,
    })
}

/// Whether both are the same object.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(left), Value::List(right)) => Rc::ptr_eq(left, right),
        (Value::Map(left), Value::Map(right)) => Rc::ptr_eq(left, right),
        _ => false,
    }
}

fn is_nullish(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text == "null",
        _ => false,
    }
}

fn decimal(value: &Value) -> Result<Decimal, Problem> {
    Decimal::of(value).ok_or_else(|| JsonPathMismatch::InfiniteNumber.into())
}

fn not_a_number(text: &str) -> Problem {
    JsonPathMismatch::NotANumber(text.to_owned()).into()
}
