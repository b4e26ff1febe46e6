//! Placeholders in an integration's address: `integration.request.path.name` fills `{name}`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html>

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::gateway::failure::Failure;

/// The characters that a path cannot hold unencoded.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Fills in the placeholders of an address. One without a value is an error, as on AWS, because a URI cannot hold a brace.
pub(super) fn fill(address: &str, values: &[(String, String)]) -> Result<String, Failure> {
    let mut filled = String::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}').and_then(|(name, after)| Some((value(values, name)?, after)));
        let Some((value, after)) = named else { return Err(unfilled(filled.len(), &(filled + "{" + after))) };
        filled.extend(utf8_percent_encode(value, ENCODED));
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn value<'v>(values: &'v [(String, String)], name: &str) -> Option<&'v str> {
    values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn unfilled(index: usize, address: &str) -> Failure {
    let log = format!("Illegal character in path at index {index}: {address}");
    Failure { is_worth_a_warning: true, ..Failure::configuration(log) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(address: &str) -> Option<String> {
        let value = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        fill(address, &[value("id", "a%20b/c"), value("text", "x {id}?#"), value("id2", "7")]).ok()
    }

    #[test]
    fn every_placeholder_is_filled_once() {
        assert_eq!(filled("http://h/{id}/{id2}?a={id2}").as_deref(), Some("http://h/a%20b/c/7?a=7"));
        assert_eq!(filled("/{text}").as_deref(), Some("/x%20%7Bid%7D%3F%23"));
        assert_eq!(filled("/plain").as_deref(), Some("/plain"));
        assert_eq!([filled("/{other}"), filled("/{id+}"), filled("/{id")], [None, None, None]);
    }

    #[test]
    fn an_unfilled_placeholder_is_named_as_aws_does() {
        let failure = fill("http://h/{id}/x", &[]).unwrap_err();
        let log = "Execution failed due to configuration error: Illegal character in path at index 9: http://h/{id}/x";
        assert_eq!(failure.log.as_deref(), Some(log));
    }
}
