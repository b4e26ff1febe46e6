//! What an operation is lowered to, before it is declared as a method.

use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition, MappingTemplate};
use crate::constructs::dynamodb::Index;

use super::declaration::{Answer, Attributes};
use super::page::Page;
use super::value::Input;

/// Everything that follows from a call.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) action: DynamoDbAction,
    pub(super) template: MappingTemplate,
    pub(super) inputs: Vec<Input>,
    /// What else a request must be, in words.
    pub(super) rule: Option<String>,
    pub(super) success: Success,
    pub(super) condition: Option<FailedCondition>,
    pub(super) index: Option<Index>,
}

/// What a success has to tell.
#[derive(Debug)]
pub(super) enum Success {
    /// A text.
    Message(&'static str),
    /// The item that stands in this member of DynamoDB's answer.
    Item { member: &'static str, attributes: Attributes },
    /// Items, and where the next page begins.
    Page { page: Page, attributes: Attributes },
}

impl Answer {
    /// The answer of a change: its item stands in `Attributes`.
    pub(super) fn into_success(self) -> Success {
        match self {
            Self::Message(text) => Success::Message(text),
            Self::Item => Success::Item { member: "Attributes", attributes: Attributes::All },
        }
    }
}
