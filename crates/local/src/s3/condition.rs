//! Conditional requests: an object is read or replaced only if it is the version that the client expects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use super::contents::Object;
use super::failure::Failure;
use super::request::Request;

const HTTP_DATE: &[BorrowedFormatItem<'_>] =
    format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");

/// A date in HTTP's format.
pub(super) fn http_date(moment: OffsetDateTime) -> String {
    moment.format(HTTP_DATE).unwrap_or_default()
}

fn parsed(date: &str) -> Option<OffsetDateTime> {
    PrimitiveDateTime::parse(date, HTTP_DATE).ok().map(PrimitiveDateTime::assume_utc)
}

/// Whether an object may be read. The headers of a copy's source begin with `x-amz-copy-source-`.
pub(super) fn check_read(request: &Request, start: &str, object: &Object) -> Result<(), Failure> {
    let header = |name: &str| request.header(&format!("{start}{name}"));
    // An entity tag takes precedence over a date.
    let unmatched = if let Some(tags) = header("if-match") {
        (!names(tags, &object.etag)).then_some("If-Match")
    } else {
        let moment = header("if-unmodified-since").and_then(parsed);
        moment.filter(|moment| object.modified > *moment).map(|_| "If-Unmodified-Since")
    };
    if let Some(condition) = unmatched {
        return Err(Failure::precondition(condition));
    }
    let known = match header("if-none-match") {
        Some(tags) => names(tags, &object.etag),
        None => header("if-modified-since").and_then(parsed).is_some_and(|moment| object.modified <= moment),
    };
    match (known, start) {
        (false, _) => Ok(()),
        (true, "") => Err(Failure::not_modified()),
        (true, _) => Err(Failure::precondition("If-None-Match")),
    }
}

/// Whether an object may be replaced or deleted.
pub(super) fn check_write(request: &Request, object: Option<&Object>) -> Result<(), Failure> {
    if let Some(tags) = request.header("if-none-match") {
        if tags != "*" {
            return Err(Failure::not_implemented("If-None-Match with an entity tag"));
        }
        if object.is_some() {
            return Err(Failure::precondition("If-None-Match"));
        }
    }
    match (request.header("if-match"), object) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(Failure::no_such_key(&request.key)),
        (Some(tags), Some(object)) if names(tags, &object.etag) => Ok(()),
        (Some(_), Some(_)) => Err(Failure::precondition("If-Match")),
    }
}

/// Whether a list of entity tags, quoted or not, contains one.
fn names(tags: &str, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
    tags.split(',').any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}
