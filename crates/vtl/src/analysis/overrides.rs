//! Finds parameters of a request or response that one rendering overrides more than once.
//!
//! API Gateway applies an override once; a second one of the same parameter makes the call fail with a status of 5xx.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html>

use std::collections::BTreeSet;

use super::value::step_name;
use crate::ast::{Block, Expression, ExpressionKind, Node, Reference, StepKind};
use crate::error::Span;
use crate::template::Template;

/// A second override of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedOverride {
    /// The parameter, such as `responseOverride.status`.
    pub parameter: String,
    /// The place of the second override.
    pub span: Span,
}

/// The parameters that one rendering may override more than once.
///
/// ```
/// use gelato_vtl::{Template, analysis::repeated_overrides};
/// let source = "#set($o = $context.responseOverride)#set($context.responseOverride.status = 400)\
///               #if($o)#set($context.responseOverride.status = 500)#end";
/// let repeated = repeated_overrides(&Template::parse("t", source).unwrap());
/// assert_eq!(repeated[0].parameter, "responseOverride.status");
/// ```
pub fn repeated_overrides(template: &Template) -> Vec<RepeatedOverride> {
    let mut walker = Walker { template, repeated: Vec::new() };
    walker.block(&template.block, &mut BTreeSet::new());
    walker.repeated
}

struct Walker<'t> {
    template: &'t Template,
    repeated: Vec<RepeatedOverride>,
}

/// The parameters that may have been set so far.
type Seen = BTreeSet<String>;

impl Walker<'_> {
    /// Walks a block, and returns whether the rendering always ends in it.
    fn block(&mut self, block: &Block, seen: &mut Seen) -> bool {
        block.iter().any(|node| self.node(node, seen))
    }

    fn node(&mut self, node: &Node, seen: &mut Seen) -> bool {
        match node {
            Node::Set { target, value } => {
                self.expression(value, seen);
                self.note(parameter(&self.template.variables.names[target.slot], target), target.span, seen);
            }
            Node::Reference(reference) => self.put(reference, seen),
            Node::If { branches, otherwise } => return self.branches(branches, otherwise, seen),
            Node::Foreach { body, .. } => {
                // The second iteration repeats the overrides of the first.
                self.block(body, seen);
                self.block(body, seen);
            }
            Node::Define { body, .. } => {
                self.block(body, seen);
            }
            Node::Stop | Node::Fails { .. } => return true,
            Node::Text(_) | Node::Break { .. } => {}
        }
        false
    }

    fn branches(&mut self, branches: &[(Expression, Block)], otherwise: &Block, seen: &mut Seen) -> bool {
        let before = seen.clone();
        let bodies = branches.iter().map(|(_, body)| body).chain([otherwise]);
        let mut all_end = true;
        for body in bodies {
            let mut inside = before.clone();
            if !self.block(body, &mut inside) {
                all_end = false;
                seen.append(&mut inside);
            }
        }
        all_end
    }

    fn expression(&mut self, expression: &Expression, seen: &mut Seen) {
        if let ExpressionKind::Reference(reference) = &expression.kind {
            self.put(reference, seen);
        }
    }

    /// `$context.responseOverride.header.put("name", …)` is an override as well.
    fn put(&mut self, reference: &Reference, seen: &mut Seen) {
        let Some((last, before)) = reference.steps.split_last() else { return };
        let StepKind::Method(call) = &last.kind else { return };
        let (Some(Expression { kind: ExpressionKind::String(key), .. }), "put") =
            (call.arguments.first(), call.name.as_str())
        else {
            return;
        };
        let names = before.iter().map(step_name).chain([Some(key.as_str())]);
        let name = path(&self.template.variables.names[reference.slot], names);
        self.note(name, reference.span, seen);
    }

    fn note(&mut self, parameter: Option<String>, span: Span, seen: &mut Seen) {
        let Some(parameter) = parameter else { return };
        let repeated = RepeatedOverride { parameter: parameter.clone(), span };
        if !seen.insert(parameter.to_ascii_lowercase()) && !self.repeated.contains(&repeated) {
            self.repeated.push(repeated);
        }
    }
}

fn parameter(name: &str, target: &Reference) -> Option<String> {
    path(name, target.steps.iter().map(step_name))
}

/// The path after `$context`, if it is all literal and leads into an override.
fn path<'a>(name: &str, mut names: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let first = names.next().flatten()?;
    if name != "context" || !matches!(first, "responseOverride" | "requestOverride") {
        return None;
    }
    let rest: Option<Vec<_>> = names.collect();
    Some(format!("{first}.{}", rest?.join(".")))
}
