//! Expressions as text of Terraform's native syntax, for use inside `${…}`.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/configuration>

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::escape::{escape_template, quote, quote_body};
use super::expression::{Expression, Loop};
use super::reference::{Address, Instance, Reference};

/// Writes an expression in native syntax.
pub(super) fn native(expression: &Expression) -> String {
    match expression {
        Expression::Null => "null".into(),
        Expression::Bool(flag) => flag.to_string(),
        Expression::Number(number) => number.to_string(),
        Expression::Text(text) => quote(text),
        Expression::List(items) => format!("[{}]", native_list(items)),
        Expression::Object(entries) => native_object(entries),
        Expression::Reference(reference) => native_reference(reference),
        Expression::Template(parts) => format!("\"{}\"", written(parts, quote_body)),
        Expression::Call { function, arguments } => format!("{function}({})", native_list(arguments)),
        Expression::Operation { left, operator, right } => {
            format!("{} {} {}", operand(left), operator.sign(), operand(right))
        }
        Expression::Conditional { condition, then, otherwise } => {
            format!("{} ? {} : {}", operand(condition), operand(then), operand(otherwise))
        }
        Expression::Not(condition) => format!("!{}", operand(condition)),
        Expression::For(each) => native_for(each),
        Expression::Index { of, key } => format!("{}[{}]", indexed(of), native(key)),
        Expression::Expanded(list) => format!("{}...", native(list)),
    }
}

/// Writes a string template for a JSON string: literal text is escaped, and the rest is in `${…}`.
pub(super) fn template(parts: &[Expression]) -> String {
    written(parts, escape_template)
}

/// Writes the parts of a template. Texts that follow each other are one text, and a `$` or `%` before an interpolation must
/// not become part of it: `$${` would be a literal.
fn written(parts: &[Expression], escape: impl Fn(&str) -> String) -> String {
    let (mut template, mut text) = (String::new(), String::new());
    for part in parts {
        if let Expression::Text(literal) = part {
            text.push_str(literal);
            continue;
        }
        let plain = text.trim_end_matches(['$', '%']);
        template.push_str(&escape(plain));
        if plain.len() < text.len() {
            let _ = write!(template, "${{{}}}", quote(&text[plain.len()..]));
        }
        text.clear();
        let _ = write!(template, "${{{}}}", native(part));
    }
    template + &escape(&text)
}

/// Writes an address, such as `aws_sns_topic.alerts` or `aws_sns_topic.alerts[0]`.
pub(super) fn native_address(address: &Address) -> String {
    match &address.instance {
        Instance::Single => address.target.to_string(),
        Instance::At(key) => format!("{}[{}]", address.target, native(key)),
        Instance::All => format!("{}[*]", address.target),
    }
}

fn native_list(items: &[Expression]) -> String {
    items.iter().map(native).collect::<Vec<_>>().join(", ")
}

fn native_object(entries: &BTreeMap<String, Expression>) -> String {
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{} = {}", quote(key), native(value))).collect();
    if entries.is_empty() { "{}".into() } else { format!("{{ {} }}", entries.join(", ")) }
}

/// Writes a reference, such as `aws_sns_topic.alerts.arn`.
pub(super) fn native_reference(reference: &Reference) -> String {
    let mut text = native_address(&reference.address);
    for attribute in &reference.attributes {
        let _ = write!(text, ".{attribute}");
    }
    text
}

fn native_for(each: &Loop) -> String {
    let Loop { key, variable, collection, entry, body, condition, grouped } = each;
    let key = key.map_or_else(String::new, |key| format!("{key}, "));
    let condition = condition.as_ref().map_or_else(String::new, |condition| format!(" if {}", native(condition)));
    let head = format!("for {key}{variable} in {}", native(collection));
    match entry {
        Some(entry) => {
            let grouped = if *grouped { "..." } else { "" };
            format!("{{{head} : {} => {}{grouped}{condition}}}", native(entry), native(body))
        }
        None => format!("[{head} : {}{condition}]", native(body)),
    }
}

/// What may stand before `[…]`.
fn indexed(expression: &Expression) -> String {
    match expression {
        Expression::Not(_) => format!("({})", native(expression)),
        other => operand(other),
    }
}

fn operand(expression: &Expression) -> String {
    match expression {
        Expression::Operation { .. } | Expression::Conditional { .. } => format!("({})", native(expression)),
        other => native(other),
    }
}
