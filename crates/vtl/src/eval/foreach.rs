//! `#foreach`, its variables, and `#break`.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Renderer, Result};
use crate::ast::{Block, Expression};
use crate::error::{Exception, Failure, Problem, Span};
use crate::value::{JavaIterator, MapKind, SharedList, SharedMap, Value};

/// The slots that the parser reserves for `$foreach`, `$velocityCount` and `$velocityHasNext`.
const FOREACH: usize = 0;
const COUNT: usize = 1;
const HAS_NEXT: usize = 2;

const OWN_VARIABLE: Exception =
    Exception::Directive { name: "foreach", reason: "a loop's variable may not be `$foreach`" };
const NOT_A_LOOP: Exception =
    Exception::Directive { name: "break", reason: "the argument of `#break` is not a running loop" };

/// A running loop, as `$foreach` shows it.
#[derive(Debug)]
pub(super) struct Loop {
    pub(super) index: usize,
    pub(super) has_next: bool,
}

/// The elements of a loop, as a Java iterator returns them: one after the other, until the collection changes.
enum Items {
    List { list: SharedList, changes: u32 },
    Map { map: SharedMap, length: usize, changes: u32 },
    Given(std::vec::IntoIter<Value>),
    Iterator(Rc<RefCell<JavaIterator>>),
}

impl Items {
    /// The values of a map or the elements of a list; `None` for anything but a collection.
    fn of(source: &Value) -> Option<Self> {
        Some(match source {
            Value::List(list) => {
                let changes = list.borrow().changes;
                Self::List { list: list.clone(), changes }
            }
            Value::Map(map) if map.borrow().kind == MapKind::Context => {
                Self::Given(map.borrow().ordered().into_iter().map(|(_, value)| value).collect::<Vec<_>>().into_iter())
            }
            Value::Map(map) => {
                let (length, changes) = (map.borrow().entries.len(), map.borrow().changes);
                Self::Map { map: map.clone(), length, changes }
            }
            Value::Iterator(iterator) => Self::Iterator(iterator.clone()),
            _ => return None,
        })
    }

    /// Whether there is an element at this index.
    fn has_next(&self, index: usize) -> bool {
        match self {
            Self::List { list, .. } => index != list.borrow().items.len(),
            Self::Map { length, .. } => index < *length,
            Self::Given(items) => items.len() > 0,
            Self::Iterator(iterator) => iterator.borrow().has_next(),
        }
    }

    fn next(&mut self, index: usize) -> std::result::Result<Value, Problem> {
        let found = match self {
            Self::List { list, changes } => {
                let list = list.borrow();
                if list.changes == *changes { list.items.get(index).cloned() } else { None }
            }
            Self::Map { map, changes, .. } => {
                let map = map.borrow();
                if map.changes == *changes { map.entries.value_at(index).cloned() } else { None }
            }
            Self::Given(items) => items.next(),
            Self::Iterator(iterator) => iterator.borrow_mut().0.next(),
        };
        found.ok_or_else(|| Exception::CollectionChanged.into())
    }
}

impl Renderer<'_> {
    pub(super) fn foreach(&mut self, slot: usize, source: &Expression, body: &Block, span: Span) -> Result<()> {
        let source = self.value(source)?;
        let Some(items) = Items::of(&source) else { return Ok(()) };
        let saved = [slot, COUNT, HAS_NEXT].map(|slot| (slot, self.slots[slot].clone()));
        let number = self.loops.len();
        let outer = std::mem::replace(&mut self.slots[FOREACH], Value::Loop(number));
        self.loops.push(Loop { index: 0, has_next: false });
        let ended = self.deeper(span, |renderer| renderer.iterate(number, slot, items, body, span));
        self.loops.truncate(number);
        for (slot, value) in saved {
            self.slots[slot] = value;
        }
        match ended {
            Ok(()) => {}
            Err(Failure::Break(broken)) if broken >= number => {}
            ended => return ended,
        }
        match self.slots[FOREACH] {
            Value::Loop(_) => self.slots[FOREACH] = outer,
            Value::Null => return Err(Failure::new(OWN_VARIABLE, span)),
            // A value that the template sets outlives the loop.
            _ => {}
        }
        Ok(())
    }

    fn iterate(&mut self, number: usize, slot: usize, mut items: Items, body: &Block, span: Span) -> Result<()> {
        for index in 0..self.limits.foreach_iterations {
            if !items.has_next(index) {
                break;
            }
            self.spend(1, span)?;
            let item = items.next(index).map_err(|problem| problem.at(span))?;
            let has_next = items.has_next(index + 1);
            self.loops[number] = Loop { index, has_next };
            self.slots[slot] = item;
            self.slots[COUNT] = Value::count(index + 1);
            self.slots[HAS_NEXT] = Value::Boolean(has_next);
            self.block(body)?;
        }
        Ok(())
    }

    /// `#break` leaves the loop that it names, or the innermost loop or block of `#define`. Outside of these it ends the
    /// template.
    pub(super) fn break_loop(&mut self, scope: Option<&Expression>, span: Span) -> Result<Failure> {
        if let Some(scope) = scope {
            return match self.value(scope)? {
                Value::Loop(number) => Ok(Failure::Break(number)),
                _ => Err(Failure::new(NOT_A_LOOP, span)),
            };
        }
        if self.block_starts == Some(self.loops.len()) {
            return Ok(Failure::EndBlock);
        }
        Ok(self.loops.len().checked_sub(1).map_or(Failure::Stop, Failure::Break))
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
