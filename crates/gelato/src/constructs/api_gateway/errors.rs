//! DynamoDB's errors, as responses to the client.
//!
//! DynamoDB names the error in the body's `__type`. Its status alone does not distinguish a failed condition from a
//! throttled request or a missing permission.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use crate::terraform::Value;

use super::mapping_template::{InvalidTemplate, MappingTemplate};
use super::model::Model;
use super::response::{Response, Selection, StatusPattern};
use super::vtl;

const TEMPLATE: &str = include_str!("templates/error.vtl");

/// The message for errors that the client did not cause.
const INTERNAL_MESSAGE: &str = "Internal server error";

/// The body of the default response.
const INTERNAL: &str = r#"{"state":"error","message":"Internal server error"}"#;

/// The response to a failed condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedCondition {
    /// The status, such as 409.
    pub status: u16,
    /// The message.
    pub message: &'static str,
}

impl FailedCondition {
    /// The item to create already exists.
    pub const CONFLICT: Self = Self { status: 409, message: "Already exists" };
    /// The item to change does not exist.
    pub const MISSING: Self = Self { status: 404, message: "Not found" };
}

/// The error responses of a method that uses DynamoDB: for a failed condition, if there is a condition, and for a
/// request that DynamoDB refuses as invalid.
///
/// # Errors
/// Never for the conditions of this crate; the template is checked like any other template.
pub fn error_responses(
    condition: Option<FailedCondition>,
    bad_request: &str,
    model: &Model,
) -> Result<Vec<Response>, InvalidTemplate> {
    // Without a condition, this response never occurs.
    let failed = condition.unwrap_or(FailedCondition { status: 500, message: INTERNAL_MESSAGE });
    let places = [
        ("condition_status", failed.status.to_string().into()),
        ("condition_message", message(failed.message)),
        ("bad_request_message", message(bad_request)),
    ];
    let template = MappingTemplate::fill("error.vtl", TEMPLATE, &places)?;
    let answer = |status, from| Response { status, from, model: Some(model.clone()) };
    let mut answers = vec![
        answer(400, Selection::Status(StatusPattern::ClientErrors, template)),
        answer(429, Selection::Override),
        answer(500, Selection::Otherwise(MappingTemplate::literal(INTERNAL))),
    ];
    answers.extend(condition.map(|condition| answer(condition.status, Selection::Override)));
    Ok(answers)
}

/// A message for the template: a VTL string with the inside of a JSON string.
fn message(text: &str) -> Value<String> {
    let json = vtl::constant(text);
    json[1..json.len() - 1].replace('\'', "''").into()
}
