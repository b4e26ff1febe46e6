//! Origins of calls from browsers.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// An origin, or `*` for all: scheme, host and, unless it is the default, port.
/// <https://developer.mozilla.org/docs/Glossary/Origin>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(String);

/// An invalid origin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not an origin: allowed are `*`, or `https://`, a host and optionally a port, without a path, such as \
     `https://example.com`; `http://` is only for `localhost`"
)]
pub struct InvalidOrigin(pub String);

impl Origin {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::Origin;
    /// assert!(Origin::try_new("https://example.com").is_ok());
    /// assert!(Origin::try_new("https://example.com/menu").is_err());
    /// assert!(Origin::try_new("http://localhost:5173").is_ok());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidOrigin> {
        let secure = text.strip_prefix("https://").is_some_and(|host| is_host(host, "443"));
        let local = text.strip_prefix("http://").is_some_and(|host| is_host(host, "80") && is_this_machine(host));
        let fits = text == "*" || secure || local;
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidOrigin(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether browsers send the host in this form: lowercase, and without the scheme's default port.
fn is_host(text: &str, usual_port: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port)));
    let fits = |port: &str| port != usual_port && !port.starts_with('0') && port.parse::<u16>().is_ok();
    name.split('.').all(is_label) && port.is_none_or(fits)
}

fn is_label(label: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    label.starts_with(plain) && label.ends_with(plain) && label.chars().all(|letter| plain(letter) || letter == '-')
}

fn is_this_machine(host: &str) -> bool {
    matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"))
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

impl<'de> Deserialize<'de> for Origin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "an origin")
    }
}
