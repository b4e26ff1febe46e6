//! Methods of `java.util.List`, and those that arrays and the views of a map share with it.

use std::cell::RefCell;
use std::rc::Rc;

use super::Outcome;
use crate::budget::{Budget, ELEMENT};
use crate::error::{Exception, Refusal, Sequence};
use crate::eval::Renderer;
use crate::eval::reference::out_of_range;
use crate::value::{JavaIterator, List, ListKind, SharedList, Value};

/// The methods of an array, which Velocity wraps into a list that cannot change.
const OF_ARRAYS: [&str; 12] = [
    "size",
    "get",
    "set",
    "isEmpty",
    "contains",
    "containsAll",
    "indexOf",
    "lastIndexOf",
    "subList",
    "iterator",
    "toArray",
    "equals",
];
/// The methods of a map's keys, values and entries.
const OF_VIEWS: [&str; 8] = ["size", "isEmpty", "contains", "containsAll", "iterator", "toArray", "equals", "hashCode"];
/// The methods that change a list, and fail for collections that cannot change.
const CHANGES: [&str; 6] = ["add", "addAll", "remove", "removeAll", "retainAll", "clear"];

impl ListKind {
    fn can_change(self) -> bool {
        matches!(self, Self::Plain | Self::Json)
    }

    /// Whether a list of this kind has a method.
    fn has(self, name: &str) -> bool {
        match self {
            Self::Plain | Self::Json => true,
            Self::Array | Self::Characters | Self::Objects => OF_ARRAYS.contains(&name),
            Self::View => OF_VIEWS.contains(&name),
        }
    }
}

impl Renderer<'_> {
    pub(super) fn call_list(&mut self, value: &Value, list: &SharedList, name: &str, arguments: &[Value]) -> Outcome {
        let kind = list.borrow().kind;
        if CHANGES.contains(&name) && !kind.can_change() {
            return self.change_fixed(list, name, arguments);
        }
        if !kind.has(name) {
            return Ok(Value::Null);
        }
        if let ("addAll" | "removeAll" | "retainAll" | "containsAll", [Value::Null]) = (name, arguments) {
            return Err(Exception::method(value.class(), name, Refusal::NullArgument).into());
        }
        if let (ListKind::Array, "set", [_, value]) = (kind, name, arguments)
            && !matches!(value, Value::String(_) | Value::Null)
        {
            return Err(Exception::method(kind.class(), name, Refusal::NotAString).into());
        }
        for argument in arguments {
            self.remember(value, argument);
        }
        let budget = &mut self.budget;
        match (name, arguments) {
            ("addAll", [Value::List(other)]) => {
                let other = other.borrow().items.clone();
                budget.list(other.len())?;
                let mut list = list.borrow_mut();
                list.changes += 1;
                list.items.extend_from_slice(&other);
                Ok(Value::Boolean(!other.is_empty()))
            }
            ("removeAll" | "retainAll", [Value::List(other)]) => {
                let other = other.borrow().items.clone();
                retain(list, name == "retainAll", &other, budget)
            }
            ("containsAll", [Value::List(other)]) => {
                let other = other.borrow().items.clone();
                let list = list.borrow();
                for value in &other {
                    if value.position_in(&list.items, budget)?.is_none() {
                        return Ok(Value::Boolean(false));
                    }
                }
                Ok(Value::Boolean(true))
            }
            ("equals", [other]) => value.equals(other, budget).map(Value::Boolean),
            ("hashCode", []) => Ok(value.hash(budget)?.map_or(Value::Null, Value::Integer)),
            ("contains" | "indexOf", [sought]) => {
                let found = sought.position_in(&list.borrow().items, budget)?;
                Ok(match name {
                    "contains" => Value::Boolean(found.is_some()),
                    _ => found.map_or(Value::Integer(-1), Value::count),
                })
            }
            ("remove", [sought]) if !matches!(sought, Value::Integer(_)) => remove_value(list, sought, budget),
            ("lastIndexOf", [sought]) => last_index(list, sought, budget),
            ("iterator", []) => {
                budget.list(list.borrow().items.len())?;
                Ok(Value::Iterator(Rc::new(RefCell::new(JavaIterator(list.borrow().items.clone().into_iter())))))
            }
            _ => change(&mut list.borrow_mut(), name, arguments, budget),
        }
    }

    /// Changing a fixed collection is an exception, unless the call has no effect.
    fn change_fixed(&mut self, list: &SharedList, name: &str, arguments: &[Value]) -> Outcome {
        self.budget.list(list.borrow().items.len())?;
        let copy = Value::list(list.borrow().items.clone(), ListKind::Plain);
        let Value::List(copied) = &copy else { return Ok(Value::Null) };
        let outcome = self.call_list(&copy, copied, name, arguments)?;
        if copied.borrow().items.len() == list.borrow().items.len() {
            return Ok(outcome);
        }
        Err(Exception::method(list.borrow().kind.class(), name, Refusal::FixedCollection).into())
    }
}

