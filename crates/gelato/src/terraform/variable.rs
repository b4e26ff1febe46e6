//! Input variables: typed, described, validated and, if they must not be shown, sensitive.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables>

use super::condition::Condition;
use super::expression::Expression;
use super::json::Json;
use super::value::{Type, Value};

/// An input variable of a module or root, of Terraform type `T`.
///
/// ```
/// use gelato::terraform::{Number, Variable};
/// let days: Variable<Number> = Variable::optional("For how many days.", 30)
///     .validated(|days| days.is_between(1, 365), "An item is kept for 1 to 365 days.");
/// ```
pub struct Variable<T> {
    /// Its description: a sentence for the person who sets it.
    pub description: String,
    /// Its default. Without one it must be set.
    pub default: Option<Value<T>>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    constraint: Option<String>,
    rules: Vec<Rule<T>>,
}

/// A condition on a variable, written as a function of its value.
struct Rule<T> {
    holds: Holds<T>,
    error_message: String,
}

type Holds<T> = Box<dyn Fn(&Value<T>) -> Value<bool>>;

impl<T: Type> Variable<T> {
    /// A required variable.
    pub fn required(description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            default: None,
            sensitive: false,
            nullable: false,
            constraint: None,
            rules: Vec::new(),
        }
    }

    /// A variable with a default.
    pub fn optional(description: impl Into<String>, default: impl Into<Value<T>>) -> Self {
        Self { default: Some(default.into()), ..Self::required(description) }
    }

    /// The same variable, marked as sensitive.
    #[must_use]
    pub fn into_sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    /// The same variable, which may be `null`.
    #[must_use]
    pub fn into_nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    /// The same variable with a narrower type constraint than the Rust type's, as Terraform writes it, such as
    /// `object({ name = string })`.
    /// <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>
    #[must_use]
    pub fn constrained(self, constraint: impl Into<String>) -> Self {
        Self { constraint: Some(constraint.into()), ..self }
    }

    /// The same variable with another condition. The message consists of full sentences that say what is allowed.
    #[must_use]
    pub fn validated(
        mut self,
        condition: impl Fn(&Value<T>) -> Value<bool> + 'static,
        error_message: impl Into<String>,
    ) -> Self {
        self.rules.push(Rule { holds: Box::new(condition), error_message: error_message.into() });
        self
    }

    /// The declaration of the variable under an address, to which the conditions refer.
    pub(super) fn declare(self, value: &Value<T>) -> DeclaredVariable {
        let validation = |rule: Rule<T>| Condition::new((rule.holds)(value), rule.error_message);
        DeclaredVariable {
            description: self.description,
            constraint: self.constraint.unwrap_or_else(T::constraint),
            default: self.default.map(Expression::from),
            sensitive: self.sensitive,
            nullable: self.nullable,
            validations: self.rules.into_iter().map(validation).collect(),
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
    pub validations: Vec<Condition>,
}

impl DeclaredVariable {
    /// A required variable of a type that is only known as text.
    pub(crate) fn required(description: String, constraint: &str, sensitive: bool) -> Self {
        let (constraint, validations) = (constraint.to_owned(), Vec::new());
        Self { description, constraint, default: None, sensitive, nullable: false, validations }
    }

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
            entries.push(("validation", Condition::all_to_json(&self.validations)));
        }
        Json::object(entries)
    }
}
