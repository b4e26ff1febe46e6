//! Java's lists, maps, map entries and iterators: their storage, the equality of keys, and the order of a `HashMap`.

use std::rc::Rc;

use ecow::EcoString;

use super::{Entries, Value, print, text_hash};
use crate::budget::Budget;
use crate::error::Problem;

/// A key, with the equality of Java's `equals`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Null,
    Text(EcoString),
    Integer(i32),
    Long(i64),
    Boolean(bool),
    Character(char),
    /// Anything else, by its text.
    Other(EcoString),
}

impl Key {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// Equality with a fast path for texts, as nearly all keys are.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(text), Self::Text(other)) => text == other,
            _ => self == other,
        }
    }

    /// The key of a value. Printing a list or a map for it counts as work.
    pub(crate) fn of(value: &Value, budget: &mut Budget) -> Result<Self, Problem> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::String(text) => Self::Text(text.clone()),
            Value::Integer(number) => Self::Integer(*number),
            Value::Long(number) => Self::Long(*number),
            Value::Boolean(boolean) => Self::Boolean(*boolean),
            Value::Character(c) => Self::Character(*c),
            other => {
                let mut text = String::new();
                // A truncated text still tells most keys apart.
                let _ = print(other, &mut text, 1 << 16);
                budget.memory(text.len())?;
                budget.work(text.len())?;
                Self::Other(text.into())
            }
        })
    }

    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) | Self::Other(text) => Value::String(text.clone()),
            Self::Integer(number) => Value::Integer(*number),
            Self::Long(number) => Value::Long(*number),
            Self::Boolean(boolean) => Value::Boolean(*boolean),
            Self::Character(c) => Value::Character(*c),
        }
    }
}

/// The kind of a list: how it prints, and whether it can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    /// `java.util.ArrayList`: `[a, b]`.
    Plain,
    /// An array of a JSON document, which prints as compact JSON.
    Json,
    /// An array of strings, from `split`.
    Array,
    /// An array of characters.
    Characters,
    /// An array of objects, from `toArray`.
    Objects,
    /// The keys, values or entries of a map, which have no indexes.
    View,
}

impl ListKind {
    /// The Java type, as errors name it.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Plain | Self::Json => "List",
            Self::Array => "String[]",
            Self::Characters => "char[]",
            Self::Objects => "Object[]",
            Self::View => "Collection",
        }
    }

    /// Whether it is a Java array, which has no properties.
    pub(crate) fn is_array(self) -> bool {
        matches!(self, Self::Array | Self::Characters | Self::Objects)
    }

    /// Whether it equals others like a list (`true`) or like a set (`false`); arrays only equal themselves.
    pub(crate) fn equals_as(self) -> Option<bool> {
        match self {
            Self::Plain | Self::Json => Some(true),
            Self::View => Some(false),
            Self::Array | Self::Characters | Self::Objects => None,
        }
    }
}

#[derive(Debug)]
pub(crate) struct List {
    pub(crate) items: Vec<Value>,
    pub(crate) kind: ListKind,
    /// The number of changes of its length: a loop over it fails when this differs.
    pub(crate) changes: u32,
}

/// The kind of a map: how it prints and iterates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MapKind {
    /// `java.util.LinkedHashMap`.
    Linked,
    /// A part of `$context`: it prints nothing and iterates as a `HashMap`.
    Context,
}

#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) entries: Entries,
    pub(crate) kind: MapKind,
    /// The number of changes of its size.
    pub(crate) changes: u32,
}

impl Map {
    /// The entries in the order of Java's iteration.
    pub(crate) fn ordered(&self) -> Vec<(Key, Value)> {
        let mut entries: Vec<_> = self.entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        if self.kind == MapKind::Context {
            java_hash_order(&mut entries);
        }
        entries
    }
}

/// An entry of a map, with its value at the time of `entrySet`.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// A `java.util.Iterator`: the remaining elements.
#[derive(Debug)]
pub(crate) struct JavaIterator(pub(crate) std::vec::IntoIter<Value>);

impl JavaIterator {
    pub(crate) fn has_next(&self) -> bool {
        self.0.len() > 0
    }
}

/// Sorts entries by their bucket in a `java.util.HashMap` that grew with them.
fn java_hash_order<T>(entries: &mut [(Key, T)]) {
    let mut buckets: u32 = 16;
    while entries.len() > buckets as usize / 4 * 3 {
        buckets *= 2;
    }
    entries.sort_by_key(|(key, _)| match key {
        Key::Text(text) => {
            let hash = text_hash(text).cast_unsigned();
            (hash ^ (hash >> 16)) & (buckets - 1)
        }
        _ => 0,
    });
}

/// Nested collections are dropped iteratively, because recursion might overflow the stack.
impl Drop for List {
    fn drop(&mut self) {
        dismantle(self.items.iter_mut());
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        dismantle(self.entries.values_mut());
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        dismantle(self.values_mut());
    }
}

impl Drop for JavaIterator {
    fn drop(&mut self) {
        dismantle(self.0.as_mut_slice().iter_mut());
    }
}

impl Entry {
    fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        [&mut self.key, &mut self.value].into_iter()
    }
}

/// Moves nested collections out of the values and drops them one by one. Other values are dropped in place.
fn dismantle<'v>(values: impl Iterator<Item = &'v mut Value>) {
    let mut left = Vec::new();
    put_aside(values, &mut left);
    while let Some(mut value) = left.pop() {
        match &mut value {
            Value::List(list) => {
                if let Some(list) = Rc::get_mut(list) {
                    put_aside(list.get_mut().items.iter_mut(), &mut left);
                }
            }
            Value::Map(map) => {
                if let Some(map) = Rc::get_mut(map) {
                    put_aside(map.get_mut().entries.values_mut(), &mut left);
                }
            }
            Value::Entry(entry) => {
                if let Some(entry) = Rc::get_mut(entry) {
                    put_aside(entry.values_mut(), &mut left);
                }
            }
            Value::Iterator(iterator) => {
                if let Some(iterator) = Rc::get_mut(iterator) {
                    put_aside(iterator.get_mut().0.as_mut_slice().iter_mut(), &mut left);
                }
            }
            _ => {}
        }
    }
}

fn put_aside<'v>(values: impl Iterator<Item = &'v mut Value>, left: &mut Vec<Value>) {
    for value in values {
        if goes_deeper(value) {
            left.push(std::mem::replace(value, Value::Null));
        }
    }
}

/// Whether a value is a collection with others inside, or one with other references: this may turn out to be the last.
fn goes_deeper(value: &mut Value) -> bool {
    let is_collection =
        |value: &Value| matches!(value, Value::List(_) | Value::Map(_) | Value::Entry(_) | Value::Iterator(_));
    match value {
        Value::List(list) => Rc::get_mut(list).is_none_or(|list| list.get_mut().items.iter().any(is_collection)),
        Value::Map(map) => Rc::get_mut(map).is_none_or(|map| map.get_mut().entries.values().any(is_collection)),
        Value::Entry(entry) => {
            Rc::get_mut(entry).is_none_or(|entry| entry.values_mut().any(|value| is_collection(value)))
        }
        Value::Iterator(iterator) => {
            Rc::get_mut(iterator).is_none_or(|iterator| iterator.get_mut().0.as_slice().iter().any(is_collection))
        }
        _ => false,
    }
}
