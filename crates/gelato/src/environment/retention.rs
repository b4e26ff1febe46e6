//! How long logs are kept.

use serde::{Deserialize, Deserializer};

use super::literal;

/// For how many days a log group keeps an event: one of the numbers that CloudWatch accepts.
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionDays(u32);

/// The numbers that CloudWatch accepts.
const ALLOWED: [u32; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// A number of days that CloudWatch does not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("logs cannot be kept for {0} days; allowed are: {ALLOWED:?}")]
pub struct InvalidRetention(pub i64);

impl RetentionDays {
    /// Checks a number of days.
    ///
    /// # Errors
    /// When CloudWatch does not accept it. The error lists the allowed numbers.
    pub fn try_new(days: i64) -> Result<Self, InvalidRetention> {
        let allowed = ALLOWED.into_iter().find(|allowed| i64::from(*allowed) == days);
        allowed.map(Self).ok_or(InvalidRetention(days))
    }

    /// The number of days.
    pub fn days(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for RetentionDays {
    type Error = InvalidRetention;

    fn try_from(days: i64) -> Result<Self, InvalidRetention> {
        Self::try_new(days)
    }
}

impl<'de> Deserialize<'de> for RetentionDays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::number(deserializer, format!("one of {ALLOWED:?}"))
    }
}
