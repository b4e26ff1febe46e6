//! References: a variable and its steps, where nothing found is the empty string.

use super::{Flow, Renderer, Result};
use crate::ast::{Reference, Step, StepKind};
use crate::error::{Failure, Problem, Span};
use crate::value::{Key, Value, print};

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
        if !reference.prefix.is_empty() {
            self.write(&reference.prefix, reference.span)?;
        }
        let value = self.reference(reference)?;
        if let Some(literal) = &reference.escaped {
            self.write(literal, reference.span)?;
            return Ok(Flow::Next);
        }
        match &value {
            Value::String(text) => self.write(text, reference.span)?,
            Value::Block(body) => return self.deeper(reference.span, |renderer| renderer.block(body)),
            other => {
                let before = self.out.len();
                let limit = self.limits.output_bytes;
                print(other, &mut self.out, limit).map_err(|_| Failure::limit("output size", reference.span))?;
                self.spend((self.out.len() - before) / 16, reference.span)?;
            }
        }
        Ok(Flow::Next)
    }

    fn step(&mut self, value: &Value, step: &Step) -> Result<Value> {
        self.spend(1, step.span)?;
        match &step.kind {
            StepKind::Property(key) => self.property(value, key).map_err(|problem| problem.at(step.span)),
            StepKind::Method(call) => self.call(value, call, step.span),
            StepKind::Index(index) => {
                let index = self.value(index)?;
                element(value, &index, step.span)
            }
        }
    }

    /// A key of a map, or what a `get` or `is` method gives.
    fn property(&mut self, value: &Value, key: &Key) -> std::result::Result<Value, Problem> {
        if let Value::Map(map) = value {
            return Ok(map.borrow().entries.get(key).cloned().unwrap_or(Value::Null));
        }
        let Key::Text(name) = key else { return Ok(Value::Null) };
        match (value, &**name) {
            (Value::Loop(number), name) => Ok(self.loop_property(*number, name)),
            (Value::Entry(entry), "key") => Ok(entry.0.clone()),
            (Value::Entry(entry), "value") => Ok(entry.1.clone()),
            (Value::Host(host), name) => self.session.property(*host, name, &mut self.budget),
            (Value::String(text), "empty") => Ok(Value::Boolean(text.is_empty())),
            (Value::List(list), "empty") => Ok(Value::Boolean(list.borrow().items.is_empty())),
            _ => Ok(Value::Null),
        }
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

/// A place in a list; negative ones count from its end.
pub(super) fn list_index(index: i32, length: usize) -> Option<usize> {
    let from_end = usize::try_from(index.unsigned_abs()).ok()?;
    let at = if index < 0 { length.checked_sub(from_end)? } else { from_end };
    (at < length).then_some(at)
}

pub(super) fn out_of_range(index: i32, length: usize, span: Span) -> Failure {
    Failure::exception(format!("index {index} is out of range for {length} elements"), span)
}
