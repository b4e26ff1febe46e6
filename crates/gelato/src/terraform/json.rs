//! Expressions as Terraform JSON: sorted keys, indented by two spaces, one item per line.
//!
//! It is pretty-printed, because Terraform quotes the line of an error, and sorted, because the files are committed and
//! compared byte for byte.
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::escape::escape_template;
use super::expression::Expression;
use super::syntax;

/// A JSON value whose objects are sorted, whatever the features of `serde_json`.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(serde_json::Number),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, sorted by key.
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// Renders an expression as the value of an argument.
    pub fn of(expression: &Expression) -> Self {
        match expression {
            Expression::Null => Self::Null,
            Expression::Bool(flag) => Self::Bool(*flag),
            Expression::Number(number) => Self::Number(number.clone()),
            Expression::Text(text) => Self::Text(escape_template(text)),
            Expression::List(items) => Self::Array(items.iter().map(Self::of).collect()),
            Expression::Object(entries) => {
                Self::object(entries.iter().map(|(key, value)| (escape_template(key), Self::of(value))))
            }
            Expression::Template(parts) => Self::Text(syntax::template(parts)),
            other => Self::Text(format!("${{{}}}", syntax::native(other))),
        }
    }

    /// An object with these entries.
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// The object with these entries too. Anything but an object stays as it is.
    pub(super) fn with(self, added: Vec<(&'static str, Self)>) -> Self {
        match self {
            Self::Object(mut entries) => {
                entries.extend(added.into_iter().map(|(name, value)| (name.to_owned(), value)));
                Self::Object(entries)
            }
            other => other,
        }
    }

    /// The document as text, with a newline at its end.
    pub fn to_pretty(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

impl From<&str> for Json {
    /// Wraps text that is not a template, such as an address in `depends_on`.
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(entries) => serializer.collect_map(entries),
        }
    }
}
