//! Methods of `java.util.Map`.

use std::rc::Rc;

use super::Outcome;
use crate::budget::Budget;
use crate::error::{Exception, Problem, Refusal};
use crate::eval::Renderer;
use crate::value::{Entries, Entry, Key, ListKind, SharedMap, Value};

impl Renderer<'_> {
    pub(super) fn call_map(&mut self, value: &Value, map: &SharedMap, name: &str, arguments: &[Value]) -> Outcome {
        for argument in arguments {
            self.remember(value, argument);
        }
        match (name, arguments) {
            ("put", [key, added]) => {
                let key = Key::of(key, &mut self.budget)?;
                self.insert(map, key, added.clone())
            }
            ("putIfAbsent", [key, added]) => {
                let key = Key::of(key, &mut self.budget)?;
                let old = map.borrow().entries.get(&key).cloned().unwrap_or(Value::Null);
                if old.is_null() {
                    self.insert(map, key, added.clone())?;
                }
                Ok(old)
            }
            ("replace", [key, added]) => {
                let key = Key::of(key, &mut self.budget)?;
                if !map.borrow().entries.contains_key(&key) {
                    return Ok(Value::Null);
                }
                self.insert(map, key, added.clone())
            }
            ("putAll", [Value::Map(other)]) => {
                let other = other.borrow().ordered();
                self.budget.map(other.len())?;
                for (key, added) in other {
                    self.insert(map, key, added)?;
                }
                Ok(Value::empty())
            }
            ("containsValue", [sought]) => {
                let values: Vec<_> = map.borrow().entries.values().cloned().collect();
                self.budget.list(values.len())?;
                Ok(Value::Boolean(sought.position_in(&values, &mut self.budget)?.is_some()))
            }
            ("putAll", [Value::Null]) => Err(Exception::method("Map", name, Refusal::NullArgument).into()),
            ("equals", [other]) => value.equals(other, &mut self.budget).map(Value::Boolean),
            ("hashCode", []) => Ok(value.hash(&mut self.budget)?.map_or(Value::Null, Value::Integer)),
            _ => map_method(map, name, arguments, &mut self.budget),
        }
    }
}

fn map_method(map: &SharedMap, name: &str, arguments: &[Value], budget: &mut Budget) -> Outcome {
    let found = |key: &Value, budget: &mut Budget| {
        let key = Key::of(key, budget)?;
        Ok::<_, Problem>(map.borrow().entries.get(&key).cloned())
    };
    if matches!(name, "keySet" | "values" | "entrySet" | "clone") {
        budget.map(map.borrow().entries.len())?;
    }
    let plain = |items| Value::list(items, ListKind::View);
    Ok(match (name, arguments) {
        ("size", []) => Value::count(map.borrow().entries.len()),
        ("isEmpty", []) => Value::Boolean(map.borrow().entries.is_empty()),
        ("get", [key]) => found(key, budget)?.unwrap_or(Value::Null),
        ("getOrDefault", [key, default]) => found(key, budget)?.unwrap_or_else(|| default.clone()),
        ("containsKey", [key]) => Value::Boolean(found(key, budget)?.is_some()),
        ("remove", [key]) => {
            let key = Key::of(key, budget)?;
            let mut map = map.borrow_mut();
            budget.work(map.entries.len() / 16)?;
            let old = map.entries.remove(&key);
            map.changes += u32::from(old.is_some());
            old.unwrap_or(Value::Null)
        }
        ("keySet", []) => plain(map.borrow().ordered().into_iter().map(|(key, _)| key.value()).collect()),
        ("values", []) => plain(map.borrow().ordered().into_iter().map(|(_, value)| value).collect()),
        ("entrySet", []) => {
            let entries = map.borrow().ordered();
            let entry = |(key, value): (Key, Value)| Value::Entry(Rc::new(Entry { key: key.value(), value }));
            plain(entries.into_iter().map(entry).collect())
        }
        ("clear", []) => {
            let mut map = map.borrow_mut();
            map.changes += 1;
            let entries: Entries = std::mem::take(&mut map.entries);
            drop(map);
            drop(entries);
            Value::empty()
        }
        ("clone", []) => {
            let map = map.borrow();
            Value::map(map.entries.clone(), map.kind)
        }
        _ => Value::Null,
    })
}
