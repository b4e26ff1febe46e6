//! Names of HTTP headers.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// The name of a header that a browser may send.
/// <https://datatracker.ietf.org/doc/html/rfc9110#name-field-names>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderName(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a header's name: allowed are letters, digits and `-`, such as `X-Request-Id`")]
pub struct InvalidHeaderName(pub String);

impl HeaderName {
    /// Takes the text.
    ///
    /// ```
    /// use gelato::environment::HeaderName;
    /// assert!(HeaderName::try_new("X-Request-Id").is_ok());
    /// assert!(HeaderName::try_new("X Request").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is not one; the error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidHeaderName> {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        let fits = !text.is_empty() && text.chars().all(allowed);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidHeaderName(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HeaderName {
    type Error = InvalidHeaderName;

    fn try_from(text: String) -> Result<Self, InvalidHeaderName> {
        Self::try_new(&text)
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for HeaderName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a header's name")
    }
}
