//! Input variables: typed, described, validated and, where they must not be shown, sensitive.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables>

use std::marker::PhantomData;

use super::expression::Expression;
use super::json::Json;
use super::value::{Type, Value};

/// An input variable of a module or root, of Terraform type `T`.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable<T> {
    /// What it is for: a sentence for the one who sets it.
    pub description: String,
    /// What it is when nobody sets it; without one it must be set.
    pub default: Option<Value<T>>,
    /// Whether Terraform hides it in its output.
    pub sensitive: bool,
    /// Whether `null` may be given.
    pub nullable: bool,
    /// What a value must meet, each with its message.
    pub validations: Vec<Validation>,
    kind: PhantomData<fn() -> T>,
}

/// A condition that a variable's value must meet.
/// <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions#input-variable-validation>
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// What must be true; refers to the variable.
    pub condition: Value<bool>,
    /// What Terraform says when it is not: full sentences that say what is allowed.
    pub error_message: String,
}

/// A condition on a variable, written as a function of its value.
pub struct Rule<T> {
    /// From the variable's value to the condition.
    pub condition: fn(&Value<T>) -> Value<bool>,
    /// What Terraform says when it is not met.
    pub error_message: &'static str,
}

impl<T: Type> Variable<T> {
    /// A variable that must be set.
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

    /// A variable that need not be set.
    pub fn optional(description: &str, default: impl Into<Value<T>>) -> Self {
        Self { default: Some(default.into()), ..Self::required(description) }
    }

    /// The same variable, hidden by Terraform wherever it would show.
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

/// A variable once its type is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclaredVariable {
    /// What it is for.
    pub description: String,
    /// Its type as Terraform writes it.
    pub constraint: String,
    /// Its default.
    pub default: Option<Expression>,
    /// Whether Terraform hides it.
    pub sensitive: bool,
    /// Whether `null` may be given.
    pub nullable: bool,
    /// What a value must meet.
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
