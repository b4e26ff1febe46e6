//! Functions of a value of any type.

use super::call;
use super::methods::methods;
use crate::terraform::expression::Expression;
use crate::terraform::value::{Any, List, Map, Number, Set, Value};

methods! {
    [T] T {
        /// The value without Terraform's sensitive mark.
        nonsensitive "nonsensitive"() -> T;
        /// The value with Terraform's sensitive mark.
        sensitive "sensitive"() -> T;
        /// Whether it has Terraform's sensitive mark.
        is_sensitive "issensitive"() -> bool;
        /// `null` instead of an ephemeral value.
        ephemeral_as_null "ephemeralasnull"() -> T;
        /// Whether it can be computed without an error.
        can "can"() -> bool;
    }
    [] Any {
        /// As a text.
        to_text "tostring"() -> String;
        /// As a number.
        to_number "tonumber"() -> Number;
        /// As `true` or `false`.
        to_bool "tobool"() -> bool;
    }
}

impl Value<Any> {
    /// `tolist(value)`. The caller is responsible for the type of the elements.
    /// <https://developer.hashicorp.com/terraform/language/functions/tolist>
    #[must_use]
    pub fn to_list<T>(&self) -> Value<List<T>> {
        call("tolist", [self.clone().into()])
    }

    /// `toset(value)`. The caller is responsible for the type of the elements.
    /// <https://developer.hashicorp.com/terraform/language/functions/toset>
    #[must_use]
    pub fn to_set<T>(&self) -> Value<Set<T>> {
        call("toset", [self.clone().into()])
    }

    /// `tomap(value)`. The caller is responsible for the type of the values.
    /// <https://developer.hashicorp.com/terraform/language/functions/tomap>
    #[must_use]
    pub fn to_map<T>(&self) -> Value<Map<T>> {
        call("tomap", [self.clone().into()])
    }
}

/// `try(values…)`: the first value that can be computed without an error.
/// <https://developer.hashicorp.com/terraform/language/functions/try>
pub fn try_each<T, const N: usize>(values: [Value<T>; N]) -> Value<T> {
    call("try", values.map(Expression::from))
}
