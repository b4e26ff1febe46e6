//! Prefixes and suffixes of names.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// A prefix or suffix of the names of an environment's resources, so that two instances do not collide.
///
/// It has only characters that every AWS service allows in names, and is short, because a role's name has at most 64
/// characters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Affix(String);

/// An invalid prefix or suffix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot be part of a name: allowed are up to 20 lowercase letters, digits and `-`")]
pub struct InvalidAffix(pub String);

impl Affix {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::Affix;
    /// assert!(Affix::try_new("dev-").is_ok());
    /// assert!(Affix::try_new("Dev_").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidAffix> {
        let allowed = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let fits = text.len() <= 20 && text.chars().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidAffix(text.to_owned())) }
    }
}

impl TryFrom<String> for Affix {
    type Error = InvalidAffix;

    fn try_from(text: String) -> Result<Self, InvalidAffix> {
        Self::try_new(&text)
    }
}

impl fmt::Display for Affix {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Affix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a part of a name")
    }
}
