//! Methods of `java.util.List` and `java.util.Map`.

use std::cell::RefCell;
use std::rc::Rc;

use super::Outcome;
use crate::error::{Failure, Span};
use crate::eval::foreach::keys;
use crate::eval::{Renderer, Result};
use crate::value::{Entries, Key, ListKind, SharedList, SharedMap, Value};

/// Values that nest deeper than this are never equal.
const DEPTH: usize = 100;

impl Renderer<'_> {
    pub(super) fn call_list(
        &mut self,
        value: &Value,
        list: &SharedList,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<Outcome> {
        self.spend(1 + list.borrow().items.len() / 16, span)?;
        if list.borrow().kind == ListKind::Array && !matches!(name, "size" | "get" | "isEmpty" | "set" | "contains") {
            return Ok(Ok(Value::Null));
        }
        if let ("addAll", [Value::List(other)]) = (name, arguments) {
            let other = other.borrow().items.clone();
            self.spend(other.len(), span)?;
            self.changed.push(value.clone());
            let added = !other.is_empty();
            list.borrow_mut().items.extend(other);
            return Ok(Ok(Value::Boolean(added)));
        }
        if matches!(name, "add" | "set") {
            for argument in arguments {
                self.remember(value, argument);
            }
        }
        Ok(list_method(list, name, arguments))
    }

    pub(super) fn call_map(
        &mut self,
        value: &Value,
        map: &SharedMap,
        name: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<Outcome> {
        if matches!(name, "keySet" | "values" | "entrySet" | "putAll" | "containsValue") {
            self.spend(map.borrow().entries.len(), span)?;
        }
        match (name, arguments) {
            ("put" | "putIfAbsent", [_, added]) => self.remember(value, added),
            ("putAll", [Value::Map(other)]) => {
                let other = other.borrow().ordered();
                self.spend(other.len(), span)?;
                self.changed.push(value.clone());
                map.borrow_mut().entries.extend(other);
                return Ok(Ok(Value::Null));
            }
            _ => {}
        }
        if map.borrow().entries.len() > 1_000_000 {
            return Err(Failure::limit("map size", span));
        }
        Ok(Ok(map_method(map, name, arguments)))
    }
}

fn list_method(list: &SharedList, name: &str, arguments: &[Value]) -> Outcome {
    let at = |index: &i32, length: usize| {
        let found = usize::try_from(*index).ok().filter(|index| *index < length);
        found.ok_or_else(|| format!("index {index} is out of range for {length} elements"))
    };
    let length = list.borrow().items.len();
    Ok(match (name, arguments) {
        ("size", []) => Value::count(length),
        ("isEmpty", []) => Value::Boolean(length == 0),
        ("get", [Value::Integer(index)]) => list.borrow().items[at(index, length)?].clone(),
        ("set", [Value::Integer(index), value]) => {
            let index = at(index, length)?;
            std::mem::replace(&mut list.borrow_mut().items[index], value.clone())
        }
        ("add", [value]) => {
            list.borrow_mut().items.push(value.clone());
            Value::Boolean(true)
        }
        ("add", [Value::Integer(index), value]) => {
            let index = at(index, length + 1)?;
            list.borrow_mut().items.insert(index, value.clone());
            Value::Null
        }
        ("remove", [Value::Integer(index)]) => {
            let index = at(index, length)?;
            list.borrow_mut().items.remove(index)
        }
        ("remove", [value]) => {
            let found = position(list, value);
            if let Some(index) = found {
                list.borrow_mut().items.remove(index);
            }
            Value::Boolean(found.is_some())
        }
        ("contains", [value]) => Value::Boolean(position(list, value).is_some()),
        ("containsAll", [Value::List(other)]) => {
            let other = other.borrow().items.clone();
            Value::Boolean(other.iter().all(|value| position(list, value).is_some()))
        }
        ("indexOf", [value]) => position(list, value).map_or(Value::Integer(-1), Value::count),
        ("lastIndexOf", [value]) => {
            let found = list.borrow().items.iter().rposition(|item| item.equals(value, DEPTH));
            found.map_or(Value::Integer(-1), Value::count)
        }
        ("subList", [Value::Integer(from), Value::Integer(to)]) => {
            let (from, to) = (at(from, length + 1)?, at(to, length + 1)?);
            let list = list.borrow();
            let items = list.items.get(from..to).ok_or_else(|| format!("{from} is after {to}"))?;
            Value::list(items.to_vec(), ListKind::Plain)
        }
        ("clear", []) => {
            let items = std::mem::take(&mut list.borrow_mut().items);
            drop(items);
            Value::Null
        }
        ("iterator", []) => Value::Iterator(Rc::new(RefCell::new(list.borrow().items.clone().into_iter()))),
        ("equals", [other]) => Value::Boolean(Value::List(list.clone()).equals(other, DEPTH)),
        _ => Value::Null,
    })
}

fn position(list: &SharedList, value: &Value) -> Option<usize> {
    list.borrow().items.iter().position(|item| item.equals(value, DEPTH))
}

fn map_method(map: &SharedMap, name: &str, arguments: &[Value]) -> Value {
    let plain = |items| Value::list(items, ListKind::Plain);
    match (name, arguments) {
        ("size", []) => Value::count(map.borrow().entries.len()),
        ("isEmpty", []) => Value::Boolean(map.borrow().entries.is_empty()),
        ("get", [key]) => map.borrow().entries.get(&Key::of(key)).cloned().unwrap_or(Value::Null),
        ("getOrDefault", [key, default]) => {
            map.borrow().entries.get(&Key::of(key)).cloned().unwrap_or_else(|| default.clone())
        }
        ("put", [key, value]) => {
            let old = map.borrow_mut().entries.insert(Key::of(key), value.clone());
            old.unwrap_or(Value::Null)
        }
        ("putIfAbsent", [key, value]) => {
            let mut map = map.borrow_mut();
            let old = map.entries.get(&Key::of(key)).cloned().unwrap_or(Value::Null);
            if old.is_null() {
                map.entries.insert(Key::of(key), value.clone());
            }
            old
        }
        ("remove", [key]) => {
            let old = map.borrow_mut().entries.shift_remove(&Key::of(key));
            old.unwrap_or(Value::Null)
        }
        ("containsKey", [key]) => Value::Boolean(map.borrow().entries.contains_key(&Key::of(key))),
        ("containsValue", [value]) => {
            Value::Boolean(map.borrow().entries.values().any(|item| item.equals(value, DEPTH)))
        }
        ("keySet", []) => plain(keys(map.borrow().ordered())),
        ("values", []) => plain(map.borrow().ordered().into_iter().map(|(_, value)| value).collect()),
        ("entrySet", []) => {
            let entries = map.borrow().ordered();
            plain(entries.into_iter().map(|(key, value)| Value::Entry(Rc::new((key.value(), value)))).collect())
        }
        ("clear", []) => {
            let entries: Entries = std::mem::take(&mut map.borrow_mut().entries);
            drop(entries);
            Value::Null
        }
        ("equals", [other]) => Value::Boolean(Value::Map(map.clone()).equals(other, DEPTH)),
        _ => Value::Null,
    }
}
