//! The escaping of a client's text, and whether the output is JSON.

use super::Position;
use crate::ast::{Call, Expression, ExpressionKind};

/// A step that escapes a text, or breaks its escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Escape {
    /// `$util.escapeJavaScript(…)`: not JSON yet, because it escapes single quotes.
    JavaScript,
    /// `.replaceAll("\\'", "'")`, which turns the former into JSON.
    SingleQuotes,
    /// `$input.json(…)`: JSON text including its quotes.
    Json,
    /// `$util.urlEncode(…)`.
    Url,
    /// `$util.base64Encode(…)`.
    Base64,
    /// An `#if` whose condition only admits the characters of numbers.
    Number,
    /// An `#if` whose condition only admits characters that a JSON string need not escape.
    Checked,
    /// A method that takes a part, such as `substring`, and may split an escape.
    Cut,
    /// A replacement by a harmless text, such as `.replace('+', '-')`, which may still break an escape.
    Replaced,
    /// A method that creates another text, which may no longer be escaped.
    Rewritten,
}

/// The form of a text after its escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Raw,
    /// Escaped for JavaScript, which is JSON except for `\'`.
    Script,
    /// The inside of a JSON string.
    Quoted,
    /// Text without quotes, backslashes and control characters.
    Plain,
    Number,
    Json,
}

/// Whether an escaped text is valid JSON at its position.
pub(super) fn is_json_safe(escapes: &[Escape], position: Position) -> bool {
    let form = escapes.iter().fold(Form::Raw, |form, escape| after(form, *escape));
    match form {
        Form::Raw | Form::Script => false,
        Form::Quoted | Form::Plain => position != Position::Value,
        Form::Json => position != Position::String,
        Form::Number => true,
    }
}

fn after(form: Form, escape: Escape) -> Form {
    match (escape, form) {
        (Escape::Json, _) => Form::Json,
        // Numbers and plain text have no escapes that could be replaced or split.
        (Escape::Number, _) | (Escape::JavaScript | Escape::SingleQuotes | Escape::Cut, Form::Number) => Form::Number,
        (Escape::Url | Escape::Base64 | Escape::Checked, _)
        | (Escape::SingleQuotes | Escape::Cut | Escape::Replaced, Form::Plain)
        | (Escape::Replaced, Form::Number) => Form::Plain,
        (Escape::JavaScript, _) => Form::Script,
        (Escape::SingleQuotes, Form::Script) => Form::Quoted,
        // A second time, it removes backslashes that are needed.
        (Escape::SingleQuotes | Escape::Cut | Escape::Replaced | Escape::Rewritten, _) => Form::Raw,
    }
}

/// The effect of a method on its receiver.
pub(super) enum Effect {
    /// The same text, or a part of a collection.
    None,
    Escape(Escape),
    /// It returns a number or a Boolean.
    Scalar,
    /// It stores its arguments in the receiver.
    Stores,
}

pub(super) fn effect(name: &str, call: &Call) -> Effect {
    if name == "util" {
        return match &*call.name {
            "escapeJavaScript" => Effect::Escape(Escape::JavaScript),
            "urlEncode" => Effect::Escape(Escape::Url),
            "base64Encode" => Effect::Escape(Escape::Base64),
            "parseJson" | "urlDecode" | "base64Decode" => Effect::Escape(Escape::Rewritten),
            _ => Effect::None,
        };
    }
    match &*call.name {
        "replaceAll" if takes(call, r"\\'", "'") => Effect::Escape(Escape::SingleQuotes),
        "replace" if takes(call, r"\'", "'") => Effect::Escape(Escape::SingleQuotes),
        "replaceAll" | "replaceFirst" | "replace" if is_harmless(call.arguments.last()) => {
            Effect::Escape(Escape::Replaced)
        }
        "replaceAll" | "replaceFirst" | "replace" | "concat" | "format" => Effect::Escape(Escape::Rewritten),
        "substring" | "subSequence" | "split" | "charAt" | "toCharArray" | "toUpperCase" => Effect::Escape(Escape::Cut),
        "length" | "size" | "isEmpty" | "equals" | "equalsIgnoreCase" | "contains" | "containsKey"
        | "containsValue" | "containsAll" | "startsWith" | "endsWith" | "matches" | "indexOf" | "lastIndexOf"
        | "hashCode" | "compareTo" | "intValue" | "longValue" | "doubleValue" | "hasNext" => Effect::Scalar,
        "put" | "putAll" | "putIfAbsent" | "add" | "addAll" | "set" => Effect::Stores,
        _ => Effect::None,
    }
}

/// Whether an argument is a literal that a JSON string need not escape.
fn is_harmless(argument: Option<&Expression>) -> bool {
    let plain = |text: &str| !text.contains(|c: char| c < ' ' || c == '"' || c == '\\');
    matches!(argument, Some(Expression { kind: ExpressionKind::String(text), .. }) if plain(text))
}

/// Whether the arguments are these two literals.
fn takes(call: &Call, first: &str, second: &str) -> bool {
    let literal =
        |argument: &Expression, text: &str| matches!(&argument.kind, ExpressionKind::String(found) if found == text);
    matches!(call.arguments.as_slice(), [from, to] if literal(from, first) && literal(to, second))
}

/// Whether a call returns text for any receiver.
pub(super) fn gives_text(name: &str, call: &Call) -> bool {
    name == "util"
        || (name == "input" && &*call.name == "params" && !call.arguments.is_empty())
        || &*call.name == "toString"
}
