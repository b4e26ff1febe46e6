//! Item methods: an operation on items, with who may call it and what its answer looks like.

use crate::constructs::api_gateway::Authorization;

use super::items::Items;
use super::operation::Operation;
use super::representation::Representation;

/// What an item method is made of.
#[derive(Debug, Clone)]
pub struct ItemMethodProps<'a> {
    /// Its name in a client's code, such as `AddBook`: letters and digits.
    pub operation_name: &'static str,
    /// Who may call it.
    pub authorization: Authorization,
    /// The items.
    pub items: &'a Items,
    /// What it does to them.
    pub operation: Operation,
    /// What items look like in its answer.
    pub representation: Representation,
}
