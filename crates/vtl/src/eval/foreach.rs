//! `#foreach`, its variables, and `#break`.

use super::{Flow, Renderer, Result};
use crate::ast::{Block, Expression};
use crate::error::{Failure, Span};
use crate::value::{Key, Value};

/// The slots that the parser keeps for these names.
const FOREACH: usize = 0;
const COUNT: usize = 1;
const HAS_NEXT: usize = 2;

/// A running loop, as `$foreach` shows it.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) index: usize,
    pub(super) has_next: bool,
    pub(super) stopped: bool,
}

impl Renderer<'_> {
    pub(super) fn foreach(&mut self, slot: usize, source: &Expression, body: &Block, span: Span) -> Result<Flow> {
        let source = self.value(source)?;
        let Some(items) = items(&source) else { return Ok(Flow::Next) };
        self.spend(items.len(), span)?;
        let saved = [slot, FOREACH, COUNT, HAS_NEXT].map(|slot| (slot, self.slots[slot].clone()));
        let number = self.loops.len();
        self.loops.push(Loop { index: 0, has_next: false, stopped: false });
        let flow = self.deeper(span, |renderer| renderer.iterate(number, slot, items, body));
        self.loops.truncate(number);
        for (slot, value) in saved {
            self.slots[slot] = value;
        }
        match flow? {
            Flow::Break(broken) if broken >= number => Ok(Flow::Next),
            flow => Ok(flow),
        }
    }

    fn iterate(&mut self, number: usize, slot: usize, items: Vec<Value>, body: &Block) -> Result<Flow> {
        let length = items.len();
        for (index, item) in items.into_iter().take(self.limits.foreach_iterations).enumerate() {
            self.spend(1, Span::default())?;
            let has_next = index + 1 < length;
            self.loops[number] = Loop { index, has_next, stopped: false };
            self.slots[slot] = item;
            self.slots[FOREACH] = Value::Loop(number);
            self.slots[COUNT] = Value::count(index + 1);
            self.slots[HAS_NEXT] = Value::Boolean(has_next);
            let flow = self.block(body)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
            if self.loops[number].stopped {
                break;
            }
        }
        Ok(Flow::Next)
    }

    /// `#break` leaves the innermost loop or the one it names, and outside of loops it ends the template.
    pub(super) fn break_loop(&mut self, scope: Option<&Expression>, span: Span) -> Result<Flow> {
        if let Some(scope) = scope {
            return match self.value(scope)? {
                Value::Loop(number) => Ok(Flow::Break(number)),
                _ => Err(Failure::exception("the argument of `#break` is no running loop", span)),
            };
        }
        Ok(self.loops.len().checked_sub(1).map_or(Flow::Stop, Flow::Break))
    }

    /// A property of `$foreach`.
    pub(super) fn loop_property(&self, number: usize, name: &str) -> Value {
        let Some(state) = self.loops.get(number) else { return Value::Null };
        match name {
            "index" => Value::count(state.index),
            "count" => Value::count(state.index + 1),
            "hasNext" => Value::Boolean(state.has_next),
            "first" => Value::Boolean(state.index == 0),
            "last" => Value::Boolean(!state.has_next),
            "parent" => number.checked_sub(1).map_or(Value::Null, Value::Loop),
            "topmost" => Value::Loop(0),
            _ => Value::Null,
        }
    }
}

/// What a loop goes over: the values of a map, and nothing for what is no collection.
fn items(source: &Value) -> Option<Vec<Value>> {
    match source {
        Value::List(list) => Some(list.borrow().items.clone()),
        Value::Map(map) => Some(map.borrow().ordered().into_iter().map(|(_, value)| value).collect()),
        Value::Iterator(iterator) => Some(iterator.borrow_mut().by_ref().collect()),
        _ => None,
    }
}

/// The keys of a map as values.
pub(super) fn keys(entries: Vec<(Key, Value)>) -> Vec<Value> {
    entries.into_iter().map(|(key, _)| key.value()).collect()
}
