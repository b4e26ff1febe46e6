//! Java's `hashCode`.

use super::{ListKind, Value};
use crate::budget::Budget;
use crate::error::Problem;

/// The hash of a text.
pub(crate) fn text_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

impl Value {
    /// The value of `hashCode`, unless it differs from run to run.
    pub(crate) fn hash(&self, budget: &mut Budget) -> Result<Option<i32>, Problem> {
        budget.work(1)?;
        Ok(Some(match self {
            Self::Null | Self::Loop(_) => 0,
            Self::String(text) => {
                budget.work(text.len() / 16)?;
                text_hash(text)
            }
            Self::Character(c) => u32::from(*c).cast_signed(),
            Self::Boolean(boolean) => {
                if *boolean {
                    1231
                } else {
                    1237
                }
            }
            Self::Integer(number) => *number,
            Self::Long(number) => folded(number.cast_unsigned()),
            Self::Double(number) => folded(number.to_bits()),
            Self::Big(number) => {
                let digits = number.magnitude().to_u32_digits();
                let hash = digits
                    .iter()
                    .rev()
                    .fold(0_i32, |hash, digit| hash.wrapping_mul(31).wrapping_add(digit.cast_signed()));
                if number.sign() == num_bigint::Sign::Minus { hash.wrapping_neg() } else { hash }
            }
            Self::List(list) => {
                let Ok(list) = list.try_borrow() else { return Ok(None) };
                let (mut hash, factor) = match list.kind {
                    ListKind::Plain | ListKind::Json => (1_i32, 31),
                    ListKind::View => (0, 1),
                    ListKind::Array | ListKind::Characters | ListKind::Objects => return Ok(None),
                };
                budget
                    .nested(|budget| {
                        for item in &list.items {
                            let Some(of_item) = item.hash(budget)? else { return Ok(None) };
                            hash = hash.wrapping_mul(factor).wrapping_add(of_item);
                        }
                        Ok(Some(hash))
                    })?
                    .unwrap_or_default()
            }
            Self::Map(map) => {
                let map = map.borrow();
                let mut hash = 0_i32;
                budget
                    .nested(|budget| {
                        for (key, value) in map.entries.iter() {
                            let (Some(of_key), Some(of_value)) = (key.value().hash(budget)?, value.hash(budget)?)
                            else {
                                return Ok(None);
                            };
                            hash = hash.wrapping_add(of_key ^ of_value);
                        }
                        Ok(Some(hash))
                    })?
                    .unwrap_or_default()
            }
            Self::Entry(entry) => {
                let both = budget.nested(|budget| Ok((entry.key.hash(budget)?, entry.value.hash(budget)?)))?;
                let (Some(key), Some(value)) = both else { return Ok(None) };
                key ^ value
            }
            Self::Decimal(_) | Self::Block(_) | Self::Iterator(_) | Self::Host(_) | Self::Lazy(_) => return Ok(None),
        }))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "Java takes the lower half as well")]
fn folded(bits: u64) -> i32 {
    ((bits ^ (bits >> 32)) as u32).cast_signed()
}
