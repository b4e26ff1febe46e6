//! The syntax tree of a template. It holds no values of a rendering, so that threads can share it.

use std::sync::Arc;

use ecow::EcoString;
use num_bigint::BigInt;

use crate::api_gateway::Variable;
use crate::error::Span;
use crate::value::Key;

/// A parsed template.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) block: Block,
    pub(crate) variables: Variables,
    /// The number of calls whose first argument is a literal text.
    pub(crate) literal_calls: usize,
}

/// The variables of a template: the position of a name is the slot of its variable in a rendering.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    pub(crate) names: Vec<EcoString>,
    /// The slots of the variables that API Gateway sets.
    pub(crate) given: Vec<(usize, Variable)>,
}

/// A sequence of statements.
pub(crate) type Block = Vec<Node>;

/// A statement.
#[derive(Debug)]
pub(crate) enum Node {
    Text(EcoString),
    Reference(Reference),
    Set {
        target: Reference,
        value: Box<Expression>,
    },
    If {
        branches: Vec<(Expression, Block)>,
        otherwise: Block,
    },
    Foreach {
        slot: usize,
        source: Box<Expression>,
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
    /// A directive that fails when it is reached, such as `#include`, whose resource never exists.
    Fails {
        directive: &'static str,
        reason: &'static str,
        span: Span,
    },
}

/// `$name` and the steps after it.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) slot: usize,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
    /// The text printed before it: half of its backslashes, and any `$` that is not its own.
    pub(crate) prefix: Box<str>,
    pub(crate) escaped: bool,
    /// Its text, where it differs from the source at its span: in a string with doubled quotes.
    pub(crate) text: Option<Box<str>>,
}

impl Reference {
    /// Whether it is this variable alone, without steps or a prefix.
    pub(crate) fn is_plain(&self, slot: usize) -> bool {
        self.slot == slot && self.is_variable() && self.prefix.is_empty()
    }

    /// Whether its value is that of a variable.
    pub(crate) fn is_variable(&self) -> bool {
        self.steps.is_empty() && !self.escaped
    }

    /// Its text, which is printed where it is escaped, and where a block of `#define` contains itself too often.
    pub(crate) fn text<'t>(&'t self, template: &'t str) -> &'t str {
        let spanned = || template.get(self.span.start..self.span.end).unwrap_or_default();
        self.text.as_deref().unwrap_or_else(spanned)
    }
}

/// A property, a method or an index after a value.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) kind: StepKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum StepKind {
    Property(Key),
    Method(Box<Call>),
    Index(Box<Expression>),
}

/// A call of a method.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: EcoString,
    pub(crate) arguments: Vec<Expression>,
    /// The number of the call among those whose first argument is a literal text, counted from 0.
    pub(crate) literal: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Expression {
    pub(crate) kind: ExpressionKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExpressionKind {
    String(EcoString),
    /// A template within a string. Where it is `padded`, its last character is the parser's and not printed.
    Interpolated {
        block: Block,
        padded: bool,
    },
    Integer(i32),
    Long(i64),
    Big(Box<BigInt>),
    Double(f64),
    Boolean(bool),
    /// A bare word in the arguments of a method.
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

impl Operator {
    /// Whether it calculates a number.
    pub(crate) fn is_arithmetic(self) -> bool {
        matches!(self, Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Remainder)
    }
}
