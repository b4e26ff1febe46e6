//! A module of others as its files describe it: what `gelato bindings --module` generates code from.

use std::fmt;

use crate::schema::AttributeType;
use crate::terraform::ModuleSource;

/// A module and its interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedModule {
    /// The name of the generated file, such as `vpc`; the struct is named after it.
    pub name: String,
    /// Where programs that use the code call it from.
    pub source: ModuleSource,
    /// Its variables.
    pub variables: Vec<DescribedVariable>,
    /// Its outputs.
    pub outputs: Vec<DescribedOutput>,
}

/// A variable of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedVariable {
    /// Its name.
    pub name: String,
    /// Its type.
    pub constraint: Constraint,
    /// Its default as text; `None` if it must be set.
    pub default: Option<String>,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Its description.
    pub description: Option<String>,
}

/// An output of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedOutput {
    /// Its name.
    pub name: String,
    /// The type of its value, as far as the module's files tell.
    pub value_type: AttributeType,
    /// Whether it is sensitive.
    pub sensitive: bool,
    /// Its description.
    pub description: Option<String>,
}

/// A type constraint of a variable.
/// <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Constraint {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `any`
    Any,
    /// `list(T)`
    List(Box<Constraint>),
    /// `set(T)`
    Set(Box<Constraint>),
    /// `map(T)`
    Map(Box<Constraint>),
    /// `tuple([…])`
    Tuple(Vec<Constraint>),
    /// `object({…})`
    Object(Vec<Entry>),
}

/// An entry of an object type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its type.
    pub constraint: Constraint,
    /// Whether it is `optional(…)`.
    pub optional: bool,
}

impl fmt::Display for Constraint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => formatter.write_str("string"),
            Self::Number => formatter.write_str("number"),
            Self::Bool => formatter.write_str("bool"),
            Self::Any => formatter.write_str("any"),
            Self::List(inner) => write!(formatter, "list({inner})"),
            Self::Set(inner) => write!(formatter, "set({inner})"),
            Self::Map(inner) => write!(formatter, "map({inner})"),
            Self::Tuple(items) => {
                let items: Vec<_> = items.iter().map(ToString::to_string).collect();
                write!(formatter, "tuple([{}])", items.join(", "))
            }
            Self::Object(entries) => {
                let entries: Vec<_> = entries.iter().map(ToString::to_string).collect();
                write!(formatter, "object({{{}}})", entries.join(", "))
            }
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, constraint, optional } = self;
        if *optional {
            write!(formatter, "{name} = optional({constraint})")
        } else {
            write!(formatter, "{name} = {constraint}")
        }
    }
}
