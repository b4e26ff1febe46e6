//! Custom conditions: what must hold, and the message if it does not.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions>

use super::expression::Expression;
use super::json::Json;
use super::value::Value;

/// A condition of a variable, resource, data source or check.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What must hold.
    pub condition: Value<bool>,
    /// The error message: full sentences that say what is allowed.
    pub error_message: Value<String>,
}

impl Condition {
    pub(super) fn new(condition: impl Into<Value<bool>>, error_message: impl Into<Value<String>>) -> Self {
        Self { condition: condition.into(), error_message: error_message.into() }
    }

    pub(super) fn to_json(&self) -> Json {
        Json::object([
            ("condition", Json::of(self.condition.expression())),
            ("error_message", Json::of(self.error_message.expression())),
        ])
    }

    /// Conditions as Terraform JSON.
    pub(super) fn all_to_json(conditions: &[Self]) -> Json {
        Json::Array(conditions.iter().map(Self::to_json).collect())
    }

    /// Its expressions.
    pub(super) fn expressions(&self) -> [&Expression; 2] {
        [self.condition.expression(), self.error_message.expression()]
    }

    /// Its expressions, to change them.
    pub(super) fn expressions_mut(&mut self) -> [&mut Expression; 2] {
        [self.condition.expression_mut(), self.error_message.expression_mut()]
    }
}
