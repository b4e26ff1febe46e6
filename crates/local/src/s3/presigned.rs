//! Presigned URLs: whoever has the URL may send the request until it expires.
//!
//! As with signatures in headers, the signature itself is not checked; its parameters and its expiry are.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html>, version 2, which older tools use

use http::StatusCode;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::failure::Failure;
use super::request::Request;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const PARAMETERS: [&str; 6] =
    ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Expires"];
/// The maximum validity in seconds.
const LONGEST: i64 = 7 * 24 * 60 * 60;
/// The maximum clock skew of the signer.
const AHEAD: Duration = Duration::minutes(15);

const SIGNED: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
const SHOWN: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// Rejects a request whose presigned URL is invalid or expired. A URL without any of the parameters is not presigned.
pub(super) fn check(request: &Request, now: OffsetDateTime) -> Result<(), Failure> {
    let found = PARAMETERS.iter().filter(|name| request.has(name)).count();
    if found == 0 {
        return check_second(request, now);
    }
    if found < PARAMETERS.len() {
        return Err(malformed(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, \
             X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
        ));
    }
    if request.parameter("X-Amz-Algorithm") != Some(ALGORITHM) {
        return Err(malformed(format!("X-Amz-Algorithm only supports \"{ALGORITHM}\"")));
    }
    let (signed, seconds) = (signed_at(request)?, seconds(request)?);
    if signed > now + AHEAD {
        return Err(denied("Request is not yet valid"));
    }
    let end = signed + Duration::seconds(seconds);
    if end < now { Err(expired(end, now).with("X-Amz-Expires", seconds.to_string())) } else { Ok(()) }
}

/// In version 2, the URL contains the expiry in seconds since 1970.
fn check_second(request: &Request, now: OffsetDateTime) -> Result<(), Failure> {
    let is_signed = request.has("AWSAccessKeyId") && request.has("Signature");
    let Some(expires) = request.parameter("Expires").filter(|_| is_signed) else { return Ok(()) };
    let end = expires.parse().ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    match end {
        None => Err(denied(format!("Invalid date (should be seconds since epoch): {expires}"))),
        Some(end) if end < now => Err(expired(end, now)),
        Some(_) => Ok(()),
    }
}

fn signed_at(request: &Request) -> Result<OffsetDateTime, Failure> {
    let date = request.parameter("X-Amz-Date").unwrap_or_default();
    let wrong = |_| malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
    Ok(PrimitiveDateTime::parse(date, SIGNED).map_err(wrong)?.assume_utc())
}

fn seconds(request: &Request) -> Result<i64, Failure> {
    match request.parameter("X-Amz-Expires").unwrap_or_default().parse::<i64>() {
        Err(_) => Err(malformed("X-Amz-Expires should be a number")),
        Ok(seconds) if seconds < 0 => Err(malformed("X-Amz-Expires must be non-negative")),
        Ok(seconds) if seconds > LONGEST => Err(malformed(format!(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             {LONGEST} seconds"
        ))),
        Ok(seconds) => Ok(seconds),
    }
}

fn malformed(message: impl Into<String>) -> Failure {
    Failure::bad_request("AuthorizationQueryParametersError", message)
}

fn denied(message: impl Into<String>) -> Failure {
    Failure::new(StatusCode::FORBIDDEN, "AccessDenied", message)
}

fn expired(end: OffsetDateTime, now: OffsetDateTime) -> Failure {
    let shown = |moment: OffsetDateTime| moment.format(SHOWN).unwrap_or_default();
    denied("Request has expired").with("Expires", shown(end)).with("ServerTime", shown(now))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, Method};

    use super::*;
    use crate::service::Call;

    /// The outcome of a URL signed at the first second of 2026, a number of seconds later.
    fn after(seconds: i64, query: &str) -> Result<(), Failure> {
        let (path, query) = ("/failures/a".to_owned(), Some(query.to_owned()));
        let (method, headers, body) = (Method::GET, HeaderMap::new(), Bytes::new());
        let request = Request::of(Call { action: None, method, path, query, headers, body }, &[])?;
        let start = OffsetDateTime::from_unix_timestamp(1_767_225_600).unwrap();
        check(&request, start + Duration::seconds(seconds))
    }

    fn signed(expires: &str) -> String {
        format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k%2F20260101%2Fus-east-1%2Fs3%2Faws4_request\
             &X-Amz-Date=20260101T000000Z&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=0"
        )
    }

    #[track_caller]
    fn refused(seconds: i64, query: &str, wanted: &str) {
        let failure = format!("{:?}", after(seconds, query).err());
        assert!(failure.contains(wanted), "{query}: {failure}");
    }

    #[test]
    fn a_url_is_valid_until_it_expires() {
        assert_eq!(after(0, "list-type=2"), Ok(()));
        for seconds in [-900, 0, 60] {
            assert_eq!(after(seconds, &signed("60")), Ok(()), "{seconds}");
        }
        refused(61, &signed("60"), "Request has expired");
        refused(61, &signed("60"), "2026-01-01T00:01:00Z");
        refused(-901, &signed("60"), "Request is not yet valid");
    }

    #[test]
    fn a_url_of_version_2_contains_its_expiry() {
        let signed = |end: &str| format!("AWSAccessKeyId=k&Signature=s&Expires={end}");
        assert_eq!(after(0, &signed("1767225600")), Ok(()));
        refused(1, &signed("1767225600"), "Request has expired");
        refused(0, &signed("soon"), "should be seconds since epoch");
        assert_eq!(after(0, "Expires=1"), Ok(()));
    }

    #[test]
    fn a_url_with_invalid_parameters_is_rejected() {
        for (expires, wanted) in [("a", "a number"), ("-1", "non-negative"), ("604801", "604800 seconds")] {
            refused(0, &signed(expires), wanted);
        }
        assert_eq!(after(0, &signed("604800")), Ok(()));
        refused(0, &signed("60").replace("20260101T", "2026-01-01T"), "X-Amz-Date must be");
        refused(0, &signed("60").replace("HMAC", "NONE"), "X-Amz-Algorithm only supports");
        refused(0, "X-Amz-Signature=0", "requires the X-Amz-Algorithm");
    }
}
