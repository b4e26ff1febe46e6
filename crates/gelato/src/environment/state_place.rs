//! The bucket and the object of a state.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// Prefixes and suffixes that AWS reserves for access points, directory buckets and the like.
const RESERVED_BEGINNINGS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/// A bucket's name.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketName(String);

/// An invalid name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a bucket's name: allowed are 3 to 63 lowercase letters, digits, `-` and single `.`, beginning and \
     ending with a letter or digit; no IP address, and none of the beginnings and ends that AWS reserves, such as `xn--` \
     and `-s3alias`"
)]
pub struct InvalidBucketName(pub String);

/// The longest key in S3, in bytes.
const MOST_BYTES: usize = 1024;

/// The prefix under which Terraform keeps the states of workspaces.
const WORKSPACES: &str = "env:/";

/// A state's key in its bucket.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateKey(String);

/// An invalid name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a state's key: allowed are names separated by single `/`, 1 to {MOST_BYTES} bytes in all; a name has \
     no control characters, neither begins nor ends with a space, and is not `.` or `..`; `env:/` is Terraform's own"
)]
pub struct InvalidStateKey(pub String);

impl BucketName {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::BucketName;
    /// assert!(BucketName::try_new("gelato-state").is_ok());
    /// assert!(BucketName::try_new("Gelato_State").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidBucketName> {
        let is_address = text.parse::<std::net::Ipv4Addr>().is_ok();
        let is_reserved = RESERVED_BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
            || RESERVED_ENDS.iter().any(|end| text.ends_with(end));
        let has_length = (3..=63).contains(&text.len());
        let fits = has_length && text.split('.').all(is_label) && !is_address && !is_reserved;
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidBucketName(text.to_owned())) }
    }
}

fn is_label(label: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    label.starts_with(plain) && label.ends_with(plain) && label.chars().all(|letter| plain(letter) || letter == '-')
}

/// Consoles, SDKs and file systems treat any other segment differently, or cannot show it.
fn is_segment(segment: &str) -> bool {
    let is_trimmed = segment.trim() == segment;
    !segment.is_empty() && is_trimmed && !segment.contains(char::is_control) && !matches!(segment, "." | "..")
}

impl StateKey {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::StateKey;
    /// assert!(StateKey::try_new("shop/prod.tfstate").is_ok());
    /// assert!(StateKey::try_new("/prod.tfstate").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidStateKey> {
        let fits = text.len() <= MOST_BYTES && text.split('/').all(is_segment) && !text.starts_with(WORKSPACES);
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidStateKey(text.to_owned())) }
    }
}

impl StateKey {
    /// The key of a stack's state, beside this one: `shop/prod.tfstate` becomes `shop/prod-data.tfstate`.
    pub(crate) fn of_stack(&self, stack: &str) -> String {
        let name = self.0.rfind('/').map_or(0, |slash| slash + 1);
        let end = self.0[name..].rfind('.').filter(|dot| *dot > 0).map_or(self.0.len(), |dot| name + dot);
        format!("{}-{stack}{}", &self.0[..end], &self.0[end..])
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
