//! Representations: what items look like to a client.

/// What items look like to a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Representation {
    /// As DynamoDB writes them, in `Item` or `Items`: `{"Item": {"title": {"S": "Emma"}}}`.
    #[default]
    DynamoDb,
    /// As JSON has them: `{"title": "Emma"}`, and pages in `items`.
    Plain,
}
