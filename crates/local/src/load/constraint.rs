//! The type constraints of variables, and the conversion of values to them.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use std::str::FromStr;

use hcl::expr::{Expression, ObjectKey};
use serde_json::{Map, Value};

use super::constant::constant;
use super::convert::{boolean, distinct_sorted, number, refused, text};

/// The type constraint of a variable.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// `any`
    Any,
    /// `string`
    Text,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(T)`
    List(Box<Type>),
    /// `set(T)`
    Set(Box<Type>),
    /// `map(T)`
    Map(Box<Type>),
    /// `tuple([…])`
    Tuple(Vec<Type>),
    /// `object({…})`
    Object(Vec<(String, Attribute)>),
}

/// A member of an object type.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its type.
    pub kind: Type,
    /// Whether it is `optional(…)`.
    pub optional: bool,
    /// Its default.
    default: Option<Value>,
}

impl Type {
    /// Parses a type; in JSON it is a string.
    pub(super) fn read(expression: &Expression) -> Result<Self, String> {
        match expression {
            Expression::String(text) => {
                let parsed: Expression = text.parse().map_err(|error| format!("`{text}` is not a type: {error}"))?;
                if matches!(parsed, Expression::String(_)) { Err(unknown(text)) } else { Self::read(&parsed) }
            }
            Expression::Variable(name) => match name.as_str() {
                "any" => Ok(Self::Any),
                "string" => Ok(Self::Text),
                "number" => Ok(Self::Number),
                "bool" => Ok(Self::Bool),
                other => Err(unknown(other)),
            },
            Expression::FuncCall(call) => Self::constructed(call.name.name.as_str(), &call.args),
            other => Err(unknown(&other.to_string())),
        }
    }

    fn constructed(name: &str, of: &[Expression]) -> Result<Self, String> {
        match (name, of) {
            ("list", [one]) => Ok(Self::List(Box::new(Self::read(one)?))),
            ("set", [one]) => Ok(Self::Set(Box::new(Self::read(one)?))),
            ("map", [one]) => Ok(Self::Map(Box::new(Self::read(one)?))),
            ("tuple", [Expression::Array(items)]) => {
                Ok(Self::Tuple(items.iter().map(Self::read).collect::<Result<_, _>>()?))
            }
            ("object", [Expression::Object(members)]) => {
                let members = members.iter().map(|(key, value)| Ok((name_of(key), Attribute::read(value)?)));
                Ok(Self::Object(members.collect::<Result<_, String>>()?))
            }
            (other, _) => Err(unknown(other)),
        }
    }

    /// Converts a value to this type as Terraform does.
    pub(super) fn convert(&self, value: Value) -> Result<Value, String> {
        if value.is_null() {
            return Ok(value);
        }
        match self {
            Self::Any => Ok(value),
            Self::Text => text(&value).map(Value::String),
            Self::Number => number(&value).map(Value::Number),
            Self::Bool => boolean(&value).map(Value::Bool),
            Self::List(of) => items(value, of).map(Value::Array),
            Self::Set(of) => items(value, of).map(|items| Value::Array(distinct_sorted(items))),
            Self::Map(of) => {
                let Value::Object(members) = value else { return Err(refused("a map", &value)) };
                let members = members.into_iter().map(|(name, value)| Ok((name, of.convert(value)?)));
                Ok(Value::Object(members.collect::<Result<_, String>>()?))
            }
            Self::Tuple(types) => match value {
                Value::Array(items) if items.len() == types.len() => {
                    types.iter().zip(items).map(|(of, item)| of.convert(item)).collect()
                }
                other => Err(refused(&format!("a tuple of {}", types.len()), &other)),
            },
            Self::Object(members) => {
                let Value::Object(mut given) = value else { return Err(refused("an object", &value)) };
                let converted = members.iter().map(|(name, of)| Ok((name.clone(), of.member(name, &mut given)?)));
                Ok(Value::Object(converted.collect::<Result<_, String>>()?))
            }
        }
    }

    /// The type of an object's member.
    pub(super) fn member_type(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().find(|(member, _)| member == name).map(|(_, attribute)| &attribute.kind)
    }

    /// Whether a value on the command line is literal text rather than an expression.
    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text)
    }
}

impl FromStr for Type {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(&Expression::String(text.to_owned()))
    }
}

impl Attribute {
    fn read(expression: &Expression) -> Result<Self, String> {
        let required = |kind| Self { kind, optional: false, default: None };
        match expression {
            Expression::FuncCall(call) if call.name.name.as_str() == "optional" => match call.args.as_slice() {
                [kind] => Ok(Self { kind: Type::read(kind)?, optional: true, default: None }),
                [kind, default] => {
                    let default = constant(default)?;
                    Ok(Self { kind: Type::read(kind)?, optional: true, default: Some(default) })
                }
                _ => Err("`optional` takes a type and optionally a default".to_owned()),
            },
            other => Type::read(other).map(required),
        }
    }

    fn member(&self, name: &str, given: &mut Map<String, Value>) -> Result<Value, String> {
        match given.remove(name).filter(|value| !value.is_null() || !self.optional) {
            Some(value) => self.kind.convert(value).map_err(|error| format!("`{name}`: {error}")),
            None if self.optional => self.kind.convert(self.default.clone().unwrap_or(Value::Null)),
            None => Err(format!("the member `{name}` is missing")),
        }
    }
}

fn name_of(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Expression(Expression::String(text)) => text.clone(),
        other => other.to_string(),
    }
}

fn unknown(found: &str) -> String {
    format!(
        "`{found}` is not a type; allowed are string, number, bool, any, list(…), set(…), map(…), tuple([…]) and object({{…}})"
    )
}

fn items(value: Value, of: &Type) -> Result<Vec<Value>, String> {
    let Value::Array(items) = value else { return Err(refused("a list", &value)) };
    items.into_iter().map(|item| of.convert(item)).collect()
}
