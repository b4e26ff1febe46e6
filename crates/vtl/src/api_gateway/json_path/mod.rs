//! The Jayway dialect of `JSONPath`: members, indexes, slices, wildcards, deep scans and filters.
//!
//! <https://github.com/json-path/JsonPath>

mod filter;
mod parser;

use crate::budget::{Budget, COLLECTION, ELEMENT, ENTRY};
use crate::error::Problem;
use crate::value::{Entries, Key, ListKind, MapKind, Value};
use filter::Filter;

/// A path that was read.
#[derive(Debug)]
pub(crate) struct JsonPath {
    steps: Vec<Step>,
    /// Whether it names one place; other paths always give a list.
    definite: bool,
}

/// A step of a path.
#[derive(Debug)]
enum Step {
    Members(Vec<Key>),
    Indexes(Vec<i64>),
    Slice(Option<i64>, Option<i64>),
    Wildcard,
    Deep,
    Filter(Filter),
}

/// What a path finds in a document, without copying it.
#[derive(Debug)]
pub(super) enum Found {
    /// Null where a definite path finds nothing.
    One(Value),
    Many(Vec<Value>),
}

impl Found {
    /// A value that changes with the document.
    pub(super) fn shared(self) -> Value {
        match self {
            Self::One(value) => value,
            Self::Many(values) => Value::list(values, ListKind::Json),
        }
    }

    /// A value of its own.
    pub(super) fn copied(self, budget: &mut Budget) -> Result<Value, Problem> {
        match self {
            Self::One(value) => copy(&value, budget),
            Self::Many(values) => {
                budget.list(values.len())?;
                let values = values.iter().map(|value| copy(value, budget)).collect::<Result<_, _>>()?;
                Ok(Value::list(values, ListKind::Json))
            }
        }
    }
}

impl JsonPath {
    /// Reads a path; the leading `$.` may be left out.
    pub(crate) fn parse(path: &str) -> Result<Self, Problem> {
        let steps = parser::parse(path)?;
        let definite = steps.iter().all(Step::is_definite);
        Ok(Self { steps, definite })
    }

    pub(super) fn select(&self, document: &Value, budget: &mut Budget) -> Result<Found, Problem> {
        if !self.definite {
            return walk(&self.steps, document, document, budget).map(Found::Many);
        }
        let mut value = document.clone();
        for step in &self.steps {
            budget.work(1)?;
            let Some(next) = step.one(&value) else { return Ok(Found::One(Value::Null)) };
            value = next;
        }
        Ok(Found::One(value))
    }
}

/// The values at the end of some steps.
fn walk(steps: &[Step], from: &Value, root: &Value, budget: &mut Budget) -> Result<Vec<Value>, Problem> {
    let mut found = vec![from.clone()];
    for step in steps {
        let mut next = Vec::new();
        for value in &found {
            let before = next.len();
            step.all(value, root, &mut next, budget)?;
            budget.memory((next.len() - before) * ELEMENT)?;
            budget.work(1)?;
        }
        found = next;
    }
    Ok(found)
}

impl Step {
    fn is_definite(&self) -> bool {
        match self {
            Self::Members(_) => true,
            Self::Indexes(indexes) => indexes.len() == 1,
            _ => false,
        }
    }

    /// The value of a definite step.
    fn one(&self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Members(names), Value::Map(map)) => match names.as_slice() {
                [name] => map.borrow().entries.get(name).cloned(),
                names => {
                    let map = map.borrow();
                    let pairs = names.iter().filter_map(|name| map.entries.get_key_value(name));
                    let pairs = pairs.map(|(name, value)| (name.clone(), value.clone()));
                    Some(Value::map(pairs.collect(), MapKind::Linked))
                }
            },
            (Self::Indexes(indexes), Value::List(list)) => {
                let items = &list.borrow().items;
                items.get(place(*indexes.first()?, items.len())?).cloned()
            }
            _ => None,
        }
    }

    fn all(&self, value: &Value, root: &Value, out: &mut Vec<Value>, budget: &mut Budget) -> Result<(), Problem> {
        match (self, value) {
            (Self::Indexes(indexes), Value::List(list)) => {
                let items = &list.borrow().items;
                out.extend(indexes.iter().filter_map(|&index| items.get(place(index, items.len())?).cloned()));
            }
            (Self::Slice(from, to), Value::List(list)) => {
                let items = &list.borrow().items;
                let (from, to) = slice(*from, *to, items.len());
                out.extend_from_slice(items.get(from..to).unwrap_or_default());
            }
            (Self::Wildcard, Value::List(list)) => out.extend_from_slice(&list.borrow().items),
            (Self::Wildcard, Value::Map(map)) => out.extend(map.borrow().entries.values().cloned()),
            (Self::Deep, _) => deep(value, out, budget)?,
            (Self::Filter(filter), Value::List(list)) => {
                for item in &list.borrow().items {
                    if filter.holds(item, root, budget)? {
                        out.push(item.clone());
                    }
                }
            }
            (Self::Filter(filter), Value::Map(_)) if filter.holds(value, root, budget)? => out.push(value.clone()),
            _ => out.extend(self.one(value)),
        }
        Ok(())
    }
}

/// An index; negative ones count from the end.
fn place(index: i64, length: usize) -> Option<usize> {
    let from_end = usize::try_from(index.unsigned_abs()).ok()?;
    if index < 0 { length.checked_sub(from_end) } else { Some(from_end) }
}

fn slice(from: Option<i64>, to: Option<i64>, length: usize) -> (usize, usize) {
    let edge = |index: i64| place(index, length).unwrap_or(0).min(length);
    (from.map_or(0, edge), to.map_or(length, edge))
}

/// The value and all lists and maps in it, each before what it contains.
fn deep(value: &Value, out: &mut Vec<Value>, budget: &mut Budget) -> Result<(), Problem> {
    budget.work(1)?;
    match value {
        Value::List(list) => {
            out.push(value.clone());
            list.borrow().items.iter().try_for_each(|item| deep(item, out, budget))
        }
        Value::Map(map) => {
            out.push(value.clone());
            map.borrow().entries.values().try_for_each(|item| deep(item, out, budget))
        }
        _ => Ok(()),
    }
}

fn copy(value: &Value, budget: &mut Budget) -> Result<Value, Problem> {
    Ok(match value {
        Value::List(list) => {
            budget.memory(COLLECTION + list.borrow().items.len() * ELEMENT)?;
            let items = list.borrow().items.iter().map(|item| copy(item, budget)).collect::<Result<_, _>>()?;
            Value::list(items, ListKind::Json)
        }
        Value::Map(map) => {
            budget.memory(COLLECTION + map.borrow().entries.len() * ENTRY)?;
            let map = map.borrow();
            let entries = map.entries.iter().map(|(key, value)| Ok((key.clone(), copy(value, budget)?)));
            Value::map(entries.collect::<Result<Entries, Problem>>()?, MapKind::Linked)
        }
        other => other.clone(),
    })
}
