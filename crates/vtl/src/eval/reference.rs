//! Evaluates references. A reference without a value is the empty string.

use super::{Renderer, Result, append};
use crate::ast::{Reference, Step, StepKind};
use crate::error::{Exception, Failure, Limit, Problem, Sequence, Span};
use crate::value::{Key, ListKind, Value, print};

impl Renderer<'_> {
    pub(super) fn reference(&mut self, reference: &Reference) -> Result<Value> {
        Ok(self.walk(reference, reference.steps.len())?.or_empty())
    }

    /// The value after the first steps.
    pub(super) fn walk(&mut self, reference: &Reference, steps: usize) -> Result<Value> {
        let (mut value, rest) = self.start(reference.slot, &reference.steps[..steps])?;
        for step in rest {
            if value.is_null() {
                break;
            }
            value = self.step(&value, step)?;
        }
        Ok(value)
    }

    pub(super) fn print_reference(&mut self, reference: &Reference) -> Result<()> {
        if let (Value::String(text), true) = (&self.slots[reference.slot], reference.is_variable()) {
            let prefix = append(&mut self.out, &reference.prefix, &mut self.budget);
            let printed = prefix.and_then(|()| append(&mut self.out, text, &mut self.budget));
            return printed.map_err(|problem| problem.at(reference.span));
        }
        let value = self.reference(reference)?;
        // A block prints nothing before it.
        if let (Value::Block(body), false) = (&value, reference.escaped) {
            let rendered = self.deeper(reference.span, |renderer| renderer.defined(body))?;
            return if rendered { Ok(()) } else { self.print_unrendered(reference) };
        }
        if !reference.prefix.is_empty() {
            self.write(&reference.prefix, reference.span)?;
        }
        match &value {
            _ if reference.escaped => self.write(reference.text(self.source), reference.span),
            Value::String(text) => self.write(text, reference.span),
            other => self.print(other, reference.span),
        }
    }

    /// A reference whose value has no text is printed as text, and its backslashes escape nothing.
    fn print_unrendered(&mut self, reference: &Reference) -> Result<()> {
        let backslashes = reference.prefix.len() - reference.prefix.trim_start_matches('\\').len();
        self.write(&reference.prefix[..backslashes], reference.span)?;
        self.write(&reference.prefix, reference.span)?;
        let text = reference.text(self.source);
        self.write(if text.starts_with("$!") { "" } else { text }, reference.span)
    }

    fn print(&mut self, value: &Value, span: Span) -> Result<()> {
        let before = self.out.len();
        let limit = self.limits.output_bytes;
        print(value, &mut self.out, limit).map_err(|_| Failure::new(Limit::OutputSize, span))?;
        let printed = self.out.len() - before;
        self.budget.memory(printed).map_err(|problem| problem.at(span))
    }

    fn step(&mut self, value: &Value, step: &Step) -> Result<Value> {
        self.spend(1, step.span)?;
        match &step.kind {
            StepKind::Property(key) => self.property(value, key).map_err(|problem| problem.at(step.span)),
            StepKind::Method(call) => self.call(value, call, step.span),
            StepKind::Index(index) => {
                let index = self.value(index)?;
                self.element(value, index, step.span)
            }
        }
    }

    /// The element at an index. A negative index counts from the end, for which the value must have a size.
    fn element(&mut self, value: &Value, index: Value, span: Span) -> Result<Value> {
        match (value, from_start(value, index, span)?) {
            (Value::List(list), Value::Integer(index)) if list.borrow().kind != ListKind::View => {
                let list = list.borrow();
                let at = list_index(index, list.items.len());
                at.map(|at| list.items[at].clone())
                    .ok_or_else(|| Failure::new(out_of_range(index, list.items.len()), span))
            }
            (Value::Map(map), key) => {
                let key = Key::of(&key, &mut self.budget).map_err(|problem| problem.at(span))?;
                Ok(map.borrow().entries.get(&key).cloned().unwrap_or(Value::Null))
            }
            _ => Ok(Value::Null),
        }
    }

    /// The entry of a map, or the result of a `get` or `is` method.
    fn property(&mut self, value: &Value, key: &Key) -> std::result::Result<Value, Problem> {
        if let Value::Map(map) = value {
            return Ok(map.borrow().entries.get(key).cloned().unwrap_or(Value::Null));
        }
        let Key::Text(name) = key else { return Ok(Value::Null) };
        match (value, &**name) {
            (Value::Loop(number), name) => Ok(self.loop_property(*number, name)),
            (Value::Entry(entry), "key") => Ok(entry.key.clone()),
            (Value::Entry(entry), "value") => Ok(entry.value.clone()),
            (Value::Host(host), name) => self.session.property(*host, name, &mut self.budget),
            (Value::String(text), "empty") => Ok(Value::Boolean(text.is_empty())),
            (Value::List(list), "empty") if !list.borrow().kind.is_array() => {
                Ok(Value::Boolean(list.borrow().items.is_empty()))
            }
            _ => Ok(Value::Null),
        }
    }
}

/// An index counted from the start: the size is added to a negative one.
pub(super) fn from_start(value: &Value, index: Value, span: Span) -> Result<Value> {
    let Value::Integer(negative @ ..0) = index else { return Ok(index) };
    let size = match value {
        Value::List(list) => list.borrow().items.len(),
        Value::Map(map) => map.borrow().entries.len(),
        Value::Loop(_) | Value::Null => 0,
        other => return Err(Failure::new(Exception::NegativeIndex { receiver: other.class() }, span)),
    };
    Ok(Value::Integer(negative.saturating_add(i32::try_from(size).unwrap_or(i32::MAX))))
}

/// An index that is within a list.
pub(super) fn list_index(index: i32, length: usize) -> Option<usize> {
    usize::try_from(index).ok().filter(|at| *at < length)
}

pub(super) fn out_of_range(index: i32, length: usize) -> Exception {
    Exception::IndexOutOfRange { index, length, sequence: Sequence::List }
}
