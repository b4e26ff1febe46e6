//! `for` expressions: a list or map with something made of each element.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/for>

use super::expression::{Expression, Loop};
use super::iterator::with_iterator;
use super::reference::Address;
use super::value::{List, Map, Set, Value};

/// Writes a loop over the elements of a collection, given the element's value.
fn over<T>(collection: &Expression, write: impl FnOnce(&Value<T>) -> Loop) -> Expression {
    with_iterator(|variable| {
        let made = write(&Address::given(variable).whole().into());
        Expression::For(Box::new(Loop { variable, collection: collection.clone(), ..made }))
    })
}

/// Writes a loop over the entries of a map, given the key and the value.
fn over_entries<T>(map: &Expression, write: impl FnOnce(&Value<String>, &Value<T>) -> Loop) -> Expression {
    with_iterator(|key| over(map, |value| Loop { key: Some(key), ..write(&Address::given(key).whole().into(), value) }))
}

/// What the lists and sets have in common.
macro_rules! loops {
    ($($collection:ident)*) => {
        $(
            impl<T> Value<$collection<T>> {
                /// A list of what is made of each element: `[for item in list : …]`.
                ///
                /// ```
                /// use gelato::prelude::*;
                /// let names: Value<List<String>> = ["a", "b"].into();
                /// let arns: Value<List<String>> = names.map(|name| concat(["arn:".into(), name.clone()]));
                /// ```
                #[must_use]
                pub fn map<U>(&self, each: impl FnOnce(&Value<T>) -> Value<U>) -> Value<List<U>> {
                    Value::from_expression(over(self.expression(), |item| Loop::list(each(item).into())))
                }

                /// The elements for which a condition holds: `[for item in list : item if …]`.
                #[must_use]
                pub fn filter(&self, condition: impl FnOnce(&Value<T>) -> Value<bool>) -> Value<List<T>> {
                    Value::from_expression(over(self.expression(), |item| {
                        Loop { condition: Some(condition(item).into()), ..Loop::list(item.clone().into()) }
                    }))
                }

                /// A map with an entry for each element: `{ for item in list : KEY => VALUE }`.
                #[must_use]
                pub fn to_map<U>(&self, entry: impl FnOnce(&Value<T>) -> (Value<String>, Value<U>)) -> Value<Map<U>> {
                    Value::from_expression(over(self.expression(), |item| {
                        let (key, value) = entry(item);
                        Loop::map(key.into(), value.into())
                    }))
                }

                /// Whether every element meets a condition: `alltrue([for item in list : condition])`.
                #[must_use]
                pub fn all(&self, condition: impl FnOnce(&Value<T>) -> Value<bool>) -> Value<bool> {
                    self.map(condition).all_true()
                }

                /// Whether any element meets a condition: `anytrue([for item in list : condition])`.
                #[must_use]
                pub fn any(&self, condition: impl FnOnce(&Value<T>) -> Value<bool>) -> Value<bool> {
                    self.map(condition).any_true()
                }
            }
        )*
    };
}

loops!(List Set);

impl<T> Value<Map<T>> {
    /// A list of what is made of each entry: `[for key, value in map : …]`.
    #[must_use]
    pub fn map<U>(&self, each: impl FnOnce(&Value<String>, &Value<T>) -> Value<U>) -> Value<List<U>> {
        Value::from_expression(over_entries(self.expression(), |key, value| Loop::list(each(key, value).into())))
    }

    /// The same keys with what is made of each entry: `{ for key, value in map : key => … }`.
    #[must_use]
    pub fn map_values<U>(&self, each: impl FnOnce(&Value<String>, &Value<T>) -> Value<U>) -> Value<Map<U>> {
        Value::from_expression(over_entries(self.expression(), |key, value| {
            Loop::map(key.clone().into(), each(key, value).into())
        }))
    }

    /// The entries for which a condition holds: `{ for key, value in map : key => value if … }`.
    #[must_use]
    pub fn filter(&self, condition: impl FnOnce(&Value<String>, &Value<T>) -> Value<bool>) -> Self {
        Self::from_expression(over_entries(self.expression(), |key, value: &Value<T>| {
            let kept = Loop::map(key.clone().into(), value.clone().into());
            Loop { condition: Some(condition(key, value).into()), ..kept }
        }))
    }
}
