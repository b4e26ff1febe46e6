//! The tree of a template. It holds no values of a rendering, so that threads can share it.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::error::Span;

/// A sequence of statements.
pub(crate) type Block = Vec<Node>;

/// A statement.
#[derive(Debug)]
pub(crate) enum Node {
    Text(Arc<str>),
    Reference(Reference),
    Set {
        target: Reference,
        value: Expression,
    },
    If {
        branches: Vec<(Expression, Block)>,
        otherwise: Block,
    },
    Foreach {
        slot: usize,
        source: Expression,
        body: Block,
        span: Span,
    },
    Define {
        slot: usize,
        body: Arc<Block>,
    },
    Break {
        scope: Option<Expression>,
        span: Span,
    },
    Stop,
    /// `#include` and `#parse`: their resource is never found.
    Resource {
        span: Span,
    },
}

/// `$name` and the steps after it.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) slot: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
    /// Half of the backslashes before it, and after an odd number its own text.
    pub(crate) prefix: Box<str>,
    pub(crate) escaped: Option<Box<str>>,
}

/// One step from a value to the next.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum StepKind {
    Property(Arc<str>),
    Method(Arc<str>, Vec<Expression>),
    Index(Expression),
}

#[derive(Debug)]
pub(crate) struct Expression {
    pub(crate) kind: ExpressionKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExpressionKind {
    String(Arc<str>),
    Interpolated(Block),
    Integer(i32),
    Long(i64),
    Big(BigInt),
    Double(f64),
    Boolean(bool),
    /// A bare word among the arguments of a method.
    Null,
    List(Vec<Expression>),
    Map(Vec<(Expression, Expression)>),
    Range(Box<Expression>, Box<Expression>),
    Reference(Box<Reference>),
    Not(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}
