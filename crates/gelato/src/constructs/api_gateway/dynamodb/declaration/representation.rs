//! Representations: how a client sees items.

/// How a client sees items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Representation {
    /// As DynamoDB writes them, in `Item` or `Items`: `{"Item": {"title": {"S": "Emma"}}}`.
    #[default]
    DynamoDb,
    /// As plain JSON: `{"title": "Emma"}`, and pages in `items`.
    Plain,
}
