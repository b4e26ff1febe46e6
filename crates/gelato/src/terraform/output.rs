//! Output values of modules and roots.
//!
//! <https://developer.hashicorp.com/terraform/language/values/outputs>

use super::expression::Expression;
use super::json::Json;

/// An output value.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Its description: a sentence for the reader.
    pub description: String,
    /// The value.
    pub value: Expression,
    /// Whether it is sensitive.
    pub sensitive: bool,
}

impl Output {
    pub(super) fn to_json(&self) -> Json {
        let mut entries =
            vec![("description", Json::from(self.description.as_str())), ("value", Json::of(&self.value))];
        if self.sensitive {
            entries.push(("sensitive", Json::Bool(true)));
        }
        Json::object(entries)
    }
}
