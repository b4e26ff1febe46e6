//! Java's lists and maps, the entries of maps and iterators: what their elements are kept in, how keys compare, and the
//! order of a `HashMap`.

use std::rc::Rc;

use ecow::EcoString;

use super::{Entries, Value, print, text_hash};
use crate::budget::Budget;
use crate::error::Problem;

/// A key, equal to another where `equals` of Java says so.
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

    /// Whether it is another; nearly all are texts.
    #[inline]
    pub(crate) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(text), Self::Text(other)) => text == other,
            _ => self == other,
        }
    }

    /// The key that a value is. Making a text of a list or map counts.
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
                // A text that grows too large still tells most keys apart.
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

/// How a list prints, and whether it can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    /// `java.util.ArrayList`: `[a, b]`.
    Plain,
    /// An array of a JSON document: its compact JSON text.
    Json,
    /// An array of strings, as `split` gives it.
    Array,
    /// An array of characters.
    Characters,
    /// An array of objects, as `toArray` gives it.
    Objects,
    /// The keys, values or entries of a map, which have no places.
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

    /// Whether it equals others as a list does, or as a set does; arrays equal only themselves.
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
    /// How often its length was changed: a loop over it ends with an exception when this differs.
    pub(crate) changes: u32,
}

/// How a map prints and iterates.
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
    /// How often its size was changed.
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

/// An entry of a map, with its value as it was when somebody asked for it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: Value,
    pub(crate) value: Value,
}

/// A `java.util.Iterator`: the elements that are left.
#[derive(Debug)]
pub(crate) struct JavaIterator(pub(crate) std::vec::IntoIter<Value>);

impl JavaIterator {
    pub(crate) fn has_next(&self) -> bool {
        self.0.len() > 0
    }
}

/// Sorts entries into the buckets of a `java.util.HashMap` that grew as they were put.
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

/// Collections within collections are taken apart with a list of what is left, for the stack might not do.
impl Drop for List {
    fn drop(&mut self) {
        take_apart(self.items.iter_mut());
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        take_apart(self.entries.values_mut());
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        take_apart(self.values_mut());
    }
}

impl Drop for JavaIterator {
    fn drop(&mut self) {
        take_apart(self.0.as_mut_slice().iter_mut());
    }
}

impl Entry {
    fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        [&mut self.key, &mut self.value].into_iter()
    }
}

/// Takes those of the values out that go deeper, one after the other, and leaves the others to be dropped as they are.
fn take_apart<'v>(values: impl Iterator<Item = &'v mut Value>) {
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

/// Whether a value is a collection with others in it, or one that is held elsewhere as well: there may be its last hold.
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
