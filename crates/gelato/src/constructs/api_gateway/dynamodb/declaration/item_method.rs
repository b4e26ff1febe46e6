//! Item methods: an operation on items, with its authorization and the representation of its answer.

use std::rc::Rc;

use crate::constructs::api_gateway::Authorization;

use super::items::Items;
use super::operation::Operation;
use super::representation::Representation;

/// A method on the items of a table, whose operation is of type `O`.
///
/// [`Item`](super::super::Item) makes one. Each operation has its own refinements; these are for all of them.
#[derive(Debug, Clone)]
pub struct ItemMethod<O> {
    pub(in super::super) items: Rc<Items>,
    pub(in super::super) operation: O,
    pub(in super::super) representation: Representation,
    pub(in super::super) authorization: Authorization,
    pub(in super::super) name: Option<String>,
    pub(in super::super) operation_name: Option<String>,
}

impl<O> ItemMethod<O> {
    pub(in super::super) fn new(items: &Rc<Items>, operation: O) -> Self {
        Self {
            items: Rc::clone(items),
            operation,
            representation: Representation::default(),
            authorization: Authorization::default(),
            name: None,
            operation_name: None,
        }
    }

    /// Gives it a logical name in snake case, such as `add_book`. For clients, the operation is then called `AddBook`.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// Gives it another name for clients, such as `AddBook`, than its logical name.
    #[must_use]
    pub fn called(self, operation_name: impl Into<String>) -> Self {
        Self { operation_name: Some(operation_name.into()), ..self }
    }

    /// Who may call it, if not those whom the environment names.
    #[must_use]
    pub fn authorized(self, authorization: impl Into<Authorization>) -> Self {
        Self { authorization: authorization.into(), ..self }
    }

    /// Answers with items as DynamoDB writes them, instead of plain JSON.
    #[must_use]
    pub fn as_stored(self) -> Self {
        Self { representation: Representation::DynamoDb, ..self }
    }

    /// The same method with another operation.
    pub(in super::super) fn with(mut self, change: impl FnOnce(&mut O)) -> Self {
        change(&mut self.operation);
        self
    }

    /// The same method, whatever its operation.
    pub(in super::super) fn erased(self) -> ItemMethod<Operation>
    where
        O: Into<Operation>,
    {
        let Self { items, operation, representation, authorization, name, operation_name } = self;
        ItemMethod { items, operation: operation.into(), representation, authorization, name, operation_name }
    }
}
