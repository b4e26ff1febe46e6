//! Terraform's functions of several values, or of none, as Rust functions from typed values to typed values.
//!
//! Only those that generated configurations use. Each follows its page under
//! <https://developer.hashicorp.com/terraform/language/functions>.

use super::expression::Expression;
use super::provider_block::Addressed;
use super::reference::Address;
use super::value::{Any, List, Map, Number, Type, Value};

pub(super) fn call<T>(function: &'static str, arguments: impl IntoIterator<Item = Expression>) -> Value<T> {
    Value::from_expression(Expression::Call { function, arguments: arguments.into_iter().collect() })
}

/// A string template of literal texts and references.
///
/// ```
/// use gelato::terraform::{concat, path_module};
/// let template = concat([path_module(), "/template.vtl".into()]);
/// ```
pub fn concat<const N: usize>(parts: [Value<String>; N]) -> Value<String> {
    Value::from_expression(Expression::Template(parts.into_iter().map(Expression::from).collect()))
}

/// `jsonencode(value)`: the value as compact JSON text.
pub fn jsonencode(value: impl Into<Expression>) -> Value<String> {
    call("jsonencode", [value.into()])
}

/// `jsondecode(text)`: the value of a JSON text.
pub fn jsondecode(text: Value<String>) -> Value<Any> {
    call("jsondecode", [text.into()])
}

/// `file(path)`: the text of a file, read when Terraform plans.
pub fn file(path: Value<String>) -> Value<String> {
    call("file", [path.into()])
}

/// `filebase64sha256(path)`: the hash of a file, read when Terraform plans.
pub fn filebase64sha256(path: Value<String>) -> Value<String> {
    call("filebase64sha256", [path.into()])
}

/// `sha1(text)`, hexadecimal.
pub fn sha1(text: Value<String>) -> Value<String> {
    call("sha1", [text.into()])
}

/// `concat(lists…)`: one list of all elements.
pub fn concat_lists<T, const N: usize>(lists: [Value<List<T>>; N]) -> Value<List<T>> {
    call("concat", lists.map(Expression::from))
}

/// An attribute of each instance of a resource with `for_each`, by the instance's key:
/// `zipmap(keys(resource), [for item in values(resource) : item.attribute])`.
pub fn attribute_by_key<A: Addressed>(resource: &A, attribute: &str) -> Value<Map<String>> {
    let whole = || Expression::Reference(resource.address().whole());
    let body = Box::new(Address::given("item").attribute(attribute).into());
    let instances = Expression::Call { function: "values", arguments: vec![whole()] };
    let attributes = Expression::ForEach { variable: "item", collection: Box::new(instances), body };
    call("zipmap", [Expression::Call { function: "keys", arguments: vec![whole()] }, attributes])
}

/// `merge(maps…)`: later maps take precedence.
pub fn merge<T, const N: usize>(maps: [Value<Map<T>>; N]) -> Value<Map<T>> {
    call("merge", maps.map(Expression::from))
}

/// `path.module`: the folder of the module with the expression.
pub fn path_module() -> Value<String> {
    Address::given("path.module").whole().into()
}

/// `path.root`: the folder that Terraform runs in.
pub fn path_root() -> Value<String> {
    Address::given("path.root").whole().into()
}

/// `count.index`, in a resource with `count`.
pub fn count_index() -> Value<Number> {
    Address::given("count.index").whole().into()
}

/// `each.key`, in a resource with `for_each`.
pub fn each_key() -> Value<String> {
    Address::given("each.key").whole().into()
}

/// `each.value`, in a resource with `for_each`.
pub fn each_value<T: Type>() -> Value<T> {
    Address::given("each.value").whole().into()
}
