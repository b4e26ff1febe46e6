//! Sources: where a value comes from.

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A member of the body: its name, or a path with dots such as `author.name`.
    Body(&'static str),
    /// A path parameter.
    Path(&'static str),
    /// A query parameter.
    Query(&'static str),
    /// A variable of `$context`, such as `requestId`, `authorizer.claims.sub` or `authorizer.claims.custom:tenant`.
    Context(&'static str),
    /// A constant.
    Constant(&'static str),
}
