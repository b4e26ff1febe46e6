//! Origins of browsers' calls.

use std::fmt;

use serde::Deserialize;

/// An origin, or `*` for all: scheme, host and, where it is not the usual one, port.
/// <https://developer.mozilla.org/docs/Glossary/Origin>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an origin: allowed are `*`, or `https://` or `http://`, a host and perhaps a port, such as `https://example.com`, without a path"
)]
pub struct InvalidOrigin(pub String);

impl Origin {
    /// Takes the text.
    ///
    /// ```
    /// use gelato::environment::Origin;
    /// assert!(Origin::try_new("https://example.com").is_ok());
    /// assert!(Origin::try_new("https://example.com/menu").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is not one; the error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidOrigin> {
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let fits = text == "*" || host.is_some_and(is_host);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidOrigin(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '.' || letter == '-';
    !name.is_empty() && name.chars().all(allowed) && port.parse::<u16>().is_ok()
}

impl TryFrom<String> for Origin {
    type Error = InvalidOrigin;

    fn try_from(text: String) -> Result<Self, InvalidOrigin> {
        Self::try_new(&text)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
