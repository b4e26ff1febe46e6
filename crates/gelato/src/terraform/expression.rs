//! Expressions: the right-hand sides of arguments.
//!
//! An expression is a small tree, built by typed functions and rendered once.
//! <https://developer.hashicorp.com/terraform/language/expressions>

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::reference::Reference;

/// The right-hand side of an argument.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `null`: as if the argument were absent.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// Literal text, which is escaped when it is rendered.
    Text(String),
    /// A list, tuple or set.
    List(Vec<Expression>),
    /// A map or object.
    Object(BTreeMap<String, Expression>),
    /// A reference to another part of the configuration.
    Reference(Reference),
    /// Text with interpolated expressions.
    Template(Vec<Expression>),
    /// A call of one of Terraform's functions.
    Call {
        /// The function's name.
        function: Cow<'static, str>,
        /// Its arguments, in order.
        arguments: Vec<Expression>,
    },
    /// `left operator right`.
    Operation {
        /// The left operand.
        left: Box<Expression>,
        /// The operator.
        operator: Operator,
        /// The right operand.
        right: Box<Expression>,
    },
    /// `condition ? then : otherwise`.
    Conditional {
        /// The condition.
        condition: Box<Expression>,
        /// The value if it is true.
        then: Box<Expression>,
        /// The value if it is false.
        otherwise: Box<Expression>,
    },
    /// `!condition`.
    Not(Box<Expression>),
    /// `[for VARIABLE in collection : body]` or `{ for … }`.
    For(Box<Loop>),
    /// `of[key]`: an element of a list, map or object.
    Index {
        /// The list, map or object.
        of: Box<Expression>,
        /// The index or key.
        key: Box<Expression>,
    },
    /// `list...`: the elements of a list as the last arguments of a function.
    Expanded(Box<Expression>),
}

/// A `for` expression.
/// <https://developer.hashicorp.com/terraform/language/expressions/for>
#[derive(Debug, Clone, PartialEq)]
pub struct Loop {
    /// The variable of the keys, if there is one.
    pub key: Option<&'static str>,
    /// The variable of the elements.
    pub variable: &'static str,
    /// The collection.
    pub collection: Expression,
    /// The key of each entry of a map; `None` for a list.
    pub entry: Option<Expression>,
    /// The result of each iteration, which refers to the variables.
    pub body: Expression,
    /// The condition on which an iteration has a result.
    pub condition: Option<Expression>,
    /// Whether an entry of a map is the list of all results with its key: `body...`.
    pub grouped: bool,
}

impl Loop {
    /// A loop that makes a list, over nothing yet.
    pub(super) fn list(body: Expression) -> Self {
        Self {
            key: None,
            variable: "",
            collection: Expression::Null,
            entry: None,
            body,
            condition: None,
            grouped: false,
        }
    }

    /// A loop that makes a map, over nothing yet.
    pub(super) fn map(key: Expression, value: Expression) -> Self {
        Self { entry: Some(key), ..Self::list(value) }
    }

    fn parts(&self) -> Vec<&Expression> {
        let Self { collection, entry, body, condition, .. } = self;
        [collection].into_iter().chain(entry).chain([body]).chain(condition).collect()
    }

    fn parts_mut(&mut self) -> Vec<&mut Expression> {
        let Self { collection, entry, body, condition, .. } = self;
        [collection].into_iter().chain(entry).chain([body]).chain(condition).collect()
    }
}

/// The operators that generated configurations need.
/// <https://developer.hashicorp.com/terraform/language/expressions/operators>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
}

impl Operator {
    /// Whether the result is a number.
    pub fn is_arithmetic(self) -> bool {
        matches!(self, Self::Add | Self::Subtract | Self::Multiply | Self::Divide | Self::Remainder)
    }

    /// The operator as Terraform writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::Below => "<",
            Self::And => "&&",
            Self::Or => "||",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

impl Expression {
    /// Visits every reference in this expression, including those inside addresses.
    pub fn for_each_reference<'a>(&'a self, visit: &mut impl FnMut(&'a Reference)) {
        if let Self::Reference(reference) = self {
            visit(reference);
        }
        for child in self.children() {
            child.for_each_reference(visit);
        }
    }

    /// Visits the expression and each of its parts, from the outside in.
    pub(crate) fn for_each_part<'a>(&'a self, visit: &mut impl FnMut(&'a Expression)) {
        visit(self);
        for child in self.children() {
            child.for_each_part(visit);
        }
    }

    /// Replaces parts of the expression: `replace` gets each part, from the outside in, and returns what is to stand there
    /// instead.
    pub(crate) fn replace(&mut self, replace: &mut impl FnMut(&Expression) -> Option<Expression>) {
        if let Some(other) = replace(self) {
            *self = other;
            return;
        }
        for child in self.children_mut() {
            child.replace(replace);
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Vec::new(),
            Self::List(items) | Self::Template(items) | Self::Call { arguments: items, .. } => {
                items.iter_mut().collect()
            }
            Self::Object(entries) => entries.values_mut().collect(),
            Self::Reference(reference) => match &mut reference.address.instance {
                super::reference::Instance::At(key) => vec![key],
                _ => Vec::new(),
            },
            Self::Operation { left, right, .. } => vec![left, right],
            Self::Conditional { condition, then, otherwise } => vec![condition, then, otherwise],
            Self::Not(condition) | Self::Expanded(condition) => vec![condition],
            Self::For(each) => each.parts_mut(),
            Self::Index { of, key } => vec![of, key],
        }
    }

    fn children(&self) -> Vec<&Expression> {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => Vec::new(),
            Self::List(items) | Self::Template(items) | Self::Call { arguments: items, .. } => items.iter().collect(),
            Self::Object(entries) => entries.values().collect(),
            Self::Reference(reference) => reference.address.instance.key().into_iter().collect(),
            Self::Operation { left, right, .. } => vec![left, right],
            Self::Conditional { condition, then, otherwise } => vec![condition, then, otherwise],
            Self::Not(condition) | Self::Expanded(condition) => vec![condition],
            Self::For(each) => each.parts(),
            Self::Index { of, key } => vec![of, key],
        }
    }
}

impl super::reference::Instance {
    fn key(&self) -> Option<&Expression> {
        match self {
            Self::At(key) => Some(key),
            Self::Single | Self::All => None,
        }
    }
}

impl From<Reference> for Expression {
    fn from(reference: Reference) -> Self {
        Self::Reference(reference)
    }
}

impl From<&str> for Expression {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Expression {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Expression {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Expression {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<serde_json::Value> for Expression {
    fn from(json: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(flag),
            Json::Number(number) => Self::Number(number),
            Json::String(text) => Self::Text(text),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Json::Object(entries) => {
                Self::Object(entries.into_iter().map(|(key, value)| (key, Self::from(value))).collect())
            }
        }
    }
}
