//! Range requests: a part of an object.
//!
//! <https://www.rfc-editor.org/rfc/rfc9110.html#name-range>

use std::ops::Range;

use super::failure::Failure;

/// The range in a `Range` header. `None` if the header has several ranges or is not understood; then the whole object
/// is returned.
pub(super) fn of(header: &str, size: usize) -> Result<Option<Range<usize>>, Failure> {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let range = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Some(first), None) if last.trim().is_empty() => first..size,
        (None, Some(last)) if first.trim().is_empty() => size.saturating_sub(last)..size,
        _ => return Ok(None),
    };
    if range.is_empty() {
        let message = "The requested range is not satisfiable";
        let failure = Failure::new(http::StatusCode::RANGE_NOT_SATISFIABLE, "InvalidRange", message);
        return Err(failure.with("RangeRequested", header).with("ActualObjectSize", size.to_string()));
    }
    Ok(Some(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_parsed_as_in_http() {
        for (header, wanted) in [
            ("bytes=0-3", Some(0..4)),
            ("bytes=2-", Some(2..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=-30", Some(0..10)),
            ("bytes=5-500", Some(5..10)),
            ("bytes=0-1,4-5", None),
            ("bytes=3-1", None),
            ("lines=1-2", None),
            ("bytes=", None),
        ] {
            assert_eq!(of(header, 10), Ok(wanted), "{header}");
        }
        for header in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
            assert!(of(header, 10).is_err(), "{header}");
        }
        assert!(of("bytes=0-", 0).is_err());
    }
}
