//! Functions of several lists, sets and maps.

use super::call;
use crate::terraform::expression::Expression;
use crate::terraform::provider_block::Addressed;
use crate::terraform::value::{List, Map, Number, Value};

/// `coalesce(values…)`: the first value that is neither `null` nor an empty text.
/// <https://developer.hashicorp.com/terraform/language/functions/coalesce>
pub fn coalesce<T, const N: usize>(values: [Value<T>; N]) -> Value<T> {
    call("coalesce", values.map(Expression::from))
}

/// `coalescelist(lists…)`: the first list that is not empty.
/// <https://developer.hashicorp.com/terraform/language/functions/coalescelist>
pub fn coalescelist<T, const N: usize>(lists: [Value<List<T>>; N]) -> Value<List<T>> {
    call("coalescelist", lists.map(Expression::from))
}

/// `concat(lists…)`: one list of all elements.
/// <https://developer.hashicorp.com/terraform/language/functions/concat>
pub fn concat_lists<T, const N: usize>(lists: [Value<List<T>>; N]) -> Value<List<T>> {
    call("concat", lists.map(Expression::from))
}

/// `formatlist(format, values…)`: a text for each element of the lists among the values.
/// <https://developer.hashicorp.com/terraform/language/functions/formatlist>
pub fn formatlist<const N: usize>(format: &str, values: [Expression; N]) -> Value<List<String>> {
    call("formatlist", std::iter::once(format.into()).chain(values))
}

/// `matchkeys(values, keys, wanted)`: the values whose keys are among the wanted ones.
/// <https://developer.hashicorp.com/terraform/language/functions/matchkeys>
pub fn matchkeys<T, K>(
    values: impl Into<Value<List<T>>>,
    keys: impl Into<Value<List<K>>>,
    wanted: impl Into<Value<List<K>>>,
) -> Value<List<T>> {
    call("matchkeys", [values.into().into(), keys.into().into(), wanted.into().into()])
}

/// `merge(maps…)`: later maps take precedence.
/// <https://developer.hashicorp.com/terraform/language/functions/merge>
pub fn merge<T, const N: usize>(maps: [Value<Map<T>>; N]) -> Value<Map<T>> {
    call("merge", maps.map(Expression::from))
}

/// `range(start, limit, step)`: numbers from the start on, before the limit.
/// <https://developer.hashicorp.com/terraform/language/functions/range>
pub fn range(
    start: impl Into<Value<Number>>,
    limit: impl Into<Value<Number>>,
    step: impl Into<Value<Number>>,
) -> Value<List<Number>> {
    call("range", [start.into().into(), limit.into().into(), step.into().into()])
}

/// `setproduct(lists…)`: all combinations of an element of each.
/// <https://developer.hashicorp.com/terraform/language/functions/setproduct>
pub fn setproduct<T, const N: usize>(lists: [Value<List<T>>; N]) -> Value<List<List<T>>> {
    call("setproduct", lists.map(Expression::from))
}

/// `zipmap(keys, values)`: a map of two lists.
/// <https://developer.hashicorp.com/terraform/language/functions/zipmap>
pub fn zipmap<T>(keys: impl Into<Value<List<String>>>, values: impl Into<Value<List<T>>>) -> Value<Map<T>> {
    call("zipmap", [keys.into().into(), values.into().into()])
}

/// An attribute of each instance of a resource with `for_each`, by the instance's key:
/// `zipmap(keys(resource), [for item in values(resource) : item.attribute])`.
pub fn attribute_by_key<A: Addressed>(resource: &A, attribute: &str) -> Value<Map<String>> {
    let instances: Value<Map<Instance>> = resource.address().whole().into();
    let attributes = instances.values().map(|instance| instance.attribute(attribute));
    zipmap(instances.keys(), attributes)
}

/// An instance of a resource.
enum Instance {}

impl Value<Instance> {
    fn attribute(&self, name: &str) -> Value<String> {
        match self.expression() {
            Expression::Reference(instance) => instance.address.attribute(name).into(),
            _ => Value::null(),
        }
    }
}
