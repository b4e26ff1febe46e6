//! References from one part of a configuration to another.
//!
//! A reference is a value that knows its target and the target's document, so that the check before writing can name both
//! ends of a dangling one. It is never a specially spelled string.
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::fmt;
use std::sync::Arc;

use super::expression::Expression;

/// The address of a reference's target: a document, and the address in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Address {
    /// The document (module or root) that declares the target; `None` for targets that every document has.
    pub document: Option<Arc<str>>,
    /// The target.
    pub target: Target,
    /// The instance, if the target has `count` or `for_each`.
    pub instance: Instance,
}

/// The target of a reference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// `TYPE.NAME`
    Resource {
        /// The resource type, such as `aws_sns_topic`.
        kind: String,
        /// The logical name.
        name: String,
    },
    /// `data.TYPE.NAME`
    Data {
        /// The data source's type, such as `aws_region`.
        kind: String,
        /// The logical name.
        name: String,
    },
    /// `var.NAME`
    Variable(String),
    /// `local.NAME`
    Local(String),
    /// `module.NAME`
    Module(String),
    /// `each.key`, `each.value`, `count.index`, `path.module`, `path.root` or the variable of a `for`.
    Given(&'static str),
}

/// The instance of a target.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Instance {
    /// The only one.
    #[default]
    Single,
    /// The one at this index or key.
    At(Box<Expression>),
    /// All of them: `[*]`.
    All,
}

/// A reference: an address and the attributes below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The address of the target.
    pub address: Address,
    /// The path of attributes from there.
    pub attributes: Vec<String>,
}

impl Address {
    /// The address of a target that every document has, such as `path.module`.
    pub fn given(name: &'static str) -> Self {
        Self { document: None, target: Target::Given(name), instance: Instance::Single }
    }

    /// The address of a document's variable.
    pub(crate) fn variable(document: Arc<str>, name: &str) -> Self {
        Self { document: Some(document), target: Target::Variable(name.to_owned()), instance: Instance::Single }
    }

    /// The instance of the target at this index or key.
    #[must_use]
    pub fn at(&self, key: impl Into<Expression>) -> Self {
        Self { instance: Instance::At(Box::new(key.into())), ..self.clone() }
    }

    /// All instances of the target.
    #[must_use]
    pub fn all(&self) -> Self {
        Self { instance: Instance::All, ..self.clone() }
    }

    /// A reference to an attribute of the target.
    pub fn attribute(&self, name: &str) -> Reference {
        Reference { address: self.clone(), attributes: vec![name.to_owned()] }
    }

    /// A reference to the target itself.
    pub fn whole(&self) -> Reference {
        Reference { address: self.clone(), attributes: Vec::new() }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource { kind, name } => write!(formatter, "{kind}.{name}"),
            Self::Data { kind, name } => write!(formatter, "data.{kind}.{name}"),
            Self::Variable(name) => write!(formatter, "var.{name}"),
            Self::Local(name) => write!(formatter, "local.{name}"),
            Self::Module(name) => write!(formatter, "module.{name}"),
            Self::Given(name) => formatter.write_str(name),
        }
    }
}
