//! Methods that write and that anyone may call. They are refused in AWS, where each call costs money and anyone who
//! finds the URL can call them.
//!
//! If a variable chooses a method's authorization, the environment's settings are checked instead.

use crate::constructs::api_gateway::UNAUTHENTICATED_WRITE;
use crate::terraform::{Argument, Block, Declaration, Document, Entry, Expression, Problem, Refusal, Target};

/// The verbs that only read.
const READS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// The methods of a document with which anyone may write.
pub(super) fn check(document: &Document) -> Vec<Problem> {
    let is_method =
        |target: &Target| matches!(target, Target::Resource { kind, .. } if kind == "aws_api_gateway_method");
    let methods = document.entries().iter().filter(|(target, _)| is_method(target));
    methods.filter_map(|(target, entry)| open_write(document, target, entry)).collect()
}

fn open_write(document: &Document, target: &Target, entry: &Entry) -> Option<Problem> {
    let Declaration::Block { block, .. } = &entry.declaration else { return None };
    let verb = text(block, "http_method")?;
    let is_open = text(block, "authorization") == Some("NONE") && block.get("api_key_required").is_none_or(is_false);
    let subject = target.to_string();
    let mut exceptions = document.exceptions().iter();
    let is_excused =
        exceptions.any(|exception| exception.rule == UNAUTHENTICATED_WRITE && exception.subject == subject);
    if !is_open || READS.contains(&verb) || is_excused {
        return None;
    }
    let found = format!("`{subject}` in `{}`: anyone may call this {verb}, which is refused in AWS", document.name());
    let refused = Refusal::new(found)
        .allowing("`ApiKey`, `Iam`, `Cognito` and `Function` as its `Authorization`")
        .hint("if this is intended, say why it is harmless: `Authorization::Open { reason }`");
    Some(Problem { kind: refused.into(), place: Some(entry.place) })
}

fn text<'a>(block: &'a Block, argument: &str) -> Option<&'a str> {
    match block.get(argument) {
        Some(Argument::Value(Expression::Text(text))) => Some(text),
        _ => None,
    }
}

fn is_false(argument: &Argument) -> bool {
    matches!(argument, Argument::Value(Expression::Bool(false)))
}
