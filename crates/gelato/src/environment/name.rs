//! Names of environments.

use std::fmt;

use crate::printable;

/// An environment's name: that of its file and of its root's folder.
/// <https://developer.hashicorp.com/terraform/language/modules#the-root-module>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvironmentName(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not an environment's name: allowed are 1 to 20 lower-case letters, digits and `-`, beginning with a letter; `bootstrap` is taken",
    printable::line(.0)
)]
pub struct InvalidEnvironmentName(pub String);

impl EnvironmentName {
    /// Takes the text.
    ///
    /// ```
    /// use gelato::environment::EnvironmentName;
    /// assert!(EnvironmentName::try_new("staging").is_ok());
    /// assert!(EnvironmentName::try_new("../prod").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is not one; the error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidEnvironmentName> {
        let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let starts_well = text.starts_with(|letter: char| letter.is_ascii_lowercase());
        let fits = starts_well && text.len() <= 20 && text.chars().all(allowed) && text != "bootstrap";
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidEnvironmentName(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnvironmentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
