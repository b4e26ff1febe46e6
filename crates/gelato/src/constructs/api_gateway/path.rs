//! Path parts: the segments of a resource's path.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html>

use std::fmt;

use crate::terraform::Refusal;

/// A path part: a literal, a parameter `{name}`, or a greedy parameter `{name+}`.
///
/// ```
/// use gelato::constructs::api_gateway::PathPart;
/// assert_eq!(PathPart::try_new("{isbn}")?.parameter(), Some("isbn"));
/// assert!(PathPart::try_new("a/b").is_err());
/// # Ok::<(), gelato::constructs::api_gateway::InvalidPathPart>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPart(String);

/// What a path part is made of.
const ALLOWED: &str = "letters, digits, `.`, `_`, `-` and `:`; for a parameter, `{name}` or `{name+}`";

/// An invalid path part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a path part; allowed: {ALLOWED}")]
pub struct InvalidPathPart(pub String);

impl From<InvalidPathPart> for Refusal {
    fn from(InvalidPathPart(part): InvalidPathPart) -> Self {
        Self::new(format!("`{part}` is not a path part")).allowing(ALLOWED)
    }
}

impl PathPart {
    /// Checks a path part.
    ///
    /// ```
    /// use gelato::constructs::api_gateway::PathPart;
    /// assert_eq!(PathPart::try_new("{book}")?.parameter(), Some("book"));
    /// assert!(PathPart::try_new("a/b").is_err());
    /// # Ok::<(), gelato::constructs::api_gateway::InvalidPathPart>(())
    /// ```
    ///
    /// # Errors
    /// When it is empty or contains a character that is not allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidPathPart> {
        let part = Self(text.to_owned());
        let name = part.parameter().unwrap_or(text);
        let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || ".-_:".contains(letter);
        if !name.is_empty() && name.chars().all(is_allowed) { Ok(part) } else { Err(InvalidPathPart(text.to_owned())) }
    }

    /// The parameter's name, if the part is a parameter.
    pub fn parameter(&self) -> Option<&str> {
        let inside = self.0.strip_prefix('{')?.strip_suffix('}')?;
        Some(inside.strip_suffix('+').unwrap_or(inside))
    }
}

impl fmt::Display for PathPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
