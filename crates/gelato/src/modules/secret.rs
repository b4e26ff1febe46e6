//! Secrets: values that are never in a file of the repository.

use crate::terraform::{Refusal, Type, Value, Variable};

/// Checks a value before Terraform starts. The refusal must not repeat the value, since it is printed.
pub type SecretCheck = fn(&str) -> Result<(), Refusal>;

/// A secret: a sensitive variable of the module and of each root. Its value comes from the shell (`TF_VAR_…`).
///
/// ```
/// use gelato::modules::Secret;
/// use gelato::terraform::{List, Value};
/// let numbers: Secret<List<String>> = Secret::new("Whom to call.").or(Vec::<Value<String>>::new());
/// ```
pub struct Secret<T> {
    pub(super) variable: Variable<T>,
    pub(super) default: Option<Value<T>>,
    pub(super) check: Option<SecretCheck>,
}

impl<T: Type> Secret<T> {
    /// A secret that must be set.
    pub fn new(description: impl Into<String>) -> Self {
        Self { variable: Variable::required(description).into_sensitive(), default: None, check: None }
    }

    /// The value that roots use if it is not set.
    #[must_use]
    pub fn or(self, default: impl Into<Value<T>>) -> Self {
        Self { default: Some(default.into()), ..self }
    }

    /// The same secret with a condition, which Terraform checks. The message says what is allowed.
    #[must_use]
    pub fn validated(
        self,
        condition: impl Fn(&Value<T>) -> Value<bool> + 'static,
        error_message: impl Into<String>,
    ) -> Self {
        Self { variable: self.variable.validated(condition, error_message), ..self }
    }

    /// Checks a value in the shell before Terraform starts, whose own messages name no element of a list.
    ///
    /// ```
    /// use gelato::modules::Secret;
    /// use gelato::terraform::Refusal;
    /// fn is_address(text: &str) -> Result<(), Refusal> {
    ///     if text.contains('@') { Ok(()) } else { Err(Refusal::new("this is not an address").allowing("name@domain")) }
    /// }
    /// let address: Secret<String> = Secret::new("Whom to write to.").checked_by(is_address);
    /// ```
    #[must_use]
    pub fn checked_by(self, check: SecretCheck) -> Self {
        Self { check: Some(check), ..self }
    }
}

impl<T: Type> From<&str> for Secret<T> {
    fn from(description: &str) -> Self {
        Self::new(description)
    }
}
