//! Java's lists and maps: what their elements are kept in, how their keys compare, and the order of a `HashMap`.

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
    /// The keys, values or entries of a map, which have no places.
    View,
}

impl ListKind {
    /// Whether it is a Java array, which has no properties.
    pub(crate) fn is_array(self) -> bool {
        matches!(self, Self::Array | Self::Characters)
    }

    /// Whether it equals others as a list does, or as a set does; arrays equal only themselves.
    pub(crate) fn equals_as(self) -> Option<bool> {
        match self {
            Self::Plain | Self::Json => Some(true),
            Self::View => Some(false),
            Self::Array | Self::Characters => None,
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

/// Deep values are taken apart with a list of what is left, for the stack might not do.
impl Drop for List {
    fn drop(&mut self) {
        if self.items.iter().any(is_collection) {
            take_apart(std::mem::take(&mut self.items));
        }
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if self.entries.values().any(is_collection) {
            take_apart(std::mem::take(&mut self.entries).into_values().collect());
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::List(_) | Value::Map(_))
}

fn take_apart(mut left: Vec<Value>) {
    while let Some(value) = left.pop() {
        match value {
            Value::List(list) => {
                if let Ok(list) = Rc::try_unwrap(list) {
                    left.append(&mut list.into_inner().items);
                }
            }
            Value::Map(map) => {
                if let Ok(map) = Rc::try_unwrap(map) {
                    left.extend(std::mem::take(&mut map.into_inner().entries).into_values());
                }
            }
            _ => {}
        }
    }
}
