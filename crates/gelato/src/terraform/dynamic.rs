//! Nested blocks that Terraform repeats: `dynamic`.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks>

use super::expression::Expression;
use super::json::Json;

/// Makes one block of each element of a collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Dynamic {
    pub(super) for_each: Expression,
    pub(super) iterator: &'static str,
}

impl Dynamic {
    /// The `dynamic` block with this content.
    pub(super) fn to_json(&self, content: Json) -> Json {
        let for_each = ("for_each", Json::of(&self.for_each));
        Json::object([for_each, ("iterator", Json::from(self.iterator)), ("content", content)])
    }
}
