//! The type of an attribute, as provider schemas write it: `"string"`, `["list", "string"]` and so on.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value as Json;

/// A type of Terraform's type system.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

impl TryFrom<Json> for AttributeType {
    type Error = String;

    fn try_from(json: Json) -> Result<Self, String> {
        match json {
            Json::String(name) => simple(&name),
            Json::Array(parts) => compound(parts),
            other => Err(format!("`{other}` is not a type: a name or a list was expected")),
        }
    }
}

fn simple(name: &str) -> Result<AttributeType, String> {
    match name {
        "string" => Ok(AttributeType::String),
        "number" => Ok(AttributeType::Number),
        "bool" => Ok(AttributeType::Bool),
        "dynamic" => Ok(AttributeType::Dynamic),
        other => Err(format!("`{other}` is not a type: allowed are `string`, `number`, `bool` and `dynamic`")),
    }
}

fn compound(parts: Vec<Json>) -> Result<AttributeType, String> {
    let mut parts = parts.into_iter();
    let (Some(Json::String(name)), Some(inner)) = (parts.next(), parts.next()) else {
        return Err("a compound type is a list of a name and the type inside".into());
    };
    match (name.as_str(), inner) {
        ("list", inner) => Ok(AttributeType::List(Box::new(inner.try_into()?))),
        ("set", inner) => Ok(AttributeType::Set(Box::new(inner.try_into()?))),
        ("map", inner) => Ok(AttributeType::Map(Box::new(inner.try_into()?))),
        ("object", Json::Object(entries)) => object(entries),
        ("tuple", Json::Array(items)) => tuple(items),
        (other, _) => Err(format!("`{other}` is not a compound type: allowed are list, set, map, object and tuple")),
    }
}

fn object(entries: serde_json::Map<String, Json>) -> Result<AttributeType, String> {
    let entries = entries.into_iter().map(|(name, json)| Ok((name, json.try_into()?)));
    entries.collect::<Result<_, String>>().map(AttributeType::Object)
}

fn tuple(items: Vec<Json>) -> Result<AttributeType, String> {
    items.into_iter().map(TryInto::try_into).collect::<Result<_, String>>().map(AttributeType::Tuple)
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
