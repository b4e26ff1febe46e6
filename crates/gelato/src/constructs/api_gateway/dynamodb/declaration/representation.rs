//! Representations: how a client sees items.

/// How a client sees items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Representation {
    /// As plain JSON: `{"title": "Emma"}`, and pages in `items`.
    #[default]
    Plain,
    /// As DynamoDB writes them, in `Item` or `Items`: `{"Item": {"title": {"S": "Emma"}}}`.
    DynamoDb,
}