/// Keeps the elements that are, or are not, among others. Nothing stays borrowed, because an element may be the list.
fn retain(list: &SharedList, wanted: bool, others: &[Value], budget: &mut Budget) -> Outcome {
    let items = list.borrow().items.clone();
    budget.list(items.len())?;
    let mut kept = Vec::new();
    for item in &items {
        if item.position_in(others, budget)?.is_some() == wanted {
            kept.push(item.clone());
        }
    }
    let changed = kept.len() != items.len();
    let mut list = list.borrow_mut();
    list.changes += u32::from(changed);
    list.items = kept;
    Ok(Value::Boolean(changed))
}

/// Removes the first element that equals a value.
fn remove_value(list: &SharedList, value: &Value, budget: &mut Budget) -> Outcome {
    let found = value.position_in(&list.borrow().items, budget)?;
    if let Some(index) = found {
        let mut list = list.borrow_mut();
        list.changes += 1;
        list.items.remove(index);
    }
    Ok(Value::Boolean(found.is_some()))
}

fn last_index(list: &SharedList, value: &Value, budget: &mut Budget) -> Outcome {
    let mut found = Value::Integer(-1);
    for (index, item) in list.borrow().items.iter().enumerate() {
        if item.equals(value, budget)? {
            found = Value::count(index);
        }
    }
    Ok(found)
}

/// The methods that need no second list.
fn change(list: &mut List, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let length = list.items.len();
    let at = |index: &i32, length: usize| {
        let found = usize::try_from(*index).ok().filter(|index| *index < length);
        found.ok_or_else(|| out_of_range(*index, length))
    };
    Ok(match (name, arguments) {
        ("size", []) => Value::count(length),
        ("isEmpty", []) => Value::Boolean(length == 0),
        ("get", [Value::Integer(index)]) => list.items[at(index, length)?].clone(),
        ("set", [Value::Integer(index), value]) => {
            let index = at(index, length)?;
            std::mem::replace(&mut list.items[index], value.clone())
        }
        ("add", [value]) => {
            budget.memory(ELEMENT)?;
            list.changes += 1;
            list.items.push(value.clone());
            Value::Boolean(true)
        }
        ("add", [Value::Integer(index), value]) => {
            let index = at(index, length + 1)?;
            budget.memory(ELEMENT)?;
            budget.work((length - index) / 16)?;
            list.changes += 1;
            list.items.insert(index, value.clone());
            Value::empty()
        }
        ("remove", [Value::Integer(index)]) => {
            let index = at(index, length)?;
            budget.work((length - index) / 16)?;
            list.changes += 1;
            list.items.remove(index)
        }
        ("subList", [Value::Integer(start), Value::Integer(end)]) => {
            let (from, to) = (at(start, length + 1)?, at(end, length + 1)?);
            let reversed = || Exception::ReversedRange { from: *start, to: *end, sequence: Sequence::List };
            let items = list.items.get(from..to).ok_or_else(reversed)?;
            budget.list(items.len())?;
            Value::list(items.to_vec(), ListKind::Plain)
        }
        ("clear", []) => {
            list.changes += 1;
            list.items.clear();
            Value::empty()
        }
        ("toArray", []) => {
            budget.list(length)?;
            Value::list(list.items.clone(), ListKind::Objects)
        }
        ("clone", []) => {
            budget.list(length)?;
            Value::list(list.items.clone(), list.kind)
        }
        _ => Value::Null,
    })
}
