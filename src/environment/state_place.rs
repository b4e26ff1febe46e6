//! The bucket and the object that hold a state.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// A bucket's name.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketName(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a bucket's name: allowed are 3 to 63 lower-case letters, digits, `-` and single `.`, beginning and \
     ending with a letter or digit, and no IP address"
)]
pub struct InvalidBucketName(pub String);

/// A state's key in its bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateKey(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a state's key: allowed are 1 to 1024 bytes that neither begin nor end with `/`")]
pub struct InvalidStateKey(pub String);

impl BucketName {
    /// Takes the text.
    ///
    /// ```
    /// use gelato::environment::BucketName;
    /// assert!(BucketName::try_new("gelato-state").is_ok());
    /// assert!(BucketName::try_new("Gelato_State").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is not one; the error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidBucketName> {
        let is_address = text.parse::<std::net::Ipv4Addr>().is_ok();
        let fits = (3..=63).contains(&text.len()) && text.split('.').all(is_label) && !is_address;
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidBucketName(text.to_owned())) }
    }
}

fn is_label(label: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    label.starts_with(plain) && label.ends_with(plain) && label.chars().all(|letter| plain(letter) || letter == '-')
}

impl StateKey {
    /// Takes the text.
    ///
    /// ```
    /// use gelato::environment::StateKey;
    /// assert!(StateKey::try_new("shop/prod.tfstate").is_ok());
    /// assert!(StateKey::try_new("/prod.tfstate").is_err());
    /// ```
    ///
    /// # Errors
    /// When it is not one; the error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidStateKey> {
        let fits = (1..=1024).contains(&text.len()) && !text.starts_with('/') && !text.ends_with('/');
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidStateKey(text.to_owned())) }
    }
}

impl TryFrom<String> for BucketName {
    type Error = InvalidBucketName;

    fn try_from(text: String) -> Result<Self, InvalidBucketName> {
        Self::try_new(&text)
    }
}

impl TryFrom<String> for StateKey {
    type Error = InvalidStateKey;

    fn try_from(text: String) -> Result<Self, InvalidStateKey> {
        Self::try_new(&text)
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for StateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for BucketName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a bucket's name")
    }
}

impl<'de> Deserialize<'de> for StateKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a state's key")
    }
}
