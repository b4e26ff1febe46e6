//! Timestamps in AWS's format.

use std::fmt;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Now, such as `2026-01-02T03:04:05.678Z`.
pub(crate) fn now() -> String {
    Moment::now().to_string()
}

/// A timestamp that is formatted when it is read: most log lines never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(OffsetDateTime);

impl Moment {
    /// The current time.
    pub fn now() -> Self {
        Self(OffsetDateTime::now_utc())
    }
}

impl From<OffsetDateTime> for Moment {
    fn from(moment: OffsetDateTime) -> Self {
        Self(moment)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.format(MILLISECONDS).unwrap_or_default())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
