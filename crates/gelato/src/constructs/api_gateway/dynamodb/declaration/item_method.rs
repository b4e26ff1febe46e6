//! Item methods: an operation on items, with its authorization and the representation of its answer.

use crate::constructs::api_gateway::Authorization;

use super::items::Items;
use super::operation::Operation;
use super::representation::Representation;

/// The properties of an item method.
#[derive(Debug, Clone)]
pub struct ItemMethodProps<'a> {
    /// Its operation name, such as `AddBook`: letters and digits.
    pub operation_name: &'static str,
    /// Who may call it.
    pub authorization: Authorization,
    /// The items.
    pub items: &'a Items,
    /// The operation on them.
    pub operation: Operation,
    /// The representation of items in its answer.
    pub representation: Representation,
}
