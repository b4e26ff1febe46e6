//! The text of a template for the check, and the mapping back to where it was written.

use std::sync::Arc;

use gelato_vtl::{Span, excerpt};

use crate::terraform::{Expression, PartOrigin, TextOrigin};

/// The stand-in for a value that Terraform fills in: a constant wherever VTL accepts one, and plain text elsewhere.
const NEUTRAL: &str = "1";

/// A finding in a template.
#[derive(Debug)]
pub(super) struct Finding {
    /// The position, in bytes of the text.
    pub(super) span: Span,
    /// The message, with a hint on a separate line.
    pub(super) message: String,
    /// Whether it is about unescaped data of a client.
    pub(super) is_unescaped: bool,
}

impl Finding {
    pub(super) fn at(span: Span, message: String) -> Self {
        Self { span, message, is_unescaped: false }
    }
}

/// A template's text and its origin.
#[derive(Debug)]
pub(super) struct TemplateText {
    text: String,
    /// The offset of each part in the text, and where it was written.
    parts: Vec<(usize, PartOrigin)>,
}

impl TemplateText {
    /// The text of an argument. Without an origin, findings name the argument.
    pub(super) fn new(subject: &str, template: &Expression, origin: Option<&TextOrigin>) -> Self {
        let parts = match template {
            Expression::Template(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let (mut text, mut starts) = (String::new(), Vec::new());
        for part in parts {
            starts.push(text.len());
            flatten(part, &mut text);
        }
        let parts = match origin.filter(|origin| origin.len() == starts.len()) {
            Some(origin) => starts.into_iter().zip(origin.iter().cloned()).collect(),
            None => vec![(0, own_origin(subject, &text))],
        };
        Self { text, parts }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The finding with file, line and column, and an excerpt with carets.
    pub(super) fn located(&self, finding: &Finding) -> String {
        let Span { start, end } = finding.span;
        let index = self.parts.partition_point(|(begin, _)| *begin <= start).saturating_sub(1);
        let Some((begin, origin)) = self.parts.get(index) else { return finding.message.clone() };
        let (line, column) = origin.after(self.text.get(*begin..start).unwrap_or_default());
        let found = self.text.get(start..end).unwrap_or_default();
        let width = found.lines().next().unwrap_or_default().chars().count();
        let (message, hint) = match finding.message.split_once('\n') {
            Some((message, hint)) => (message, format!("\n{hint}")),
            None => (finding.message.as_str(), String::new()),
        };
        let shown = excerpt(origin.source_line(line), column, width);
        format!("{}:{line}:{column}: {message}\n{shown}{hint}", origin.name)
    }
}

fn flatten(part: &Expression, text: &mut String) {
    match part {
        Expression::Text(literal) => text.push_str(literal),
        Expression::Template(parts) => parts.iter().for_each(|part| flatten(part, text)),
        _ => text.push_str(NEUTRAL),
    }
}

fn own_origin(subject: &str, text: &str) -> PartOrigin {
    PartOrigin { name: subject.into(), source: Arc::from(text), line: 1, column: 1 }
}
