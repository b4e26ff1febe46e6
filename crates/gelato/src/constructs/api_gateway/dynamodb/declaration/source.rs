//! Sources: where in a request a value stands.

/// Where a value stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In the body: a member's name, or names with dots between them, such as `author.name`.
    Body(&'static str),
    /// A parameter of the path.
    Path(&'static str),
    /// A parameter of the query string.
    Query(&'static str),
    /// What API Gateway knows of the request, such as `requestId`, `authorizer.claims.sub` or `authorizer.claims.custom:tenant`.
    Context(&'static str),
    /// Always the same.
    Constant(&'static str),
}
