//! Values: what a request gives for an attribute, checked and written as DynamoDB reads it.
//!
//! What is missing or `null` reads as the empty text, so an attribute that may be missing is left out where its
//! variable equals `""`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>

use crate::constructs::api_gateway::vtl;

use super::declaration::{Attribute, Kind, Source, Text};
use super::number::NUMBER;

/// A value of a request that a template has in a variable.
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
    /// Reads it into its variable.
    pub(super) fn read(&self, path: &str) -> String {
        let variable = &self.variable;
        let comment = format!("## {}: {}.\n", self.attribute.name, self.source.words());
        // A number of JSON has no methods of a text.
        let is_json = matches!(self.attribute.kind, Kind::Number(_)) && matches!(self.source, Source::Body(_));
        let as_text = if is_json { format!("#set(${variable} = \"${variable}\")\n") } else { String::new() };
        comment + &self.source.read(variable, path) + &as_text
    }

    /// The condition that it is there.
    pub(super) fn is_there(&self) -> String {
        format!("${} != \"\"", self.variable)
    }

    /// The condition that it is what it must be.
    pub(super) fn guard(&self) -> String {
        let guard = guard(&self.variable, &self.attribute.kind, self.source);
        if self.required { guard } else { format!("(${} == \"\" || {guard})", self.variable) }
    }

    /// As DynamoDB reads it.
    pub(super) fn value(&self) -> String {
        value(&self.variable, &self.attribute.kind)
    }

    /// A member of an object in DynamoDB's form.
    pub(super) fn member(&self) -> String {
        format!("\"{}\": {}", self.attribute.name, self.value())
    }
}

impl Kind {
    /// Whether it is one value.
    pub(super) fn is_scalar(&self) -> bool {
        !matches!(self, Self::List { .. } | Self::Map { .. })
    }

    /// Whether a key can be of this type.
    pub(super) fn is_key(&self) -> bool {
        matches!(self, Self::String(_) | Self::Number(_))
    }
}

/// The condition that a variable holds what is allowed.
fn guard(variable: &str, kind: &Kind, source: Source) -> String {
    match kind {
        Kind::String(text) => text_guard(variable, *text),
        // In a body the model has held it to its bounds, however it is written.
        Kind::Number(_) if matches!(source, Source::Body(_)) => vtl::matches(variable, NUMBER),
        Kind::Number(decimal) => vtl::matches(variable, &decimal.pattern()),
        Kind::Boolean => format!("(${variable} == true || ${variable} == false)"),
        Kind::List { max_items, .. } | Kind::Map { max_items, .. } => format!("${variable}.size() <= {max_items}"),
    }
}

fn text_guard(variable: &str, text: Text) -> String {
    let most = text.max_length.map(|most| most.to_string()).unwrap_or_default();
    let length = vtl::matches(variable, &format!("(?s).{{{},{most}}}", text.min_length));
    match text.pattern {
        // What is empty counts as missing, so that the usual bound adds nothing to a pattern.
        Some(pattern) if (text.min_length, text.max_length) == (1, None) => vtl::matches(variable, pattern),
        Some(pattern) => format!("{length} && {}", vtl::matches(variable, pattern)),
        None => length,
    }
}

/// A variable's value as DynamoDB reads it.
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

/// Between the elements of a loop.
pub(super) const COMMA: &str = "#if($foreach.hasNext), #end";
