//! Values: the request's input for an attribute, checked and written in DynamoDB's form.
//!
//! A missing or `null` member reads as the empty text, so an optional attribute is omitted when its variable equals
//! `""`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>

use crate::constructs::api_gateway::vtl;

use super::declaration::{Attribute, Kind, Source, Text};
use super::number::NUMBER;

/// A value from the request, which a template holds in a variable.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) attribute: Attribute,
    pub(super) source: Source,
    /// The variable's name, without `$`.
    pub(super) variable: String,
    /// Whether a request without it is refused.
    pub(super) required: bool,
}

impl Input {
    /// The lines that read it into its variable.
    pub(super) fn read(&self, path: &str) -> String {
        let variable = &self.variable;
        let comment = format!("## {}: {}.\n", self.attribute.name, self.source.words());
        // A JSON number does not have the methods of a text.
        let is_json = matches!(self.attribute.kind, Kind::Number(_)) && matches!(self.source, Source::Body(_));
        let as_text = if is_json { format!("#set(${variable} = \"${variable}\")\n") } else { String::new() };
        comment + &self.source.read(variable, path) + &as_text
    }

    /// The condition that the request gives it.
    pub(super) fn is_there(&self) -> String {
        format!("${} != \"\"", self.variable)
    }

    /// The condition that its value is allowed.
    pub(super) fn guard(&self) -> String {
        let guard = guard(&self.variable, &self.attribute.kind, &self.source);
        if self.required { guard } else { format!("(${} == \"\" || {guard})", self.variable) }
    }

    /// Its value in DynamoDB's form.
    pub(super) fn value(&self) -> String {
        value(&self.variable, &self.attribute.kind)
    }

    /// A member of an object in DynamoDB's form.
    pub(super) fn member(&self) -> String {
        format!("\"{}\": {}", self.attribute.name, self.value())
    }
}

impl Kind {
    /// Whether it is a single value.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self, Self::List { .. } | Self::Map { .. })
    }

    /// Whether a key can be of this type.
    pub(super) fn is_key(&self) -> bool {
        matches!(self, Self::String(_) | Self::Number(_))
    }
}

/// The condition that a variable's value is allowed.
fn guard(variable: &str, kind: &Kind, source: &Source) -> String {
    match kind {
        Kind::String(text) => text_guard(variable, text),
        // For a body, the model has checked the bounds, whatever the notation.
        Kind::Number(_) if matches!(source, Source::Body(_)) => vtl::matches(variable, NUMBER),
        Kind::Number(decimal) => vtl::matches(variable, &decimal.pattern()),
        Kind::Boolean => format!("(${variable} == true || ${variable} == false)"),
        Kind::List { max_items, .. } | Kind::Map { max_items, .. } => format!("${variable}.size() <= {max_items}"),
    }
}

fn text_guard(variable: &str, text: &Text) -> String {
    let most = text.max_length.map(|most| most.to_string()).unwrap_or_default();
    let length = vtl::matches(variable, &format!("(?s).{{{},{most}}}", text.min_length));
    match &text.pattern {
        // The empty text counts as missing, so the default bound adds nothing to a pattern.
        Some(pattern) if (text.min_length, text.max_length) == (1, None) => vtl::matches(variable, pattern),
        Some(pattern) => format!("{length} && {}", vtl::matches(variable, pattern)),
        None => length,
    }
}

/// A variable's value in DynamoDB's form.
pub(super) fn value(variable: &str, kind: &Kind) -> String {
    let text = |reference: &str| vtl::json_string(reference);
    let letter = kind.letter();
    let inner = match kind {
        Kind::String(_) | Kind::Number(_) => text(&format!("${variable}")),
        Kind::Boolean => format!("#if(${variable} == true)true#{{else}}false#end"),
        Kind::List { .. } => {
            format!("[#foreach($element in ${variable}){{\"S\": {}}}{COMMA}#end]", text("$element"))
        }
        Kind::Map { .. } => {
            let entry = format!("{}: {{\"S\": {}}}", text("$entry.key"), text("$entry.value"));
            format!("{{#foreach($entry in ${variable}.entrySet()){entry}{COMMA}#end}}")
        }
    };
    format!("{{\"{letter}\": {inner}}}")
}

/// The separator between the elements of a loop.
pub(super) const COMMA: &str = "#if($foreach.hasNext), #end";
