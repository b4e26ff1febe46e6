//! Methods of `java.util.List` and `java.util.Map`.

use std::cell::RefCell;
use std::rc::Rc;

use super::Outcome;
use crate::budget::{Budget, ELEMENT};
use crate::error::Problem;
use crate::eval::Renderer;
use crate::eval::foreach::keys;
use crate::value::{Entries, Key, List, ListKind, SharedList, SharedMap, Value};

/// What a Java array can be asked; it has no methods, and Velocity gives it these.
const ARRAY_METHODS: [&str; 7] = ["size", "get", "set", "isEmpty", "contains", "length", "clone"];

impl Renderer<'_> {
    pub(super) fn call_list(&mut self, value: &Value, list: &SharedList, name: &str, arguments: &[Value]) -> Outcome {
        if list.borrow().kind == ListKind::Array && !ARRAY_METHODS.contains(&name) {
            return Ok(Value::Null);
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
            ("contains" | "indexOf", [sought]) => {
                let found = sought.position_in(&list.borrow().items, budget)?;
                Ok(match name {
                    "contains" => Value::Boolean(found.is_some()),
                    _ => found.map_or(Value::Integer(-1), Value::count),
                })
            }
            ("iterator", []) => {
                budget.list(list.borrow().items.len())?;
                Ok(Value::Iterator(Rc::new(RefCell::new(list.borrow().items.clone().into_iter()))))
            }
            _ => change(&mut list.borrow_mut(), name, arguments, budget),
        }
    }

    pub(super) fn call_map(&mut self, value: &Value, map: &SharedMap, name: &str, arguments: &[Value]) -> Outcome {
        for argument in arguments {
            self.remember(value, argument);
        }
        match (name, arguments) {
            ("put", [key, added]) => self.insert(map, Key::of(key), added.clone()),
            ("putIfAbsent", [key, added]) => {
                let key = Key::of(key);
                let old = map.borrow().entries.get(&key).cloned().unwrap_or(Value::Null);
                if old.is_null() {
                    self.insert(map, key, added.clone())?;
                }
                Ok(old)
            }
            ("putAll", [Value::Map(other)]) => {
                let other = other.borrow().ordered();
                self.budget.map(other.len())?;
                for (key, added) in other {
                    self.insert(map, key, added)?;
                }
                Ok(Value::Null)
            }
            ("containsValue", [sought]) => {
                let values: Vec<_> = map.borrow().entries.values().cloned().collect();
                self.budget.list(values.len())?;
                Ok(Value::Boolean(sought.position_in(&values, &mut self.budget)?.is_some()))
            }
            ("equals", [other]) => value.equals(other, &mut self.budget).map(Value::Boolean),
            _ => map_method(map, name, arguments, &mut self.budget),
        }
    }
}

/// Keeps the elements that are, or that are not, among others.
fn retain(list: &SharedList, wanted: bool, others: &[Value], budget: &mut Budget) -> Outcome {
    let mut list = list.borrow_mut();
    let mut kept = Vec::new();
    for item in &list.items {
        if item.position_in(others, budget)?.is_some() == wanted {
            budget.memory(ELEMENT)?;
            kept.push(item.clone());
        }
    }
    let changed = kept.len() != list.items.len();
    list.changes += u32::from(changed);
    list.items = kept;
    Ok(Value::Boolean(changed))
}

/// The methods that need no other list.
fn change(list: &mut List, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let length = list.items.len();
    let at = |index: &i32, length: usize| {
        let found = usize::try_from(*index).ok().filter(|index| *index < length);
        found.ok_or_else(|| Problem::from(format!("index {index} is out of range for {length} elements")))
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
            Value::Null
        }
        ("remove", [Value::Integer(index)]) => {
            let index = at(index, length)?;
            budget.work((length - index) / 16)?;
            list.changes += 1;
            list.items.remove(index)
        }
        ("remove", [value]) => {
            let found = value.position_in(&list.items, budget)?;
            if let Some(index) = found {
                list.changes += 1;
                list.items.remove(index);
            }
            Value::Boolean(found.is_some())
        }
        ("lastIndexOf", [value]) => {
            let mut found = Value::Integer(-1);
            for (index, item) in list.items.iter().enumerate() {
                if item.equals(value, budget)? {
                    found = Value::count(index);
                }
            }
            found
        }
        ("subList", [Value::Integer(from), Value::Integer(to)]) => {
            let (from, to) = (at(from, length + 1)?, at(to, length + 1)?);
            let items = list.items.get(from..to).ok_or_else(|| Problem::from(format!("{from} is after {to}")))?;
            budget.list(items.len())?;
            Value::list(items.to_vec(), ListKind::Plain)
        }
        ("clear", []) => {
            list.changes += 1;
            list.items.clear();
            Value::Null
        }
        ("clone", []) => {
            budget.list(length)?;
            Value::list(list.items.clone(), list.kind)
        }
        _ => Value::Null,
    })
}

fn map_method(map: &SharedMap, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let found = |key: &Value| map.borrow().entries.get(&Key::of(key)).cloned();
    if matches!(name, "keySet" | "values" | "entrySet" | "clone") {
        budget.map(map.borrow().entries.len())?;
    }
    let plain = |items| Value::list(items, ListKind::Plain);
    Ok(match (name, arguments) {
        ("size", []) => Value::count(map.borrow().entries.len()),
        ("isEmpty", []) => Value::Boolean(map.borrow().entries.is_empty()),
        ("get", [key]) => found(key).unwrap_or(Value::Null),
        ("getOrDefault", [key, default]) => found(key).unwrap_or_else(|| default.clone()),
        ("containsKey", [key]) => Value::Boolean(found(key).is_some()),
        ("remove", [key]) => {
            let mut map = map.borrow_mut();
            budget.work(map.entries.len() / 16)?;
            let old = map.entries.shift_remove(&Key::of(key));
            map.changes += u32::from(old.is_some());
            old.unwrap_or(Value::Null)
        }
        ("keySet", []) => plain(keys(map.borrow().ordered())),
        ("values", []) => plain(map.borrow().ordered().into_iter().map(|(_, value)| value).collect()),
        ("entrySet", []) => {
            let entries = map.borrow().ordered();
            plain(entries.into_iter().map(|(key, value)| Value::Entry(Rc::new((key.value(), value)))).collect())
        }
        ("clear", []) => {
            let mut map = map.borrow_mut();
            map.changes += 1;
            let entries: Entries = std::mem::take(&mut map.entries);
            drop(map);
            drop(entries);
            Value::Null
        }
        ("clone", []) => {
            let map = map.borrow();
            Value::map(map.entries.clone(), map.kind)
        }
        _ => Value::Null,
    })
}
