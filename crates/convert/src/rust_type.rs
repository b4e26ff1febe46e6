//! Terraform's types as `Value<T>` has them.

use std::fmt;

use gelato::schema::AttributeType;
use hcl_edit::expr::Expression;

/// The `T` of a `Value<T>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RustType {
    Text,
    Number,
    Bool,
    Any,
    List(Box<RustType>),
    Set(Box<RustType>),
    Map(Box<RustType>),
}

impl RustType {
    pub(crate) fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    pub(crate) fn map(of: Self) -> Self {
        Self::Map(Box::new(of))
    }

    /// The type of the elements of a collection.
    pub(crate) fn element(&self) -> Self {
        match self {
            Self::List(of) | Self::Set(of) | Self::Map(of) => (**of).clone(),
            _ => Self::Any,
        }
    }

    /// The type of a schema's attribute. Objects are any.
    pub(crate) fn of(attribute: &AttributeType) -> Self {
        match attribute {
            AttributeType::String => Self::Text,
            AttributeType::Number => Self::Number,
            AttributeType::Bool => Self::Bool,
            AttributeType::List(of) => Self::list(Self::of(of)),
            AttributeType::Set(of) => Self::Set(Box::new(Self::of(of))),
            AttributeType::Map(of) => Self::map(Self::of(of)),
            AttributeType::Dynamic | AttributeType::Object(_) | AttributeType::Tuple(_) => Self::Any,
        }
    }

    /// The type of a variable's constraint, such as `list(string)`, and whether the type says all of it.
    pub(crate) fn of_constraint(constraint: &Expression) -> (Self, bool) {
        match constraint {
            Expression::Variable(name) => match name.as_str() {
                "string" => (Self::Text, true),
                "number" => (Self::Number, true),
                "bool" => (Self::Bool, true),
                "list" => (Self::list(Self::Any), true),
                "map" => (Self::map(Self::Any), true),
                "set" => (Self::Set(Box::new(Self::Any)), true),
                _ => (Self::Any, true),
            },
            Expression::FuncCall(call) if call.args.len() == 1 => {
                let inner = call.args.get(0).map_or((Self::Any, true), Self::of_constraint);
                let (of, exact) = inner;
                match call.name.name.as_str() {
                    "list" => (Self::list(of), exact),
                    "set" => (Self::Set(Box::new(of)), exact),
                    "map" => (Self::map(of), exact),
                    _ => (Self::Any, false),
                }
            }
            _ => (Self::Any, false),
        }
    }

    /// The type that a setting has in an environment's file.
    pub(crate) fn setting(&self) -> String {
        match self {
            Self::Text => "String".into(),
            Self::Number => "f64".into(),
            Self::Bool => "bool".into(),
            Self::Any => "serde_json::Value".into(),
            Self::List(of) | Self::Set(of) => format!("Vec<{}>", of.setting()),
            Self::Map(of) => format!("std::collections::BTreeMap<String, {}>", of.setting()),
        }
    }

    /// Whether a setting of the type becomes a value by itself.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Self::Text | Self::Number | Self::Bool => true,
            Self::Any => false,
            Self::List(of) | Self::Set(of) | Self::Map(of) => of.is_plain(),
        }
    }
}

impl fmt::Display for RustType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => formatter.write_str("String"),
            Self::Number => formatter.write_str("Number"),
            Self::Bool => formatter.write_str("bool"),
            Self::Any => formatter.write_str("Any"),
            Self::List(of) => write!(formatter, "List<{of}>"),
            Self::Set(of) => write!(formatter, "Set<{of}>"),
            Self::Map(of) => write!(formatter, "Map<{of}>"),
        }
    }
}
