//! Terraform's functions and operators, as Rust functions from typed values to typed values.
//!
//! Only those that generated configurations use. Each follows its page under
//! <https://developer.hashicorp.com/terraform/language/functions>.

use super::expression::{Expression, Operator};
use super::reference::Address;
use super::resource::Addressed;
use super::value::{Any, List, Map, Number, Set, Type, Value};

fn call<T>(function: &'static str, arguments: impl IntoIterator<Item = Expression>) -> Value<T> {
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

/// `join(separator, list)`.
pub fn join(separator: &str, list: Value<List<String>>) -> Value<String> {
    call("join", [separator.into(), list.into()])
}

/// `concat(lists…)`: one list of all elements.
pub fn concat_lists<T, const N: usize>(lists: [Value<List<T>>; N]) -> Value<List<T>> {
    call("concat", lists.map(Expression::from))
}

/// `lookup(map, key, default)`: the value of a key, or the default.
pub fn lookup<T>(map: &Value<Map<T>>, key: &str, default: Value<T>) -> Value<T> {
    call("lookup", [map.clone().into(), key.into(), default.into()])
}

/// Whether a map has a key: `contains(keys(map), key)`.
pub fn has_key<T>(map: &Value<Map<T>>, key: &str) -> Value<bool> {
    contains(keys(map), &key.into())
}

/// `keys(map)`, sorted.
fn keys<T>(map: &Value<Map<T>>) -> Value<List<String>> {
    call("keys", [map.clone().into()])
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

/// `split(separator, text)`.
pub fn split(separator: &str, text: Value<String>) -> Value<List<String>> {
    call("split", [separator.into(), text.into()])
}

/// `element(list, index)`.
pub fn element<T>(list: Value<List<T>>, index: i64) -> Value<T> {
    element_at(list, index.into())
}

/// `element(list, index)`, with an index that Terraform evaluates.
pub fn element_at<T>(list: Value<List<T>>, index: Value<Number>) -> Value<T> {
    call("element", [list.into(), index.into()])
}

/// `one(list)`: the only element of a list, or `null` if it is empty.
pub fn one<T>(list: Value<List<T>>) -> Value<T> {
    call("one", [list.into()])
}

/// `nonsensitive(value)`: the value without Terraform's sensitive mark.
pub fn nonsensitive<T>(value: Value<T>) -> Value<T> {
    call("nonsensitive", [value.into()])
}

/// `toset(list)`.
pub fn toset<T>(list: Value<List<T>>) -> Value<Set<T>> {
    call("toset", [list.into()])
}

/// `length(collection)` of a list.
pub fn length<T>(list: &Value<List<T>>) -> Value<Number> {
    call("length", [list.clone().into()])
}

/// `distinct(list)`: each element once.
pub fn distinct<T>(list: Value<List<T>>) -> Value<List<T>> {
    call("distinct", [list.into()])
}

/// `sort(list)`: texts in lexicographical order.
pub fn sort(list: Value<List<String>>) -> Value<List<String>> {
    call("sort", [list.into()])
}

/// `merge(maps…)`: later maps take precedence.
pub fn merge<T, const N: usize>(maps: [Value<Map<T>>; N]) -> Value<Map<T>> {
    call("merge", maps.map(Expression::from))
}

/// `contains(list, value)`.
pub fn contains<T>(list: impl Into<Value<List<T>>>, value: &Value<T>) -> Value<bool> {
    call("contains", [list.into().into(), value.clone().into()])
}

/// Whether the whole text matches a regular expression: `can(regex("^(…)$", text))`.
///
/// Terraform's expressions are RE2. <https://developer.hashicorp.com/terraform/language/functions/regex>
pub fn matches(pattern: &str, text: &Value<String>) -> Value<bool> {
    let found: Value<Any> = call("regex", [format!("^(?:{pattern})$").into(), text.clone().into()]);
    call("can", [found.into()])
}

/// Whether every element of a list meets a condition: `alltrue([for item in list : condition])`.
pub fn all<T>(list: &Value<List<T>>, condition: impl FnOnce(&Value<T>) -> Value<bool>) -> Value<bool> {
    let item = Value::from(Address::given("item").whole());
    let body = condition(&item).into();
    let collection = Box::new(list.clone().into());
    let results = Expression::ForEach { variable: "item", collection, body: Box::new(body) };
    call("alltrue", [results])
}

/// `condition ? then : otherwise`.
pub fn choose<T>(condition: Value<bool>, then: Value<T>, otherwise: Value<T>) -> Value<T> {
    let (condition, then, otherwise) = (condition.into(), then.into(), otherwise.into());
    Value::from_expression(Expression::Conditional {
        condition: Box::new(condition),
        then: Box::new(then),
        otherwise: Box::new(otherwise),
    })
}

/// `left operator right`, a Boolean.
pub fn compare<T>(left: &Value<T>, operator: Operator, right: impl Into<Value<T>>) -> Value<bool> {
    let (left, right) = (left.clone().into(), right.into().into());
    Value::from_expression(Expression::Operation { left: Box::new(left), operator, right: Box::new(right) })
}

/// `value >= lowest && value <= highest`.
pub fn between(value: &Value<Number>, lowest: i64, highest: i64) -> Value<bool> {
    let above = compare(value, Operator::AtLeast, lowest);
    compare(&above, Operator::And, compare(value, Operator::AtMost, highest))
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
