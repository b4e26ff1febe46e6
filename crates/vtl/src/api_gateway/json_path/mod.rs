//! The Jayway dialect of `JSONPath`, as release 2.0.0 parses and evaluates it, including its peculiarities.
//!
//! A definite path leads to one place; any other path gives a list. A path to a missing place gives nothing, even where
//! it would have given a list. An index into anything but an array fails.
//!
//! <https://github.com/json-path/JsonPath>

mod comparison;
mod filter;
mod parser;
mod scan;

use crate::budget::{Budget, COLLECTION, ELEMENT, ENTRY};
use crate::error::{JsonPathMismatch, Problem};
use crate::value::{Entries, Key, ListKind, MapKind, SharedList, SharedMap, Value};
use filter::Filter;

/// A parsed path.
#[derive(Debug)]
pub(crate) struct JsonPath {
    steps: Vec<Step>,
    /// Whether it leads to one place. Other paths always give a list.
    definite: bool,
}

/// A step of a path.
#[derive(Debug)]
enum Step {
    /// `$` after the start: the same place.
    Same,
    /// Members by name. If a `required` one is missing, the whole path finds nothing.
    Members {
        names: Vec<Key>,
        required: bool,
    },
    Elements(Elements),
    Wildcard,
    /// `..`: the next step, applied to all descendants.
    Scan,
    Filter(Filter),
}

/// The elements of an array that a step selects.
#[derive(Debug)]
enum Elements {
    One(i32),
    Each(Vec<i32>),
    From(i32),
    To(i32),
    Between(i32, i32),
    /// `(@.length - 1)`, as the number added to the length.
    FromEnd(i32),
    /// Numbers without a meaning, such as `1:2:3`.
    Unclear,
}

/// Why an evaluation ends early.
#[derive(Debug)]
enum Stop {
    /// A value is missing.
    NotFound,
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<JsonPathMismatch> for Stop {
    fn from(mismatch: JsonPathMismatch) -> Self {
        Self::Problem(mismatch.into())
    }
}

/// The values that a path finds in a document, without a copy.
#[derive(Debug)]
pub(super) enum Found {
    /// One value, or null if nothing is found.
    One(Value),
    Many(Vec<Value>),
}

impl Found {
    /// A value that shares its collections with the document.
    pub(super) fn shared(self) -> Value {
        match self {
            Self::One(value) => value,
            Self::Many(values) => Value::list(values, ListKind::Json),
        }
    }

    /// A deep copy.
    pub(super) fn copied(self, budget: &mut Budget) -> Result<Value, Problem> {
        match self {
            Self::One(value @ (Value::List(_) | Value::Map(_))) => copy(&value, budget),
            Self::One(value) => Ok(value),
            Self::Many(values) => {
                budget.list(values.len())?;
                let values = values.iter().map(|value| copy(value, budget)).collect::<Result<_, _>>()?;
                Ok(Value::list(values, ListKind::Json))
            }
        }
    }
}

impl JsonPath {
    /// Parses a path; the leading `$.` is optional.
    pub(crate) fn parse(path: &str) -> Result<Self, Problem> {
        parser::parse(path, parser::DEPTH).map(Self::new)
    }

    fn new(mut steps: Vec<Step>) -> Self {
        // A member is required if neither its predecessor nor any later step gives a list.
        let mut definite_from = vec![true; steps.len() + 1];
        for (at, step) in steps.iter().enumerate().rev() {
            definite_from[at] = step.is_definite() && definite_from[at + 1];
        }
        for (at, step) in steps.iter_mut().enumerate() {
            if let Step::Members { required, .. } = step {
                *required = definite_from[at.saturating_sub(1)];
            }
        }
        Self { steps, definite: definite_from[0] }
    }

    /// Evaluates the path. A null document has no values.
    pub(super) fn select(&self, document: &Value, budget: &mut Budget) -> Result<Found, Problem> {
        if document.is_null() {
            return Ok(Found::One(Value::Null));
        }
        match self.walk(document, document, budget) {
            Ok(found) => Ok(found),
            Err(Stop::NotFound) => Ok(Found::One(Value::Null)),
            Err(Stop::Problem(problem)) => Err(problem),
        }
    }

    /// Whether a found value has all the members that the last step selects.
    fn is_complete(&self, found: &Value) -> bool {
        match (self.steps.last(), found) {
            (Some(Step::Members { names, .. }), Value::Map(map)) if names.len() > 1 => {
                names.iter().all(|name| map.borrow().entries.contains_key(name))
            }
            _ => true,
        }
    }

    fn walk(&self, from: &Value, root: &Value, budget: &mut Budget) -> Result<Found, Stop> {
        if !self.definite {
            let mut walk = Walk { root, found: Vec::new(), budget };
            walk.steps(&self.steps, from)?;
            return Ok(Found::Many(walk.found));
        }
        budget.work(self.steps.len())?;
        let Some((first, rest)) = self.steps.split_first() else { return Ok(Found::One(from.clone())) };
        let mut value = first.one(from, rest.is_empty())?;
        for (at, step) in rest.iter().enumerate() {
            value = step.one(&value, at + 1 == rest.len())?;
        }
        Ok(Found::One(value))
    }
}

impl Step {
    fn is_definite(&self) -> bool {
        matches!(self, Self::Same | Self::Members { .. } | Self::Elements(Elements::One(_) | Elements::FromEnd(_)))
    }

