//! The numeric tower: integers grow from `Integer` to `Long` to `BigInteger`, and a `Double` gives a `Double`.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};

use super::{Decimal, Value};
use crate::ast::Operator;

impl Value {
    /// Parses a number of JSON or of a template into the smallest integer type that holds it, or a double.
    pub(crate) fn number(text: &str) -> Option<Self> {
        if text.contains(['.', 'e', 'E']) {
            return text.parse().ok().map(Self::Double);
        }
        let integer = text.parse().map(Self::Integer).or_else(|_| text.parse().map(Self::Long));
        integer.ok().or_else(|| text.parse().ok().map(|number| Self::Big(Rc::new(number))))
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Long(_) | Self::Big(_) | Self::Double(_) | Self::Decimal(_))
    }

    pub(crate) fn as_double(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(f64::from(*number)),
            #[expect(clippy::cast_precision_loss, reason = "Java widens the same way")]
            Self::Long(number) => Some(*number as f64),
            Self::Big(number) => number.to_string().parse().ok(),
            Self::Double(number) => Some(*number),
            Self::Decimal(number) => Some(number.as_double()),
            _ => None,
        }
    }

    /// `intValue`: integers keep their lower bits, doubles the nearest integer towards zero.
    #[expect(clippy::cast_possible_truncation, reason = "Java's conversions cut off the same way")]
    pub(crate) fn int_value(&self) -> Option<i32> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Long(number) => Some(*number as i32),
            Self::Double(number) => Some(*number as i32),
            Self::Big(_) => self.long_value().map(|number| number as i32),
            Self::Decimal(number) => Some(number.as_double() as i32),
            _ => None,
        }
    }

    /// `longValue`.
    #[expect(clippy::cast_possible_truncation, reason = "Java's conversions cut off the same way")]
    pub(crate) fn long_value(&self) -> Option<i64> {
        match self {
            Self::Double(number) => Some(*number as i64),
            Self::Decimal(number) => Some(number.as_double() as i64),
            Self::Big(number) => {
                let lowest = number.iter_u64_digits().next().unwrap_or(0).cast_signed();
                Some(if number.sign() == Sign::Minus { lowest.wrapping_neg() } else { lowest })
            }
            other => other.as_long(),
        }
    }

    pub(crate) fn as_long(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(i64::from(*number)),
            Self::Long(number) => Some(*number),
            _ => None,
        }
    }

    fn as_big(&self) -> Option<BigInt> {
        match self {
            Self::Big(number) => Some((**number).clone()),
            other => other.as_long().map(BigInt::from),
        }
    }
}

/// The numeric order of two numbers.
pub(crate) fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    if let (Some(left), Some(right)) = (left.as_long(), right.as_long()) {
        return Some(left.cmp(&right));
    }
    if let (Some(left), Some(right)) = (left.as_big(), right.as_big()) {
        return Some(left.cmp(&right));
    }
    if matches!((left, right), (Value::Decimal(_), _) | (_, Value::Decimal(_))) {
        return Some(Decimal::of(left)?.compare(&Decimal::of(right)?));
    }
    left.as_double()?.partial_cmp(&right.as_double()?)
}

/// The result of `+ - * / %` on two numbers; `None` if the divisor is zero.
pub(crate) fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    let broken = |value: &Value| matches!(value, Value::Double(_) | Value::Decimal(_));
    if broken(left) || broken(right) {
        return doubles(operator, left.as_double()?, right.as_double()?);
    }
    let wide = matches!(left, Value::Long(_)) || matches!(right, Value::Long(_));
    if let (Some(left), Some(right)) = (left.as_long(), right.as_long()) {
        if right == 0 && matches!(operator, Operator::Divide | Operator::Remainder) {
            return None;
        }
        let result = match operator {
            Operator::Add => left.checked_add(right),
            Operator::Subtract => left.checked_sub(right),
            Operator::Multiply => left.checked_mul(right),
            Operator::Divide => left.checked_div(right),
            _ => left.checked_rem(right),
        };
        if let Some(result) = result {
            return Some(i32::try_from(result).ok().filter(|_| !wide).map_or(Value::Long(result), Value::Integer));
        }
    }
    bigs(operator, &left.as_big()?, &right.as_big()?)
}

fn doubles(operator: Operator, left: f64, right: f64) -> Option<Value> {
    if right == 0.0 && matches!(operator, Operator::Divide | Operator::Remainder) {
        return None;
    }
    Some(Value::Double(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        _ => left % right,
    }))
}

fn bigs(operator: Operator, left: &BigInt, right: &BigInt) -> Option<Value> {
    let zero = *right == BigInt::from(0);
    let result = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide if !zero => left / right,
        Operator::Remainder if !zero => left % right,
        _ => return None,
    };
    Some(Value::Big(Rc::new(result)))
}
