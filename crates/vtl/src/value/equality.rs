//! Java's `equals`.

use std::rc::Rc;

use super::Value;
use crate::budget::Budget;
use crate::error::{Limit, Problem};

/// The maximum nesting of values that can be compared.
const DEPTH: usize = 100;

impl Value {
    /// Whether Java's `equals` holds.
    pub(crate) fn equals(&self, other: &Value, budget: &mut Budget) -> Result<bool, Problem> {
        equal(self, other, DEPTH, budget)
    }

    /// The index of a value in a list.
    pub(crate) fn position_in(&self, items: &[Value], budget: &mut Budget) -> Result<Option<usize>, Problem> {
        for (index, item) in items.iter().enumerate() {
            if equal(item, self, DEPTH, budget)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    }
}

fn equal(left: &Value, right: &Value, depth: usize, budget: &mut Budget) -> Result<bool, Problem> {
    budget.work(1)?;
    if depth == 0 {
        return Err(Limit::Nesting.into());
    }
    Ok(match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::String(left), Value::String(right)) => {
            budget.work(left.len() / 64)?;
            left == right
        }
        (Value::Character(left), Value::Character(right)) => left == right,
        (Value::Integer(left), Value::Integer(right)) => left == right,
        (Value::Long(left), Value::Long(right)) => left == right,
        (Value::Big(left), Value::Big(right)) => left == right,
        (Value::Double(left), Value::Double(right)) => left.to_bits() == right.to_bits(),
        (Value::Decimal(left), Value::Decimal(right)) => left == right,
        (Value::Boolean(left), Value::Boolean(right)) => left == right,
        (Value::List(left), Value::List(right)) => {
            if Rc::ptr_eq(left, right) {
                return Ok(true);
            }
            let (left, right) = (left.borrow(), right.borrow());
            let alike = left.kind.equals_as() == right.kind.equals_as() && left.kind.equals_as().is_some();
            if !alike || left.items.len() != right.items.len() {
                return Ok(false);
            }
            for (left, right) in left.items.iter().zip(&right.items) {
                if !equal(left, right, depth - 1, budget)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(left), Value::Map(right)) => {
            if Rc::ptr_eq(left, right) {
                return Ok(true);
            }
            let (left, right) = (left.borrow(), right.borrow());
            if left.entries.len() != right.entries.len() {
                return Ok(false);
            }
            for (key, value) in left.entries.iter() {
                let Some(other) = right.entries.get(key) else { return Ok(false) };
                if !equal(value, other, depth - 1, budget)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Entry(left), Value::Entry(right)) => {
            equal(&left.key, &right.key, depth - 1, budget)? && equal(&left.value, &right.value, depth - 1, budget)?
        }
        _ => false,
    })
}
