//! Names of environments.

use std::fmt;

use crate::printable;

/// An environment's name, which is also its file's and its root folder's.
/// <https://developer.hashicorp.com/terraform/language/modules#the-root-module>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvironmentName(String);

/// An invalid environment name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not an environment's name: allowed are 1 to 20 lowercase letters, digits and `-`, beginning with a letter; `bootstrap` is taken",
    printable::line(.0)
)]
pub struct InvalidEnvironmentName(pub String);

impl EnvironmentName {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::EnvironmentName;
    /// assert!(EnvironmentName::try_new("staging").is_ok());
    /// assert!(EnvironmentName::try_new("../prod").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
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
