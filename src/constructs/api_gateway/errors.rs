//! The errors of DynamoDB, as the answers that a client gets.
//!
//! DynamoDB says which error it is in the body's `__type`; its status alone does not tell a refused condition from
//! a throttled request or a missing permission.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use super::mapping_template::{InvalidTemplate, MappingTemplate};
use super::model::Model;
use super::response::{Response, Selection, StatusPattern};

const TEMPLATE: &str = include_str!("templates/error.vtl");

/// The answer of last resort.
const INTERNAL: &str = r#"{"state":"error","message":"Internal server error"}"#;

/// What a failed condition means to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedCondition {
    /// The status, such as 409.
    pub status: u16,
    /// The message: letters, digits and blanks.
    pub message: &'static str,
}

impl FailedCondition {
    /// What was to be made is there already.
    pub const CONFLICT: Self = Self { status: 409, message: "Already exists" };
    /// What was to be changed is not there.
    pub const MISSING: Self = Self { status: 404, message: "Not found" };
}

/// The error answers of a method that uses DynamoDB.
///
/// # Errors
/// Never for the conditions of this crate; the template is checked like any other.
pub fn error_responses(condition: FailedCondition, model: &Model) -> Result<Vec<Response>, InvalidTemplate> {
    let places =
        [("condition_status", condition.status.to_string().into()), ("condition_message", condition.message.into())];
    let template = MappingTemplate::fill("error.vtl", TEMPLATE, &places)?;
    let answer = |status, from| Response { status, from, model: Some(model.clone()) };
    Ok(vec![
        answer(400, Selection::Status(StatusPattern::ClientErrors, template)),
        answer(condition.status, Selection::Override),
        answer(429, Selection::Override),
        answer(500, Selection::Otherwise(MappingTemplate::literal(INTERNAL))),
    ])
}
