//! The function's response to a batch, which may report failed items.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html>

use serde_json::Value;

/// The outcome of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    /// Every record is processed.
    Done,
    /// The records before this index are processed.
    DoneBefore(usize),
    /// No record is processed.
    Failed,
}

/// Parses the response to a batch of a stream with these sequence numbers.
pub(super) fn read(answer: &[u8], sequence_numbers: &[&str]) -> Report {
    let failed = failed_items(answer, sequence_numbers);
    match failed.iter().position(|failed| *failed) {
        None => Report::Done,
        Some(0) => Report::Failed,
        Some(first) => Report::DoneBefore(first),
    }
}

/// Which of the items with these identifiers failed. A response that AWS cannot read means all of them.
pub(super) fn failed_items(answer: &[u8], identifiers: &[&str]) -> Vec<bool> {
    if answer.is_empty() {
        return vec![false; identifiers.len()];
    }
    let failures = match serde_json::from_slice::<Value>(answer) {
        Ok(answer) => answer.get("batchItemFailures").cloned().unwrap_or_default(),
        Err(_) => Value::Bool(false),
    };
    let failures = match failures {
        Value::Null => return vec![false; identifiers.len()],
        Value::Array(failures) => failures,
        _ => return vec![true; identifiers.len()],
    };
    let identifier = |failure: &Value| failure.get("itemIdentifier")?.as_str().map(str::to_owned);
    let named: Option<Vec<String>> = failures.iter().map(identifier).collect();
    match named {
        Some(named) if named.iter().all(|name| identifiers.contains(&name.as_str())) => {
            identifiers.iter().map(|known| named.iter().any(|name| name == known)).collect()
        }
        _ => vec![true; identifiers.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses_are_parsed_as_on_aws() {
        for (answer, expected) in [
            ("", Report::Done),
            ("null", Report::Done),
            ("[]", Report::Done),
            ("{}", Report::Done),
            (r#""done""#, Report::Done),
            (r#"{"batchItemFailures":null}"#, Report::Done),
            (r#"{"batchItemFailures":[]}"#, Report::Done),
            (r#"{"batchItemFailures":[{"itemIdentifier":"8"},{"itemIdentifier":"9"}]}"#, Report::DoneBefore(1)),
            (r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"#, Report::Failed),
            (r#"{"batchItemFailures":[{"itemIdentifier":"6"}]}"#, Report::Failed),
            (r#"{"batchItemFailures":[{"itemIdentifier":8}]}"#, Report::Failed),
            (r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#, Report::Failed),
            (r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#, Report::Failed),
            (r#"{"batchItemFailures":[{"foo":"8"}]}"#, Report::Failed),
            (r#"{"batchItemFailures":"8"}"#, Report::Failed),
            ("{", Report::Failed),
        ] {
            assert_eq!(read(answer.as_bytes(), &["7", "8", "9"]), expected, "{answer}");
        }
    }
}
