//! The literal values that Terraform accepts for a type, with its conversions.
//!
//! Values that only a plan can know (references, most calls) are accepted.
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>

use std::collections::BTreeMap;

use super::attribute_type::AttributeType;
use super::body::Item;
use super::finding::Problem;
use crate::terraform::Expression;

/// A path in the block, and the problem there.
pub(super) type Located = (String, Problem);

/// The problems of content for a type.
///
/// Blocks count as the list of objects that they are in JSON. Attributes of such a type accept them if every attribute of
/// the object is present, or `null`.
/// <https://developer.hashicorp.com/terraform/language/attr-as-blocks>
pub(super) fn check_item(path: &str, item: Item<'_>, expected: &AttributeType, found: &mut Vec<Located>) {
    match item {
        Item::Value(expression) => check_value(path, expression, expected, found),
        Item::Blocks(blocks) => {
            let list = Expression::List(blocks.iter().cloned().map(Expression::from).collect());
            check_value(path, &list, expected, found);
        }
    }
}

/// The problems of an expression for a type.
fn check_value(path: &str, value: &Expression, expected: &AttributeType, found: &mut Vec<Located>) {
    use AttributeType as Type;
    match (value, expected) {
        (Expression::Conditional { then, otherwise, .. }, _) => {
            check_value(path, then, expected, found);
            check_value(path, otherwise, expected, found);
        }
        (Expression::List(items), Type::List(inner) | Type::Set(inner)) => check_items(path, items, inner, found),
        (Expression::Object(entries), Type::Map(inner)) => {
            for (key, value) in entries {
                check_value(&below(path, key), value, inner, found);
            }
        }
        (Expression::Object(entries), Type::Object(types)) => check_object(path, entries, types, found),
        (Expression::List(items), Type::Tuple(types)) if items.len() == types.len() => {
            let pairs = items.iter().zip(types).enumerate();
            pairs.for_each(|(index, (item, inner))| check_value(&format!("{path}[{index}]"), item, inner, found));
        }
        _ if converts(value, expected) => {}
        _ => found.push((path.to_owned(), wrong_type(value, expected))),
    }
}

fn check_items(path: &str, items: &[Expression], inner: &AttributeType, found: &mut Vec<Located>) {
    for (index, item) in items.iter().enumerate() {
        check_value(&format!("{path}[{index}]"), item, inner, found);
    }
}

/// Terraform drops attributes that an object type does not have. Here they are reported, because nobody writes one to be
/// dropped.
fn check_object(
    path: &str,
    entries: &BTreeMap<String, Expression>,
    types: &BTreeMap<String, AttributeType>,
    found: &mut Vec<Located>,
) {
    for (name, value) in entries {
        match types.get(name) {
            Some(expected) => check_value(&below(path, name), value, expected, found),
            None => found.push((below(path, name), unknown(name, types.keys()))),
        }
    }
    let missing = types.keys().filter(|name| !entries.contains_key(*name));
    found.extend(missing.map(|name| (below(path, name), Problem::Missing)));
}

/// Whether Terraform accepts a primitive value for a type.
fn converts(value: &Expression, expected: &AttributeType) -> bool {
    use AttributeType as Type;
    match value {
        Expression::Null | Expression::Reference(_) | Expression::Index { .. } | Expression::Expanded(_) => true,
        _ if *expected == Type::Dynamic => true,
        Expression::Call { function, .. } => !gives_text(function) || is_simple(expected),
        Expression::Template(_) => is_simple(expected),
        Expression::Operation { operator, .. } if operator.is_arithmetic() => {
            matches!(expected, Type::Number | Type::String)
        }
        Expression::Operation { .. } | Expression::Not(_) | Expression::Bool(_) => {
            matches!(expected, Type::Bool | Type::String)
        }
        Expression::Number(_) => matches!(expected, Type::Number | Type::String),
        Expression::Text(text) => text_converts(text, expected),
        Expression::For(each) if each.entry.is_some() => matches!(expected, Type::Map(_) | Type::Object(_)),
        Expression::For(_) => matches!(expected, Type::List(_) | Type::Set(_) | Type::Tuple(_)),
        Expression::List(_) | Expression::Object(_) | Expression::Conditional { .. } => false,
    }
}

fn text_converts(text: &str, expected: &AttributeType) -> bool {
    match expected {
        AttributeType::String => true,
        AttributeType::Number => text.parse::<f64>().is_ok_and(f64::is_finite),
        AttributeType::Bool => ["true", "false", "1", "0"].contains(&text),
        _ => false,
    }
}

fn is_simple(expected: &AttributeType) -> bool {
    matches!(expected, AttributeType::String | AttributeType::Number | AttributeType::Bool)
}

/// Whether a function always returns text.
fn gives_text(function: &str) -> bool {
    ["file", "filebase64sha256", "join", "jsonencode", "sha1"].contains(&function)
}

fn wrong_type(value: &Expression, expected: &AttributeType) -> Problem {
    Problem::WrongType { found: describe(value), allowed: expected.to_string() }
}

/// A name that is not allowed.
pub(super) fn unknown<'a>(name: &str, allowed: impl IntoIterator<Item = &'a String>) -> Problem {
    let mut allowed: Vec<_> = allowed.into_iter().cloned().collect();
    allowed.sort();
    Problem::Unknown { name: name.to_owned(), allowed }
}

/// An expression as messages describe it.
pub(super) fn describe(value: &Expression) -> String {
    match value {
        Expression::Null => "null".into(),
        Expression::Bool(flag) => format!("`{flag}`"),
        Expression::Number(number) => format!("the number `{number}`"),
        Expression::Text(text) => format!("the text `{}`", shortened(text)),
        Expression::List(items) => format!("a list of {}", items.len()),
        Expression::Object(_) => "an object".into(),
        Expression::Reference(reference) => format!("a reference to `{}`", reference.address.target),
        Expression::Template(_) => "a text with interpolations".into(),
        Expression::Call { function, .. } => format!("a call of `{function}`"),
        Expression::Operation { operator, .. } => format!("the result of `{}`", operator.sign()),
        Expression::Conditional { .. } => "a conditional value".into(),
        Expression::Not(_) => "the result of `!`".into(),
        Expression::For(_) => "a `for` expression".into(),
        Expression::Index { .. } => "an element".into(),
        Expression::Expanded(_) => "the elements of a list".into(),
    }
}

fn shortened(text: &str) -> String {
    const LENGTH: usize = 40;
    let short: String = text.chars().take(LENGTH).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

/// The path of a name below another one.
pub(super) fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
