//! Tags: the keys and values that AWS allows.
//! <https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html>

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// The tags of every resource.
pub type Tags = BTreeMap<TagKey, TagValue>;

/// A tag's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TagKey(String);

/// A tag's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagValue(String);

/// An invalid tag key or value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTag {
    /// An invalid key.
    #[error(
        "`{0}` is not a tag's key: allowed are 1 to 128 letters, digits, spaces and `_.:/=+-@`, and not `aws:` at the \
         beginning"
    )]
    Key(String),
    /// An invalid value.
    #[error("`{0}` is not a tag's value: allowed are up to 256 letters, digits, spaces and `_.:/=+-@`")]
    Value(String),
}

impl TagKey {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::TagKey;
    /// assert!(TagKey::try_new("cost-centre").is_ok());
    /// assert!(TagKey::try_new("aws:cost-centre").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidTag> {
        let length = text.chars().count();
        let fits = (1..=128).contains(&length) && is_plain(text) && !text.to_lowercase().starts_with("aws:");
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidTag::Key(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TagValue {
    /// Checks the text.
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidTag> {
        let fits = text.chars().count() <= 256 && is_plain(text);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidTag::Value(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|letter| letter.is_alphanumeric() || " _.:/=+-@".contains(letter))
}

impl TryFrom<String> for TagKey {
    type Error = InvalidTag;

    fn try_from(text: String) -> Result<Self, InvalidTag> {
        Self::try_new(&text)
    }
}

impl TryFrom<String> for TagValue {
    type Error = InvalidTag;

    fn try_from(text: String) -> Result<Self, InvalidTag> {
        Self::try_new(&text)
    }
}

impl fmt::Display for TagKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TagKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a tag's key")
    }
}

impl<'de> Deserialize<'de> for TagValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a tag's value")
    }
}
