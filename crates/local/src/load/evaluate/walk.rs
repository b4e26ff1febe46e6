//! Follows the steps of a reference into a value. Only the result is copied.
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::Value;

use super::{Failure, Outcome};
use crate::load::budget::{Budget, Shared};
use crate::load::convert;
use crate::load::reference::Part;
use crate::load::shown::{Shown, listed};

/// A step of a reference after its first name.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::load) enum Step {
    Name(String),
    Index(Value),
    Splat,
}

impl Step {
    /// The kind of step, without the value of an index.
    pub(in crate::load) fn part(&self) -> Part<'_> {
        match self {
            Self::Name(name) => Part::Name(name),
            Self::Index(_) => Part::Index,
            Self::Splat => Part::Splat,
        }
    }
}

/// A reference in source form.
pub(super) fn spelt(root: &str, steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Name(name) => format!(".{name}"),
        Step::Index(index) => format!("[{}]", Shown(index)),
        Step::Splat => "[*]".to_owned(),
    };
    steps.iter().fold(root.to_owned(), |text, next| text + &step(next))
}

/// Follows steps into a value.
pub(super) fn walk(budget: &Budget, value: Shared, steps: &[Step]) -> Outcome<Shared> {
    if steps.is_empty() {
        return Ok(value);
    }
    Ok(Rc::new(match find(budget, &value, steps)? {
        Cow::Borrowed(found) => budget.copy(found)?,
        Cow::Owned(made) => made,
    }))
}

fn find<'v>(budget: &Budget, value: &'v Value, steps: &[Step]) -> Outcome<Cow<'v, Value>> {
    let Some((step, rest)) = steps.split_first() else { return Ok(Cow::Borrowed(value)) };
    budget.step()?;
    match (step, value) {
        (Step::Splat, Value::Null) => Ok(Cow::Owned(Value::Array(Vec::new()))),
        (Step::Splat, Value::Array(items)) => splat(budget, items, rest),
        (Step::Splat, one) => splat(budget, std::slice::from_ref(one), rest),
        (Step::Name(name), value) => find(budget, member(value, name)?, rest),
        (Step::Index(index), value) => find(budget, indexed(value, index)?, rest),
    }
}

fn splat<'v>(budget: &Budget, items: &[Value], rest: &[Step]) -> Outcome<Cow<'v, Value>> {
    let one = |item| match find(budget, item, rest)? {
        Cow::Borrowed(found) => Ok(budget.copy(found)?),
        Cow::Owned(made) => Ok(made),
    };
    items.iter().map(one).collect::<Outcome<_>>().map(Cow::Owned)
}

fn member<'v>(value: &'v Value, name: &str) -> Outcome<&'v Value> {
    match value {
        Value::Object(members) => members.get(name).ok_or_else(|| {
            let known = listed(members.keys().map(String::as_str));
            Failure::Invalid(format!("there is no `{name}` here; there is {known}"))
        }),
        Value::Null => Err(Failure::Invalid(format!("`{name}` of null"))),
        other => match (name.parse::<usize>(), other) {
            (Ok(index), Value::Array(_)) => indexed(other, &index.into()),
            _ => Err(Failure::Invalid(format!("`{}` has no members, so there is no `{name}`", Shown(other)))),
        },
    }
}

fn indexed<'v>(value: &'v Value, index: &Value) -> Outcome<&'v Value> {
    match value {
        Value::Array(items) => {
            let index = convert::number(index)?.as_u64().and_then(|index| usize::try_from(index).ok());
            let found = index.and_then(|index| items.get(index));
            let count = items.len();
            found.ok_or_else(|| format!("the index is not one of the {count} elements, counted from 0").into())
        }
        Value::Object(_) => member(value, &convert::text(index)?),
        other => Err(Failure::Invalid(format!("`{}` has no elements", Shown(other)))),
    }
}
