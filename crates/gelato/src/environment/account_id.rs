//! Account ids.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;

/// An AWS account's id: 12 digits.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountId(String);

/// An invalid account id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an account id: allowed are 12 digits, such as 111122223333")]
pub struct InvalidAccountId(pub String);

impl AccountId {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::AccountId;
    /// assert!(AccountId::try_new("111122223333").is_ok());
    /// assert!(AccountId::try_new("1111-2222-3333").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidAccountId> {
        let fits = text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit());
        if fits { Ok(Self(text.to_owned())) } else { Err(InvalidAccountId(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;

    fn try_from(text: String) -> Result<Self, InvalidAccountId> {
        Self::try_new(&text)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AccountId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "an account id")
    }
}
