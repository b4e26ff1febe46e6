//! Checks every mapping template, whoever wrote it: that it parses, that it reads only variables that are set, and that
//! a client's data reaches DynamoDB or another client only through an escape to JSON.
//!
//! Values that Terraform fills in count as constants. A finding names the file and position of the template, or the
//! argument if the template was written there directly.

use gelato_vtl::analysis::{Flow, analyse, repeated_overrides};
use gelato_vtl::{Span, Template};

use crate::constructs::api_gateway::UNESCAPED;
use crate::terraform::{Argument, Declaration, Document, Entry, Expression, Problem, ProblemKind, Target};

use super::template_text::{Finding, TemplateText};

/// The arguments with templates, which are maps by content type.
const TEMPLATES: [(&str, &str); 2] = [
    ("aws_api_gateway_integration", "request_templates"),
    ("aws_api_gateway_integration_response", "response_templates"),
];

/// API Gateway's limit for a template, in bytes.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html>
const LONGEST_BYTES: usize = 300 * 1024;

/// The escape that turns any text into JSON.
const ESCAPE: &str = r#"`$util.escapeJavaScript(…).replaceAll("\\'", "'")` in quotes"#;

/// The problems of a document's templates.
pub(super) fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        for (kind, argument) in TEMPLATES {
            if matches!(target, Target::Resource { kind: known, .. } if known == kind) {
                problems.extend(argument_problems(document, target, entry, argument));
            }
        }
    }
    problems
}

fn argument_problems(document: &Document, target: &Target, entry: &Entry, argument: &str) -> Vec<Problem> {
    let Declaration::Block { block, .. } = &entry.declaration else { return Vec::new() };
    let templates = match block.get(argument) {
        None | Some(Argument::Value(Expression::Null)) => return Vec::new(),
        Some(Argument::Value(Expression::Object(templates))) => templates.values().collect(),
        // If Terraform computes the map, its templates are unknown.
        Some(Argument::Value(other)) => vec![other],
        Some(_) => return Vec::new(),
    };
    let subject = format!("{target}.{argument}");
    let mut exceptions = document.exceptions().iter();
    let exception = exceptions.find(|exception| exception.rule == UNESCAPED && exception.subject == subject);
    let (mut findings, mut excused) = (Vec::new(), 0);
    for template in templates {
        let text = TemplateText::new(&subject, template, document.origin(target, argument));
        let findings_here = if is_written(template) { findings_of(&text) } else { vec![unknown()] };
        for finding in findings_here {
            if finding.is_unescaped && exception.is_some() {
                excused += 1;
            } else {
                findings.push(text.located(&finding));
            }
        }
    }
    if exception.is_some() && excused == 0 {
        findings.push(format!("{subject}: nothing in it is unescaped\nhint: remove the exception"));
    }
    findings.into_iter().map(|detail| problem(document, target, entry, detail)).collect()
}

/// Whether the program contains the template's text, apart from placeholders.
fn is_written(template: &Expression) -> bool {
    match template {
        Expression::Text(_) => true,
        Expression::Template(parts) => parts.iter().any(is_written),
        _ => false,
    }
}

fn unknown() -> Finding {
    let message = "Terraform computes the whole template, so it cannot be checked for a client's data\n\
                   hint: `MappingTemplate::fill` reads a file, with places for what Terraform knows";
    Finding { is_unescaped: true, ..Finding::at(Span::default(), message.to_owned()) }
}

fn findings_of(text: &TemplateText) -> Vec<Finding> {
    if text.text().len() > LONGEST_BYTES {
        let found = text.text().len();
        return vec![Finding::at(Span::default(), format!("{found} bytes; API Gateway takes at most {LONGEST_BYTES}"))];
    }
    let template = match Template::parse("template", text.text()) {
        Ok(template) => template,
        Err(error) => return vec![Finding::at(error.span(), error.kind().to_string())],
    };
    let analysis = analyse(&template);
    let undefined = analysis.undefined.iter().map(|used| {
        Finding::at(used.span, format!("nothing sets `{}` before, so that `{}` is empty", used.name, used.text))
    });
    let unescaped = analysis.flows.iter().filter(|flow| !flow.is_json_safe()).map(unescaped);
    let repeated = repeated_overrides(&template).into_iter().map(|repeated| {
        let hint = "hint: set a variable, and override once at the end";
        Finding::at(repeated.span, format!("`{}` may be overridden already\n{hint}", repeated.parameter))
    });
    undefined.chain(unescaped).chain(repeated).collect()
}

fn unescaped(flow: &Flow) -> Finding {
    let how = if flow.escapes.is_empty() { "without an escape" } else { "in a form that is not valid JSON there" };
    let message = format!("`{}` of a client reaches the output {how}\nhint: {ESCAPE}", flow.source);
    Finding { is_unescaped: true, ..Finding::at(flow.output_span, message) }
}

fn problem(document: &Document, target: &Target, entry: &Entry, detail: String) -> Problem {
    let (document, address) = (document.name().to_owned(), target.to_string());
    Problem { kind: ProblemKind::Template { document, address, detail }, place: Some(entry.place) }
}
