//! Templates: text with `${…}` and `%{…}`.
//! <https://developer.hashicorp.com/terraform/language/expressions/strings#string-templates>

use std::collections::BTreeMap;
use std::rc::Rc;
use std::str::FromStr;

use hcl::expr::TemplateExpr;
use hcl::template::{Directive, Element, ForDirective, IfDirective, Strip, Template};
use serde_json::Value;

use super::{Evaluator, Failure, Outcome, Scope, Step, entries};
use crate::load::budget::{Budget, Shared};
use crate::load::convert;
use crate::load::files::Files;

/// Whether whitespace before and after a literal is stripped.
#[derive(Clone, Copy)]
struct Edges {
    before: bool,
    after: bool,
}

pub(super) fn of_expression(evaluator: Evaluator<'_>, expression: &TemplateExpr) -> Outcome<Shared> {
    let template = Template::from_expr(expression).map_err(|error| Failure::Invalid(error.to_string()))?;
    of_template(evaluator, &template)
}

/// `templatefile(path, variables)`.
pub(super) fn of_file(evaluator: Evaluator<'_>, arguments: &[Shared]) -> Outcome<Shared> {
    let [path, variables] = two("templatefile", arguments)?;
    let path = convert::text(path)?;
    let text = evaluator.scope.files().text(&path)?;
    given("templatefile", evaluator, &text, variables).map_err(|failure| match failure {
        Failure::Invalid(message) => Failure::Invalid(format!("templatefile: {path}: {message}")),
        other => other,
    })
}

/// `templatestring(template, variables)`.
pub(super) fn of_string(evaluator: Evaluator<'_>, arguments: &[Shared]) -> Outcome<Shared> {
    let [text, variables] = two("templatestring", arguments)?;
    given("templatestring", evaluator, &convert::text(text)?, variables)
}

fn two<'a>(function: &str, arguments: &'a [Shared]) -> Result<[&'a Value; 2], String> {
    match arguments {
        [text, variables] if text.is_string() && variables.is_object() => Ok([text, variables]),
        _ => Err(format!("{function}: a string and an object of variables are expected")),
    }
}

/// The text of a template whose only names are the given variables.
fn given(function: &str, evaluator: Evaluator<'_>, text: &str, variables: &Value) -> Outcome<Shared> {
    if evaluator.scope.is_template() {
        return Err(format!("{function} cannot be called inside the template of another template function").into());
    }
    let template = Template::from_str(text).map_err(|error| Failure::Invalid(error.to_string()))?;
    let copied = |(name, value)| Ok((name, Rc::new(evaluator.budget().copy(value)?)));
    let members = variables.as_object().into_iter().flatten();
    let variables = members.map(|(name, value)| copied((name.as_str(), value))).collect::<Result<_, String>>()?;
    let scope = FileScope { variables, outer: evaluator.scope };
    of_template(Evaluator::new(&scope), &template)
}

struct FileScope<'a> {
    variables: BTreeMap<&'a str, Shared>,
    outer: &'a dyn Scope,
}

impl Scope for FileScope<'_> {
    fn resolve(&self, root: &str, _: &[Step]) -> Outcome<(Shared, usize)> {
        match self.variables.get(root) {
            Some(value) => Ok((Rc::clone(value), 0)),
            None => Err(format!("the template has no variable `{root}`").into()),
        }
    }

    fn budget(&self) -> &Budget {
        self.outer.budget()
    }

    fn is_template(&self) -> bool {
        true
    }

    fn files(&self) -> &Files {
        self.outer.files()
    }

    fn is_open(&self, _: &str) -> bool {
        false
    }
}

/// A template that is a single interpolation has its value; any other is text.
fn of_template(evaluator: Evaluator<'_>, template: &Template) -> Outcome<Shared> {
    if let [Element::Interpolation(only)] = template.elements() {
        return evaluator.value(&only.expr);
    }
    let mut text = String::new();
    write(evaluator, template, Edges { before: false, after: false }, &mut text)?;
    Ok(Rc::new(Value::String(text)))
}

fn write(evaluator: Evaluator<'_>, template: &Template, outer: Edges, text: &mut String) -> Outcome<()> {
    let elements = template.elements();
    for (index, element) in elements.iter().enumerate() {
        match element {
            Element::Literal(literal) => {
                let before = index.checked_sub(1).map_or(outer.before, |index| edges(&elements[index]).after);
                let after = elements.get(index + 1).map_or(outer.after, |next| edges(next).before);
                push(evaluator, text, stripped(literal, Edges { before, after }))?;
            }
            Element::Interpolation(interpolation) => {
                push(evaluator, text, &convert::text(&*evaluator.value(&interpolation.expr)?)?)?;
            }
            Element::Directive(directive) => match &**directive {
                Directive::If(directive) => write_if(evaluator, directive, text)?,
                Directive::For(directive) => write_for(evaluator, directive, text)?,
            },
        }
    }
    Ok(())
}

fn push(evaluator: Evaluator<'_>, text: &mut String, more: &str) -> Outcome<()> {
    evaluator.budget().text(1, more.len())?;
    text.push_str(more);
    Ok(())
}

fn write_if(evaluator: Evaluator<'_>, directive: &IfDirective, text: &mut String) -> Outcome<()> {
    let holds = convert::boolean(&*evaluator.value(&directive.cond_expr)?)?;
    let middle = directive.false_template.as_ref().map_or(directive.endif_strip, |_| directive.else_strip);
    if holds {
        let edges = Edges { before: directive.if_strip.strip_end(), after: middle.strip_start() };
        return write(evaluator, &directive.true_template, edges, text);
    }
    let Some(otherwise) = &directive.false_template else { return Ok(()) };
    let edges = Edges { before: directive.else_strip.strip_end(), after: directive.endif_strip.strip_start() };
    write(evaluator, otherwise, edges, text)
}

fn write_for(evaluator: Evaluator<'_>, directive: &ForDirective, text: &mut String) -> Outcome<()> {
    let edges = Edges { before: directive.for_strip.strip_end(), after: directive.endfor_strip.strip_start() };
    for (key, value) in entries(evaluator.owned(&directive.collection_expr)?)? {
        let key_name = directive.key_var.as_ref().map_or("", |name| name.as_str());
        evaluator.with(key_name, Rc::new(key), |inner| {
            let inside = |inner: Evaluator<'_>| write(inner, &directive.template, edges, text);
            inner.with(directive.value_var.as_str(), Rc::new(value), inside)
        })?;
    }
    Ok(())
}

/// Whether an element strips the whitespace before and after it.
fn edges(element: &Element) -> Edges {
    let (first, last): (Strip, Strip) = match element {
        Element::Literal(_) => (Strip::None, Strip::None),
        Element::Interpolation(interpolation) => (interpolation.strip, interpolation.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(directive) => (directive.if_strip, directive.endif_strip),
            Directive::For(directive) => (directive.for_strip, directive.endfor_strip),
        },
    };
    Edges { before: first.strip_start(), after: last.strip_end() }
}

fn stripped(literal: &str, edges: Edges) -> &str {
    let literal = if edges.before { literal.trim_start() } else { literal };
    if edges.after { literal.trim_end() } else { literal }
}
