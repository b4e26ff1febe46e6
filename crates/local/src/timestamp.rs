//! Moments as AWS writes them.

use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const MILLISECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// Now, such as `2026-01-02T03:04:05.678Z`.
pub(crate) fn now() -> String {
    OffsetDateTime::now_utc().format(MILLISECONDS).unwrap_or_default()
}
