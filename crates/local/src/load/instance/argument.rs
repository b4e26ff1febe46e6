//! A resource's arguments. An argument without a value here is left out and reported, so that an argument without
//! effect on the runtime does not keep it from starting.

use std::rc::Rc;

use hcl::expr::Expression;
use serde_json::{Map, Value};

use super::repeat::Repetition;
use super::{Instance, within};
use crate::load::convert;
use crate::load::error::Error;
use crate::load::module::Declared;
use crate::resource::Place;

/// The resource and the instance whose arguments are evaluated.
pub(super) struct Owner<'a> {
    pub(super) instance: &'a Rc<Instance>,
    pub(super) declared: &'a Declared,
    pub(super) repetition: &'a Repetition,
    /// The name for messages, such as `aws_sns_topic.notices[0]`.
    pub(super) name: &'a str,
}

impl Owner<'_> {
    /// The values of all arguments that have one.
    pub(super) fn values<'e>(
        &self,
        arguments: impl Iterator<Item = (&'e String, &'e Expression)>,
    ) -> Result<Map<String, Value>, Error> {
        let mut values = Map::new();
        for (name, expression) in arguments {
            if let Some(value) = self.value(name, expression)? {
                values.insert(name.clone(), value);
            }
        }
        Ok(values)
    }

    /// The value of an argument, or `None` if it has none here. Members and elements are evaluated one by one.
    fn value(&self, path: &str, expression: &Expression) -> Result<Option<Value>, Error> {
        match expression {
            Expression::Object(members) => {
                let mut values = Map::new();
                for (key, expression) in members {
                    let key = self.key(path, key)?;
                    if let Some(value) = self.value(&format!("{path}.{key}"), expression)? {
                        values.insert(key, value);
                    }
                }
                Ok(Some(Value::Object(values)))
            }
            Expression::Array(items) => {
                let mut values = Vec::new();
                for (index, expression) in items.iter().enumerate() {
                    values.extend(self.value(&format!("{path}[{index}]"), expression)?);
                }
                Ok(Some(Value::Array(values)))
            }
            plain => {
                let value = self.instance.evaluate(&self.declared.place, path, plain, self.repetition);
                let value = value.and_then(|value| self.counted(path, self.instance.world.budget.owned(value)));
                self.known(path, value)
            }
        }
    }

    fn key(&self, path: &str, key: &hcl::expr::ObjectKey) -> Result<String, Error> {
        let hcl::expr::ObjectKey::Expression(key) = key else { return Ok(key.to_string()) };
        let key = self.instance.evaluate(&self.declared.place, path, key, self.repetition)?;
        within(&self.place(path), convert::text(&key).map_err(Into::into))
    }

    fn counted<T>(&self, path: &str, outcome: Result<T, String>) -> Result<T, Error> {
        within(&self.place(path), outcome.map_err(Into::into))
    }

    fn place(&self, path: &str) -> Place {
        Place { file: self.declared.place.file.clone(), key: format!("{}.{path}", self.declared.place.key) }
    }

    /// A value, or `None` and a finding with the reason.
    pub(super) fn known<T>(&self, path: &str, outcome: Result<T, Error>) -> Result<Option<T>, Error> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(Error::Unknown { message, .. }) => {
                self.instance.leave_out(self.name, &self.place(path), &message);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
