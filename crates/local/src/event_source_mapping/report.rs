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

/// Parses the response to a batch with these sequence numbers.
pub(super) fn read(answer: &[u8], sequence_numbers: &[&str]) -> Report {
    if answer.is_empty() {
        return Report::Done;
    }
    let Ok(answer) = serde_json::from_slice::<Value>(answer) else { return Report::Failed };
    let failures = match answer.get("batchItemFailures") {
        None | Some(Value::Null) => return Report::Done,
        Some(Value::Array(failures)) => failures,
        Some(_) => return Report::Failed,
    };
    let index = |failure: &Value| {
        let identifier = failure.get("itemIdentifier")?.as_str()?;
        sequence_numbers.iter().position(|number| *number == identifier)
    };
    let Some(indexes) = failures.iter().map(index).collect::<Option<Vec<_>>>() else { return Report::Failed };
    match indexes.into_iter().min() {
        None => Report::Done,
        Some(0) => Report::Failed,
        Some(first) => Report::DoneBefore(first),
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
