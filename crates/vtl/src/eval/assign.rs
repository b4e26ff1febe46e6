//! `#set`: a variable, or a place in a map or list.

use super::reference::{list_index, out_of_range};
use super::{Renderer, Result};
use crate::ast::{Expression, Reference, StepKind};
use crate::value::{Key, Value};

impl Renderer<'_> {
    /// Null is never assigned; a place in something undefined is passed over.
    pub(super) fn set(&mut self, target: &Reference, value: &Expression) -> Result<()> {
        let value = self.value(value)?;
        if value.is_null() {
            return Ok(());
        }
        let Some(place) = target.steps.last() else {
            self.slots[target.slot] = value;
            return Ok(());
        };
        let base = self.walk(target, target.steps.len() - 1)?;
        match (&base, &place.kind) {
            (Value::Map(map), StepKind::Property(name)) => {
                self.remember(&base, &value);
                map.borrow_mut().entries.insert(Key::Text(name.clone()), value);
            }
            (_, StepKind::Index(index)) => {
                let index = self.value(index)?;
                self.remember(&base, &value);
                match (&base, index) {
                    (Value::Map(map), key) => drop(map.borrow_mut().entries.insert(Key::of(&key), value)),
                    (Value::List(list), Value::Integer(index)) => {
                        let items = &mut list.borrow_mut().items;
                        let at = list_index(index, items.len());
                        let at = at.ok_or_else(|| out_of_range(index, items.len(), place.span))?;
                        items[at] = value;
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes a list or map that another is put into, because it may come to contain itself.
    pub(super) fn remember(&mut self, base: &Value, value: &Value) {
        if matches!(value, Value::List(_) | Value::Map(_) | Value::Entry(_)) {
            self.changed.push(base.clone());
        }
    }
}
