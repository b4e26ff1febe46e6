//! Output values of modules and roots.
//!
//! <https://developer.hashicorp.com/terraform/language/values/outputs>

use std::panic::Location;

use super::expression::Expression;
use super::json::Json;

/// An output value.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its description: a sentence for the reader.
    pub description: String,
    /// The value.
    pub value: Expression,
    /// The type of the value, as Terraform writes it. Outputs do not declare it; variables that take the value do.
    pub constraint: String,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

impl Output {
    /// An output of a value.
    #[track_caller]
    pub fn new(
        description: impl Into<String>,
        value: impl Into<Expression>,
        constraint: &str,
        sensitive: bool,
    ) -> Self {
        let (description, value, constraint) = (description.into(), value.into(), constraint.to_owned());
        Self { description, value, constraint, sensitive, place: Location::caller() }
    }

    /// The same output, declared at another place of the program.
    #[must_use]
    pub fn at(self, place: &'static Location<'static>) -> Self {
        Self { place, ..self }
    }

    pub(super) fn to_json(&self) -> Json {
        let mut entries =
            vec![("description", Json::from(self.description.as_str())), ("value", Json::of(&self.value))];
        if self.sensitive {
            entries.push(("sensitive", Json::Bool(true)));
        }
        Json::object(entries)
    }
}