    /// The value that a definite step leads to.
    fn one(&self, value: &Value, is_last: bool) -> Result<Value, Stop> {
        match self {
            Self::Members { names, .. } => member(value, names, is_last),
            Self::Elements(Elements::One(index)) => element(&array(value)?, *index),
            Self::Elements(Elements::FromEnd(added)) => {
                let list = array(value)?;
                let length = length(&list);
                element(&list, length.saturating_add(*added))
            }
            _ => Ok(value.clone()),
        }
    }
}

fn member(value: &Value, names: &[Key], last: bool) -> Result<Value, Stop> {
    let Value::Map(map) = value else { return Err(Stop::NotFound) };
    match names {
        [name] => map.borrow().entries.get(name).cloned().ok_or(Stop::NotFound),
        names => members(map, names, last),
    }
}

/// A map of the members that exist.
fn members(map: &SharedMap, names: &[Key], last: bool) -> Result<Value, Stop> {
    if !last {
        return Err(JsonPathMismatch::MembersBeforeEnd.into());
    }
    let map = map.borrow();
    let pairs = names.iter().filter_map(|name| Some((name.clone(), map.entries.get(name)?.clone())));
    Ok(Value::map(pairs.collect(), MapKind::Linked))
}

fn array(value: &Value) -> Result<SharedList, Stop> {
    match value {
        Value::List(list) => Ok(list.clone()),
        Value::Null => Err(Stop::NotFound),
        _ => Err(JsonPathMismatch::IndexOfOther.into()),
    }
}

fn length(list: &SharedList) -> i32 {
    i32::try_from(list.borrow().items.len()).unwrap_or(i32::MAX)
}

fn element(list: &SharedList, index: i32) -> Result<Value, Stop> {
    let index = usize::try_from(index).map_err(|_| Stop::NotFound)?;
    list.borrow().items.get(index).cloned().ok_or(Stop::NotFound)
}

/// The evaluation of a path that may find many values.
struct Walk<'w> {
    root: &'w Value,
    found: Vec<Value>,
    budget: &'w mut Budget,
}

impl Walk<'_> {
    /// Applies steps to a value, and collects the values at their end.
    fn steps(&mut self, steps: &[Step], value: &Value) -> Result<(), Stop> {
        self.budget.work(1)?;
        let Some((step, rest)) = steps.split_first() else {
            self.budget.memory(ELEMENT)?;
            self.found.push(value.clone());
            return Ok(());
        };
        match step {
            Step::Members { names, required } => match member(value, names, rest.is_empty()) {
                Ok(next) => self.steps(rest, &next),
                Err(Stop::NotFound) if matches!(value, Value::Map(_)) && !rest.is_empty() && !required => Ok(()),
                Err(ended) => Err(ended),
            },
            Step::Elements(elements) => self.elements(elements, rest, &array(value)?),
            Step::Wildcard => self.wildcard(rest, value),
            Step::Scan => self.scan(rest, value),
            Step::Filter(filter) => self.filter(filter, rest, value),
            Step::Same => self.steps(rest, value),
        }
    }

    fn elements(&mut self, elements: &Elements, rest: &[Step], list: &SharedList) -> Result<(), Stop> {
        let length = length(list);
        let from_end = |index: i32| if index < 0 { index.saturating_add(length) } else { index };
        let range = match elements {
            Elements::One(index) => return self.steps(rest, &element(list, *index)?),
            Elements::FromEnd(added) => return self.steps(rest, &element(list, length.saturating_add(*added))?),
            Elements::Each(indexes) => {
                return indexes.iter().try_for_each(|&index| self.steps(rest, &element(list, index)?));
            }
            Elements::From(from) => from_end(*from).max(0)..length,
            Elements::To(to) => 0..from_end(*to).min(length),
            // Here a negative bound does not count from the end.
            Elements::Between(from, to) => *from..if length == 0 { *from } else { (*to).min(length) },
            Elements::Unclear => return Err(JsonPathMismatch::UnclearIndex.into()),
        };
        range.into_iter().try_for_each(|index| self.steps(rest, &element(list, index)?))
    }

    /// All members of a map, or the elements of a list for which the other steps find something.
    fn wildcard(&mut self, rest: &[Step], value: &Value) -> Result<(), Stop> {
        match value {
            Value::Map(map) => map.borrow().entries.values().try_for_each(|value| self.steps(rest, value)),
            Value::List(list) => {
                for item in &list.borrow().items {
                    match self.steps(rest, item) {
                        Ok(()) | Err(Stop::NotFound) => {}
                        stop => return stop,
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn filter(&mut self, filter: &Filter, rest: &[Step], value: &Value) -> Result<(), Stop> {
        match value {
            Value::Map(_) => {
                if filter.holds(value, self.root, self.budget)? {
                    self.steps(rest, value)?;
                }
                Ok(())
            }
            Value::List(list) => {
                for item in &list.borrow().items {
                    if filter.holds(item, self.root, self.budget)? {
                        self.steps(rest, item)?;
                    }
                }
                Ok(())
            }
            _ => Err(JsonPathMismatch::FilterOfOther.into()),
        }
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
