//! Input variables: typed, described, validated and, if they must not be shown, sensitive.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables>

use std::marker::PhantomData;

use super::expression::Expression;
use super::json::Json;
use super::value::{Type, Value};

/// An input variable of a module or root, of Terraform type `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable<T> {
    /// Its description: a sentence for the person who sets it.
    pub description: String,
    /// Its default. Without one it must be set.
    pub default: Option<Value<T>>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Its validations.
    pub validations: Vec<Validation>,
    kind: PhantomData<fn() -> T>,
}

/// A condition that a variable's value must meet.
/// <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#input-variable-validation>
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The condition, which refers to the variable.
    pub condition: Value<bool>,
    /// The error message: full sentences that say what is allowed.
    pub error_message: String,
}

/// A condition on a variable, written as a function of its value.
pub struct Rule<T> {
    /// The condition as a function of the value.
    pub condition: fn(&Value<T>) -> Value<bool>,
    /// The error message.
    pub error_message: &'static str,
}

impl<T: Type> Variable<T> {
    /// A required variable.
    pub fn required(description: &str) -> Self {
        Self {
            description: description.to_owned(),
            default: None,
            sensitive: false,
            nullable: false,
            validations: Vec::new(),
            kind: PhantomData,
        }
    }

    /// A variable with a default.
    pub fn optional(description: &str, default: impl Into<Value<T>>) -> Self {
        Self { default: Some(default.into()), ..Self::required(description) }
    }

    /// The same variable, marked as sensitive.
    #[must_use]
    pub fn into_sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    pub(super) fn declare(self, constraint: String) -> DeclaredVariable {
        DeclaredVariable {
            description: self.description,
            constraint,
            default: self.default.map(Expression::from),
            sensitive: self.sensitive,
            nullable: self.nullable,
            validations: self.validations,
        }
    }
}

/// A variable with its type as text.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredVariable {
    /// Its description.
    pub description: String,
    /// Its type as Terraform writes it.
    pub constraint: String,
    /// Its default.
    pub default: Option<Expression>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Its validations.
    pub validations: Vec<Validation>,
}

impl DeclaredVariable {
    pub(super) fn to_json(&self) -> Json {
        let mut entries = vec![
            ("description", Json::from(self.description.as_str())),
            ("type", Json::from(self.constraint.as_str())),
            ("nullable", Json::Bool(self.nullable)),
        ];
        if let Some(default) = &self.default {
            entries.push(("default", Json::of(default)));
        }
        if self.sensitive {
            entries.push(("sensitive", Json::Bool(true)));
        }
        if !self.validations.is_empty() {
            entries.push(("validation", Json::Array(self.validations.iter().map(Validation::to_json).collect())));
        }
        Json::object(entries)
    }
}

impl Validation {
    fn to_json(&self) -> Json {
        Json::object([
            ("condition", Json::of(self.condition.expression())),
            ("error_message", Json::of(&Expression::Text(self.error_message.clone()))),
        ])
    }
}
