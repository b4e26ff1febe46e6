//! `count` and `for_each`. <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use std::rc::Rc;

use serde_json::{Map, Value};

use super::{Instance, within};
use crate::load::budget::{Budget, Shared};
use crate::load::convert;
use crate::load::error::Error;
use crate::load::evaluate::entries;
use crate::load::module::Declared;
use crate::load::reference::Part;
use crate::load::shown::Shown;

/// One of several instances, for which an expression is evaluated.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Repetition {
    /// `count.index`.
    pub(super) index: Option<usize>,
    /// `each.key` and `each.value`.
    pub(super) each: Option<(String, Shared)>,
}

/// Whether something is repeated, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Single,
    Counted,
    Keyed,
}

impl Shape {
    /// The output in a reference to a module; `None` if the reference is to all outputs.
    pub(super) fn output<'e>(self, mut steps: impl Iterator<Item = Part<'e>>) -> Option<&'e str> {
        match (self, steps.next()?) {
            (Self::Single, Part::Name(output)) => Some(output),
            (Self::Counted, Part::Index | Part::Splat) | (Self::Keyed, Part::Index) => match steps.next()? {
                Part::Name(output) => Some(output),
                _ => None,
            },
            _ => None,
        }
    }
}

/// All instances, each with its repetition.
pub(super) struct Keyed<T> {
    pub(super) shape: Shape,
    pub(super) items: Vec<(Repetition, T)>,
}

impl Repetition {
    /// The suffix of an instance's address, such as `[0]`.
    pub(super) fn suffix(&self) -> String {
        match (&self.index, &self.each) {
            (Some(index), _) => format!("[{index}]"),
            (None, Some((key, _))) => format!("[{}]", Value::from(key.as_str())),
            (None, None) => String::new(),
        }
    }
}

impl<T> Keyed<T> {
    /// All instances as a value: an object, a list, or a map.
    pub(super) fn value(&self, one: impl Fn(&T) -> Result<Value, Error>) -> Result<Value, Error> {
        match self.shape {
            Shape::Single => self.items.first().map_or(Ok(Value::Null), |(_, item)| one(item)),
            Shape::Counted => self.items.iter().map(|(_, item)| one(item)).collect(),
            Shape::Keyed => {
                let key =
                    |repetition: &Repetition| repetition.each.as_ref().map(|(key, _)| key.clone()).unwrap_or_default();
                let members = self.items.iter().map(|(repetition, item)| Ok((key(repetition), one(item)?)));
                members.collect::<Result<Map<_, _>, Error>>().map(Value::Object)
            }
        }
    }
}

impl Instance {
    /// The repetitions of a block.
    pub(super) fn repetitions(self: &Rc<Self>, declared: &Declared) -> Result<Keyed<()>, Error> {
        let evaluate = |name: &str| {
            let expression = declared.arguments.get(name)?;
            Some(self.evaluate(&declared.place, name, expression, &Repetition::default()))
        };
        let (budget, place) = (&self.world.budget, &declared.place);
        let (shape, repetitions) = match (evaluate("count"), evaluate("for_each")) {
            (None, None) => {
                within(place, budget.instances(1).map_err(Into::into))?;
                (Shape::Single, vec![Repetition::default()])
            }
            (Some(count), None) => (Shape::Counted, within(place, counted(budget, &*count?).map_err(Into::into))?),
            (None, Some(each)) => (Shape::Keyed, within(place, keyed(budget, each?).map_err(Into::into))?),
            (Some(_), Some(_)) => return Err(Error::wrong(place, "both `count` and `for_each` are set")),
        };
        Ok(Keyed { shape, items: repetitions.into_iter().map(|repetition| (repetition, ())).collect() })
    }
}

fn counted(budget: &Budget, count: &Value) -> Result<Vec<Repetition>, String> {
    let number = convert::whole(count).ok().and_then(|number| usize::try_from(number).ok());
    let number =
        number.ok_or_else(|| format!("`count` is `{}`; it must be a whole number of 0 or more", Shown(count)))?;
    budget.instances(number as u64)?;
    Ok((0..number).map(|index| Repetition { index: Some(index), each: None }).collect())
}

fn keyed(budget: &Budget, each: Shared) -> Result<Vec<Repetition>, String> {
    let is_set = each.is_array();
    let entries = entries(budget.owned(each)?).map_err(|error| format!("`for_each`: {error}"))?;
    budget.instances(entries.len() as u64)?;
    let one = |(key, value): (Value, Value)| {
        let key = convert::text(if is_set { &value } else { &key })?;
        Ok(Repetition { index: None, each: Some((key, Rc::new(value))) })
    };
    entries.into_iter().map(one).collect()
}
