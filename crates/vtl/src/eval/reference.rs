//! References: a variable and its steps, where nothing found is the empty string.

use super::{Flow, Renderer, Result};
use crate::ast::{Reference, Step, StepKind};
use crate::error::{Failure, Span};
use crate::value::{Key, SharedMap, Value};

impl Renderer<'_> {
    pub(super) fn reference(&mut self, reference: &Reference) -> Result<Value> {
        let value = self.walk(reference, reference.steps.len())?;
        Ok(if value.is_null() { Value::empty() } else { value })
    }

    /// The value after the first steps.
    pub(super) fn walk(&mut self, reference: &Reference, steps: usize) -> Result<Value> {
        let mut value = self.slots[reference.slot].clone();
        for step in reference.steps.iter().take(steps) {
            if value.is_null() {
                break;
            }
            value = self.step(&value, step)?;
        }
        Ok(value)
    }

    pub(super) fn print_reference(&mut self, reference: &Reference) -> Result<Flow> {
        self.write(&reference.prefix, reference.span)?;
        let value = self.reference(reference)?;
        if let Some(literal) = &reference.escaped {
            self.write(literal, reference.span)?;
            return Ok(Flow::Next);
        }
        match &value {
            Value::String(text) => self.write(text, reference.span)?,
            Value::Block(body) => return self.deeper(reference.span, |renderer| renderer.block(body)),
            other => {
                let text = self.text_of(other, reference.span)?;
                self.write(&text, reference.span)?;
            }
        }
        Ok(Flow::Next)
    }

    fn step(&mut self, value: &Value, step: &Step) -> Result<Value> {
        self.spend(1, step.span)?;
        match &step.kind {
            StepKind::Property(name) => self.property(value, name, step.span),
            StepKind::Method(name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.value(argument)).collect::<Result<Vec<_>>>()?;
                self.call(value, name, &arguments, step.span)
            }
            StepKind::Index(index) => {
                let index = self.value(index)?;
                element(value, &index, step.span)
            }
        }
    }

    /// A key of a map, or what a `get` or `is` method gives.
    fn property(&mut self, value: &Value, name: &str, span: Span) -> Result<Value> {
        match value {
            Value::Map(map) => return Ok(map_property(map, name)),
            Value::Loop(number) => return Ok(self.loop_property(*number, name)),
            Value::Entry(entry) if name == "key" => return Ok(entry.0.clone()),
            Value::Entry(entry) if name == "value" => return Ok(entry.1.clone()),
            Value::Host(_) if name == "body" => return self.call(value, "body", &[], span),
            Value::List(_) | Value::String(_) if name == "empty" => return self.call(value, "isEmpty", &[], span),
            _ => {}
        }
        Ok(Value::Null)
    }
}

fn element(value: &Value, index: &Value, span: Span) -> Result<Value> {
    match (value, index) {
        (Value::Map(map), key) => Ok(map.borrow().entries.get(&Key::of(key)).cloned().unwrap_or(Value::Null)),
        (Value::List(list), Value::Integer(index)) => {
            let list = list.borrow();
            let at = list_index(*index, list.items.len());
            at.map(|at| list.items[at].clone()).ok_or_else(|| out_of_range(*index, list.items.len(), span))
        }
        _ => Ok(Value::Null),
    }
}

fn map_property(map: &SharedMap, name: &str) -> Value {
    let map = map.borrow();
    map.entries.get(&Key::text(name)).cloned().unwrap_or(Value::Null)
}

/// A place in a list; negative ones count from its end.
pub(super) fn list_index(index: i32, length: usize) -> Option<usize> {
    let from_end = usize::try_from(index.unsigned_abs()).ok()?;
    let at = if index < 0 { length.checked_sub(from_end)? } else { from_end };
    (at < length).then_some(at)
}

pub(super) fn out_of_range(index: i32, length: usize, span: Span) -> Failure {
    Failure::exception(format!("index {index} is out of range for {length} elements"), span)
}
