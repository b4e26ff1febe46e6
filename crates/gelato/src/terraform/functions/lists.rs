//! Functions of a list, set or map.

use super::call;
use super::methods::methods;
use crate::terraform::expression::Expression;
use crate::terraform::value::{List, Map, Number, Set, Value};

methods! {
    [T] List<T> {
        /// Its length.
        length "length"() -> Number;
        /// The element at an index, counted from 0 and round again at the end.
        element "element"(index: Number) -> T;
        /// The only element, or `null` if the list is empty.
        one "one"() -> T;
        /// Each element once.
        distinct "distinct"() -> List<T>;
        /// As a set.
        to_set "toset"() -> Set<T>;
        /// Whether it contains a value.
        contains "contains"(value: T) -> bool;
        /// The index of a value that it contains.
        index_of "index"(value: T) -> Number;
        /// In the opposite order.
        reverse "reverse"() -> List<T>;
        /// The elements from one index up to another, which is not included.
        slice "slice"(start: Number, end: Number) -> List<T>;
        /// In lists of a size.
        chunk "chunklist"(size: Number) -> List<List<T>>;
    }
    [T] List<List<T>> {
        /// The elements of all lists.
        flatten "flatten"() -> List<T>;
    }
    [] List<String> {
        /// In lexicographical order.
        sort "sort"() -> List<String>;
        /// Without empty texts and `null`.
        compact "compact"() -> List<String>;
    }
    [] List<bool> {
        /// Whether all are true.
        all_true "alltrue"() -> bool;
        /// Whether any is true.
        any_true "anytrue"() -> bool;
    }
    [T] Set<T> {
        /// Its size.
        length "length"() -> Number;
        /// As a list.
        to_list "tolist"() -> List<T>;
        /// Whether it contains a value.
        contains "contains"(value: T) -> bool;
        /// The only element, or `null` if the set is empty.
        one "one"() -> T;
        /// The elements of either set.
        union "setunion"(other: Set<T>) -> Set<T>;
        /// The elements of both sets.
        intersection "setintersection"(other: Set<T>) -> Set<T>;
        /// The elements that the other set does not have.
        subtract "setsubtract"(other: Set<T>) -> Set<T>;
    }
    [T] Map<T> {
        /// Its size.
        length "length"() -> Number;
        /// Its keys, sorted.
        keys "keys"() -> List<String>;
        /// Its values, in the order of their keys.
        values "values"() -> List<T>;
        /// The value of a key, or the default.
        lookup "lookup"(key: String, default: T) -> T;
    }
    [] Map<List<String>> {
        /// The keys by value, instead of the values by key.
        transpose "transpose"() -> Map<List<String>>;
    }
}

impl<T> Value<T> {
    /// `contains(list, value)`: whether the value is one of these.
    #[must_use]
    pub fn is_one_of(&self, list: impl Into<Value<List<T>>>) -> Value<bool> {
        list.into().contains(self)
    }
}

impl Value<List<String>> {
    /// `join(separator, list)`. <https://developer.hashicorp.com/terraform/language/functions/join>
    #[must_use]
    pub fn join(&self, separator: &str) -> Value<String> {
        call("join", [separator.into(), self.clone().into()])
    }
}

impl<T> Value<Map<T>> {
    /// Whether the map has a key: `contains(keys(map), key)`.
    #[must_use]
    pub fn has_key(&self, key: &str) -> Value<bool> {
        self.keys().contains(key)
    }

    /// The map with another entry, which takes precedence: `merge(map, { key = value })`.
    #[must_use]
    pub fn with(&self, key: &str, value: impl Into<Value<T>>) -> Self {
        let (key, value) = (key.to_owned(), value.into().into());
        match self.expression().clone() {
            Expression::Object(mut entries) => {
                entries.insert(key, value);
                Self::from_expression(Expression::Object(entries))
            }
            map => call("merge", [map, Expression::Object([(key, value)].into())]),
        }
    }
}
