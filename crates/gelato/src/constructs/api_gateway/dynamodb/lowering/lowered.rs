//! A lowered operation, before it is declared as a method.

use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition, MappingTemplate};

use super::declaration::{Answer, Attributes};
use super::page::Page;
use super::value::Input;

/// A lowered operation.
#[derive(Debug)]
pub(super) struct Lowered {
    pub(super) action: DynamoDbAction,
    pub(super) template: MappingTemplate,
    pub(super) inputs: Vec<Input>,
    /// A rule that spans several inputs, in words.
    pub(super) rule: Option<String>,
    pub(super) success: Success,
    pub(super) condition: Option<FailedCondition>,
    /// The name of the index that is read.
    pub(super) index: Option<String>,
}

/// The content of a success response.
#[derive(Debug)]
pub(super) enum Success {
    /// A message.
    Message(String),
    /// The item in this member of DynamoDB's answer.
    Item { member: &'static str, attributes: Attributes },
    /// A page of items, and the token of the next page.
    Page { page: Page, attributes: Attributes },
}

impl Answer {
    /// The success response of a change: DynamoDB returns the item in `Attributes`.
    pub(super) fn into_success(self) -> Success {
        match self {
            Self::Message(text) => Success::Message(text),
            Self::Item => Success::Item { member: "Attributes", attributes: Attributes::All },
        }
    }
}
