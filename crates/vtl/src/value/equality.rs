//! `equals` of Java.

use super::Value;

impl Value {
    /// Whether Java's `equals` holds; values that nest deeper than `depth` count as different.
    pub(crate) fn equals(&self, other: &Value, depth: usize) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::String(left), Self::String(right)) => left == right,
            (Self::Integer(left), Self::Integer(right)) => left == right,
            (Self::Long(left), Self::Long(right)) => left == right,
            (Self::Big(left), Self::Big(right)) => left == right,
            (Self::Double(left), Self::Double(right)) => left.to_bits() == right.to_bits(),
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::List(left), Self::List(right)) => {
                let (left, right) = (left.borrow(), right.borrow());
                depth > 0
                    && left.items.len() == right.items.len()
                    && left.items.iter().zip(&right.items).all(|(left, right)| left.equals(right, depth - 1))
            }
            (Self::Map(left), Self::Map(right)) => {
                let (left, right) = (left.borrow(), right.borrow());
                depth > 0
                    && left.entries.len() == right.entries.len()
                    && left
                        .entries
                        .iter()
                        .all(|(key, value)| right.entries.get(key).is_some_and(|other| value.equals(other, depth - 1)))
            }
            (Self::Entry(left), Self::Entry(right)) => {
                left.0.equals(&right.0, depth) && depth > 0 && left.1.equals(&right.1, depth - 1)
            }
            _ => false,
        }
    }
}
