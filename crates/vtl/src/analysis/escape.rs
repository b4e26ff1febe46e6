//! What happens to a client's text on its way, and whether what comes out is JSON.

use super::Position;
use crate::ast::{Call, Expression, ExpressionKind};

/// What is done to a value on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Escape {
    /// `$util.escapeJavaScript(…)`: not JSON yet, for it escapes single quotes.
    JavaScript,
    /// `.replaceAll("\\'", "'")`, which makes JSON of the former.
    SingleQuotes,
    /// `$input.json(…)`: JSON text with its quotes.
    Json,
    /// `$util.urlEncode(…)`.
    Url,
    /// `$util.base64Encode(…)`.
    Base64,
    /// Within an `#if` whose condition admits only the characters of numbers.
    Number,
    /// Within an `#if` whose condition admits only characters that stand for themselves in a JSON string.
    Checked,
    /// A method that takes a piece, such as `substring`: it may cut an escape apart.
    Cut,
    /// A text put in place of another, such as `.replace('+', '-')`: harmless itself, it may still break up an escape.
    Replaced,
    /// A method that makes another text: whatever was escaped may no longer be.
    Rewritten,
}

/// What a text is after its escapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Raw,
    /// Escaped for JavaScript, which is JSON but for `\'`.
    Script,
    /// The inside of a JSON string.
    Quoted,
    /// Text without quotes, backslashes and control characters.
    Plain,
    Number,
    Json,
}

/// Whether a text is JSON at its place, after what was done to it.
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
        // Nothing of a number, or of plain text, is replaced or cut apart.
        (Escape::Number, _) | (Escape::JavaScript | Escape::SingleQuotes | Escape::Cut, Form::Number) => Form::Number,
        (Escape::Url | Escape::Base64 | Escape::Checked, _)
        | (Escape::SingleQuotes | Escape::Cut | Escape::Replaced, Form::Plain)
        | (Escape::Replaced, Form::Number) => Form::Plain,
        (Escape::JavaScript, _) => Form::Script,
        (Escape::SingleQuotes, Form::Script) => Form::Quoted,
        // Done twice, it takes away backslashes that are needed.
        (Escape::SingleQuotes | Escape::Cut | Escape::Replaced | Escape::Rewritten, _) => Form::Raw,
    }
}

/// What a method does to what it is called on.
pub(super) enum Effect {
    /// The same text, or a part of a collection.
    None,
    Escape(Escape),
    /// It gives a number or a Boolean.
    Scalar,
    /// It puts its arguments into what it is called on.
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

/// Whether an argument is a literal that stands for itself in a JSON string.
fn is_harmless(argument: Option<&Expression>) -> bool {
    let plain = |text: &str| !text.contains(|c: char| c < ' ' || c == '"' || c == '\\');
    matches!(argument, Some(Expression { kind: ExpressionKind::String(text), .. }) if plain(text))
}

/// Whether a call's arguments are these two literals.
fn takes(call: &Call, first: &str, second: &str) -> bool {
    let literal =
        |argument: &Expression, text: &str| matches!(&argument.kind, ExpressionKind::String(found) if found == text);
    matches!(call.arguments.as_slice(), [from, to] if literal(from, first) && literal(to, second))
}

/// Whether a call gives text whatever it is called on.
pub(super) fn gives_text(name: &str, call: &Call) -> bool {
    name == "util"
        || (name == "input" && &*call.name == "params" && !call.arguments.is_empty())
        || &*call.name == "toString"
}
