//! `#set` of a variable, of a map entry or of a list element.

use super::reference::{from_start, list_index, out_of_range};
use super::{Renderer, Result};
use crate::ast::{Expression, ExpressionKind, Node, Operator, Reference, StepKind};
use crate::budget::ENTRY;
use crate::error::{Failure, Limit, Problem, Span};
use crate::value::{Key, SharedMap, Value};

impl Renderer<'_> {
    /// Null is never assigned, and an assignment into something undefined does nothing.
    pub(super) fn set(&mut self, target: &Reference, value: &Expression) -> Result<()> {
        self.spend(1, value.span)?;
        let Some(place) = target.steps.last() else {
            if self.appended(target.slot, value)? {
                return Ok(());
            }
            let value = self.value(value)?;
            if !value.is_null() {
                self.slots[target.slot] = value;
            }
            return Ok(());
        };
        let value = self.value(value)?;
        if value.is_null() {
            return Ok(());
        }
        let base = self.walk(target, target.steps.len() - 1)?;
        match &place.kind {
            StepKind::Property(name) => self.set_property(&base, name.clone(), value, place.span),
            // Velocity only reads the name of the method.
            StepKind::Method(call) => self.set_property(&base, Key::Text(call.name.clone()), value, place.span),
            StepKind::Index(index) => {
                let index = from_start(&base, self.value(index)?, place.span)?;
                self.set_element(&base, &index, value, place.span)
            }
        }
    }

    fn set_property(&mut self, base: &Value, name: Key, value: Value, span: Span) -> Result<()> {
        if let Value::Map(map) = base {
            self.remember(base, &value);
            self.insert(map, name, value).map_err(|problem| problem.at(span))?;
        }
        Ok(())
    }

    fn set_element(&mut self, base: &Value, index: &Value, value: Value, span: Span) -> Result<()> {
        self.remember(base, &value);
        match (base, index) {
            (Value::Map(map), key) => {
                let key = Key::of(key, &mut self.budget).map_err(|problem| problem.at(span))?;
                self.insert(map, key, value).map_err(|problem| problem.at(span))?;
            }
            (Value::List(list), Value::Integer(index)) => {
                let items = &mut list.borrow_mut().items;
                let at = list_index(*index, items.len());
                let at = at.ok_or_else(|| Failure::new(out_of_range(*index, items.len()), span))?;
                items[at] = value;
            }
            _ => {}
        }
        Ok(())
    }

    /// Puts an entry into a map, and returns the previous value.
    pub(super) fn insert(&mut self, map: &SharedMap, key: Key, value: Value) -> std::result::Result<Value, Problem> {
        self.budget.memory(ENTRY)?;
        let mut map = map.borrow_mut();
        let old = map.entries.insert(key, value);
        map.changes += u32::from(old.is_none());
        Ok(old.unwrap_or(Value::Null))
    }

    /// Appends in place for `#set($x = $x + …)` and `#set($x = "$x…")` of a text, so that a loop which builds a text
    /// takes linear time.
    fn appended(&mut self, slot: usize, value: &Expression) -> Result<bool> {
        if !matches!(value.kind, ExpressionKind::Binary(Operator::Add, ..) | ExpressionKind::Interpolated { .. }) {
            return Ok(false);
        }
        let Value::String(mut text) = self.slots[slot].clone() else { return Ok(false) };
        let addition = match &value.kind {
            ExpressionKind::Binary(Operator::Add, left, right) if is_variable(left, slot) => {
                let addition = self.value(right)?;
                self.summand(&addition, right, value.span)?
            }
            ExpressionKind::Interpolated { block, padded } => match block.split_first() {
                Some((Node::Reference(first), rest)) if first.is_plain(slot) => {
                    self.interpolated(rest, *padded, value.span)?.into()
                }
                _ => return Ok(false),
            },
            _ => return Ok(false),
        };
        if text.len() + addition.len() > self.limits.output_bytes {
            return Err(Failure::new(Limit::StringSize, value.span));
        }
        self.budget.memory(addition.len() * 2).map_err(|problem| problem.at(value.span))?;
        // Without the variable's reference, the text grows without a copy.
        self.slots[slot] = Value::Null;
        text.push_str(&addition);
        self.slots[slot] = Value::String(text);
        Ok(true)
    }
}

fn is_variable(expression: &Expression, slot: usize) -> bool {
    matches!(&expression.kind, ExpressionKind::Reference(reference) if reference.is_plain(slot))
}
