//! Sources: where a value comes from.

/// Where a value comes from.
///
/// ```
/// use gelato::constructs::api_gateway::dynamodb::Source;
/// assert_eq!(Source::query("from"), Source::Query("from".into()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A member of the body: its name, or a path with dots such as `author.name`.
    Body(String),
    /// A path parameter.
    Path(String),
    /// A query parameter.
    Query(String),
    /// A variable of `$context`, such as `requestId`, `authorizer.claims.sub` or `authorizer.claims.custom:tenant`.
    Context(String),
    /// A constant.
    Constant(String),
}

impl Source {
    /// A member of the body: its name, or a path with dots.
    pub fn body(member: impl Into<String>) -> Self {
        Self::Body(member.into())
    }

    /// A path parameter.
    pub fn path(parameter: impl Into<String>) -> Self {
        Self::Path(parameter.into())
    }

    /// A query parameter.
    pub fn query(parameter: impl Into<String>) -> Self {
        Self::Query(parameter.into())
    }

    /// A variable of `$context`.
    pub fn context(variable: impl Into<String>) -> Self {
        Self::Context(variable.into())
    }

    /// A constant.
    pub fn constant(text: impl Into<String>) -> Self {
        Self::Constant(text.into())
    }
}
