//! Names of stages.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// A stage's name: the first segment of every path of its API.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-stages.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StageName(String);

/// An invalid stage name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a stage's name: allowed are 1 to 128 letters, digits, `_` and `-`")]
pub struct InvalidStageName(pub String);

impl StageName {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::StageName;
    /// assert!(StageName::try_new("prod").is_ok());
    /// assert!(StageName::try_new("v 1").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidStageName> {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        let fits = (1..=128).contains(&text.len()) && text.chars().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidStageName(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StageName {
    type Error = InvalidStageName;

    fn try_from(text: String) -> Result<Self, InvalidStageName> {
        Self::try_new(&text)
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for StageName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a stage's name")
    }
}
