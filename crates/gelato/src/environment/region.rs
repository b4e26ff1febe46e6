//! Regions.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::literal;
use crate::terraform::closest;

/// An AWS region's code, such as `eu-central-1`.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html>
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region(String);

/// An invalid region.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a region{hint}; allowed are: {allowed}", text = .0, hint = suggestion(.0), allowed = REGIONS.join(", "))]
pub struct InvalidRegion(pub String);

/// The regions of the partitions `aws`, `aws-cn` and `aws-us-gov`.
const REGIONS: [&str; 38] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

fn suggestion(text: &str) -> String {
    closest(text, REGIONS).map_or_else(String::new, |meant| format!(" (did you mean `{meant}`?)"))
}

impl Region {
    /// Checks the text.
    ///
    /// ```
    /// use gelato::environment::Region;
    /// assert!(Region::try_new("ap-southeast-2").is_ok());
    /// assert!(Region::try_new("eu-wst-1").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not valid. The error says what is allowed.
    pub fn try_new(text: &str) -> Result<Self, InvalidRegion> {
        if REGIONS.contains(&text) { Ok(Self(text.to_owned())) } else { Err(InvalidRegion(text.to_owned())) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Region {
    type Error = InvalidRegion;

    fn try_from(text: String) -> Result<Self, InvalidRegion> {
        Self::try_new(&text)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        literal::text(deserializer, "a region")
    }
}
