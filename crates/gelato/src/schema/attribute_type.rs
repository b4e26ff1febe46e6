//! The type of an attribute, as provider schemas write it: `"string"`, `["list", "string"]` and so on.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value as Json;

/// A type of Terraform's type system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "Json")]
pub enum AttributeType {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// Any type, which only the provider knows.
    Dynamic,
    /// `list(T)`
    List(Box<AttributeType>),
    /// `set(T)`
    Set(Box<AttributeType>),
    /// `map(T)`
    Map(Box<AttributeType>),
    /// `object({…})`
    Object(BTreeMap<String, AttributeType>),
    /// `tuple([…])`
    Tuple(Vec<AttributeType>),
}

/// A text of a provider's schema that is not a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidType {
    /// Neither a name nor a list.
    #[error("`{0}` is not a type; allowed: a name, or a list of a name and the type inside")]
    Form(Json),
    /// The unknown name of a simple type.
    #[error("`{0}` is not a type; allowed: `string`, `number`, `bool` and `dynamic`")]
    Simple(String),
    /// A list that does not begin with a name and the type inside.
    #[error("a compound type is a list of a name and the type inside")]
    Compound,
    /// The unknown name of a compound type.
    #[error("`{0}` is not a compound type; allowed: `list`, `set`, `map`, `object` and `tuple`")]
    Unknown(String),
}

impl TryFrom<Json> for AttributeType {
    type Error = InvalidType;

    fn try_from(json: Json) -> Result<Self, InvalidType> {
        match json {
            Json::String(name) => simple(&name),
            Json::Array(parts) => compound(parts),
            other => Err(InvalidType::Form(other)),
        }
    }
}

fn simple(name: &str) -> Result<AttributeType, InvalidType> {
    match name {
        "string" => Ok(AttributeType::String),
        "number" => Ok(AttributeType::Number),
        "bool" => Ok(AttributeType::Bool),
        "dynamic" => Ok(AttributeType::Dynamic),
        other => Err(InvalidType::Simple(other.to_owned())),
    }
}

fn compound(parts: Vec<Json>) -> Result<AttributeType, InvalidType> {
    let mut parts = parts.into_iter();
    let (Some(Json::String(name)), Some(inner)) = (parts.next(), parts.next()) else {
        return Err(InvalidType::Compound);
    };
    match (name.as_str(), inner) {
        ("list", inner) => Ok(AttributeType::List(Box::new(inner.try_into()?))),
        ("set", inner) => Ok(AttributeType::Set(Box::new(inner.try_into()?))),
        ("map", inner) => Ok(AttributeType::Map(Box::new(inner.try_into()?))),
        ("object", Json::Object(entries)) => object(entries),
        ("tuple", Json::Array(items)) => tuple(items),
        (other, _) => Err(InvalidType::Unknown(other.to_owned())),
    }
}

fn object(entries: serde_json::Map<String, Json>) -> Result<AttributeType, InvalidType> {
    let entries = entries.into_iter().map(|(name, json)| Ok((name, json.try_into()?)));
    entries.collect::<Result<_, InvalidType>>().map(AttributeType::Object)
}

fn tuple(items: Vec<Json>) -> Result<AttributeType, InvalidType> {
    items.into_iter().map(TryInto::try_into).collect::<Result<_, InvalidType>>().map(AttributeType::Tuple)
}

impl AttributeType {
    /// The type as a variable's constraint. One with an object or a tuple is `any`.
    pub fn constraint(&self) -> String {
        if self.is_plain() { self.to_string() } else { "any".to_owned() }
    }

    fn is_plain(&self) -> bool {
        match self {
            Self::String | Self::Number | Self::Bool | Self::Dynamic => true,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.is_plain(),
            Self::Object(_) | Self::Tuple(_) => false,
        }
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String => formatter.write_str("string"),
            Self::Number => formatter.write_str("number"),
            Self::Bool => formatter.write_str("bool"),
            Self::Dynamic => formatter.write_str("any"),
            Self::List(inner) => write!(formatter, "list({inner})"),
            Self::Set(inner) => write!(formatter, "set({inner})"),
            Self::Map(inner) => write!(formatter, "map({inner})"),
            Self::Object(_) => formatter.write_str("object"),
            Self::Tuple(_) => formatter.write_str("tuple"),
        }
    }
}
