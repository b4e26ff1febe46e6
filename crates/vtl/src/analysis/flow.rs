//! The walk over a template that follows a client's data from variable to variable.

use std::collections::{HashMap, HashSet};

use super::guard::guarded;
use super::{Analysis, Escape, Flow, Use};
use crate::ast::{Block, Expression, ExpressionKind, Node, Reference, Step, StepKind};
use crate::error::Span;
use crate::template::Template;
use crate::value::Key;

/// A variable keeps at most so many sources, so that chains of `#set` stay linear.
const SOURCES: usize = 64;

/// Data of the client on its way.
type Taint = Flow;

pub(super) struct Walker<'t> {
    template: &'t Template,
    taints: HashMap<usize, Vec<Taint>>,
    pub(super) set: HashSet<usize>,
    pub(super) analysis: Analysis,
    /// The variables that a condition around holds to a harmless pattern.
    guarded: Vec<usize>,
    /// The first walk only gathers: a loop's end reaches its start.
    reporting: bool,
}

impl<'t> Walker<'t> {
    pub(super) fn new(template: &'t Template) -> Self {
        let (taints, set, guarded) = (HashMap::new(), HashSet::new(), Vec::new());
        Self { template, taints, set, analysis: Analysis::default(), guarded, reporting: false }
    }

    pub(super) fn run(&mut self) {
        self.block(&self.template.block);
        self.reporting = true;
        self.block(&self.template.block);
    }

    fn block(&mut self, block: &Block) {
        for node in block {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Reference(reference) => {
                for mut taint in self.reference(reference) {
                    taint.output_span = reference.span;
                    if self.reporting && !reference.escaped && !self.analysis.flows.contains(&taint) {
                        self.analysis.flows.push(taint);
                    }
                }
            }
            Node::Set { target, value } => self.assignment(target, value),
            Node::If { branches, otherwise } => {
                for (condition, body) in branches {
                    self.expression(condition);
                    let outside = self.guarded.len();
                    self.guarded.extend(guarded(condition, body));
                    self.block(body);
                    self.guarded.truncate(outside);
                }
                self.block(otherwise);
            }
            Node::Foreach { slot, source, body, .. } => {
                let taints = self.expression(source);
                self.give(*slot, taints);
                self.block(body);
            }
            Node::Define { slot, body } => {
                self.set.insert(*slot);
                // It is printed where no condition around it may hold.
                let guarded = std::mem::take(&mut self.guarded);
                self.block(body);
                self.guarded = guarded;
            }
            Node::Text(_) | Node::Break { .. } | Node::Stop | Node::Fails { .. } => {}
        }
    }

    fn assignment(&mut self, target: &Reference, value: &Expression) {
        let taints = self.expression(value);
        if target.steps.is_empty() {
            self.give(target.slot, taints);
            return;
        }
        self.reference(target);
        let context = &*self.template.names[target.slot] == "context";
        if context
            && self.reporting
            && target.steps.first().is_some_and(|step| step_name(step) == Some("responseOverride"))
        {
            self.analysis.response_overrides += 1;
        }
        if !context {
            self.keep(target.slot, taints);
        }
    }

    fn give(&mut self, slot: usize, taints: Vec<Taint>) {
        self.set.insert(slot);
        self.keep(slot, taints);
    }

    fn keep(&mut self, slot: usize, taints: Vec<Taint>) {
        let name = self.template.names[slot].to_string();
        let kept = self.taints.entry(slot).or_default();
        for mut taint in taints {
            if !taint.through.contains(&name) {
                taint.through.push(name.clone());
            }
            if kept.len() < SOURCES && !kept.contains(&taint) {
                kept.push(taint);
            }
        }
    }

    fn expression(&mut self, expression: &Expression) -> Vec<Taint> {
        match &expression.kind {
            ExpressionKind::Reference(reference) => self.reference(reference),
            ExpressionKind::Interpolated { block, .. } => {
                let mut taints = Vec::new();
                for node in block {
                    match node {
                        Node::Reference(reference) => taints.extend(self.reference(reference)),
                        other => self.node(other),
                    }
                }
                taints
            }
            ExpressionKind::List(elements) => elements.iter().flat_map(|element| self.expression(element)).collect(),
            ExpressionKind::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [self.expression(key), self.expression(value)].concat())
                .collect(),
            ExpressionKind::Range(left, right) | ExpressionKind::Binary(_, left, right) => {
                [self.expression(left), self.expression(right)].concat()
            }
            ExpressionKind::Not(operand) => self.expression(operand),
            _ => Vec::new(),
        }
    }

    /// The client's data that a reference carries.
    fn reference(&mut self, reference: &Reference) -> Vec<Taint> {
        let name = self.template.names[reference.slot].to_string();
        let text = self.text(reference.span);
        if self.reporting {
            self.analysis.references.push(Use { name: name.clone(), text: text.clone(), span: reference.span });
        }
        let mut taints = self.taints.get(&reference.slot).cloned().unwrap_or_default();
        if reads_client(&name, &reference.steps) {
            let escapes = if first(&reference.steps) == Some("json") { vec![Escape::Json] } else { Vec::new() };
            let span = reference.span;
            taints.push(Flow { source: text, source_span: span, output_span: span, through: Vec::new(), escapes });
        }
        if reference.steps.is_empty() && self.guarded.contains(&reference.slot) {
            for taint in &mut taints {
                taint.escapes.push(Escape::Pattern);
            }
        }
        for step in &reference.steps {
            match &step.kind {
                StepKind::Method(call) => {
                    let given: Vec<Taint> =
                        call.arguments.iter().flat_map(|argument| self.expression(argument)).collect();
                    // What `$input` is asked with is no output of it.
                    if name != "input" {
                        taints.extend(given);
                    }
                    if let Some(escape) = escape(&name, step) {
                        for taint in &mut taints {
                            taint.escapes.push(escape);
                        }
                    }
                }
                StepKind::Index(index) => drop(self.expression(index)),
                StepKind::Property(_) => {}
            }
        }
        taints.truncate(SOURCES);
        taints
    }

    fn text(&self, span: Span) -> String {
        self.template.source().get(span.start..span.end).unwrap_or_default().to_owned()
    }
}

fn first(steps: &[Step]) -> Option<&str> {
    steps.first().and_then(step_name)
}

/// The name of a property, method or literal key.
pub(super) fn step_name(step: &Step) -> Option<&str> {
    match &step.kind {
        StepKind::Property(Key::Text(name)) => Some(name),
        StepKind::Method(call) => Some(&call.name),
        StepKind::Index(Expression { kind: ExpressionKind::String(text), .. }) => Some(text),
        StepKind::Index(_) | StepKind::Property(_) => None,
    }
}

fn reads_client(name: &str, steps: &[Step]) -> bool {
    match name {
        "input" => matches!(first(steps), Some("body" | "path" | "json" | "params")),
        "method" => first(steps) == Some("request"),
        "context" => match first(steps) {
            None | Some("path" | "domainName" | "domainPrefix" | "authorizer" | "requestOverride") => true,
            Some("identity") => matches!(steps.get(1).and_then(step_name), None | Some("userAgent")),
            Some(_) => false,
        },
        _ => false,
    }
}

fn escape(name: &str, step: &Step) -> Option<Escape> {
    let StepKind::Method(call) = &step.kind else { return None };
    match (name, &*call.name, call.arguments.as_slice()) {
        ("util", "escapeJavaScript", _) => Some(Escape::JavaScript),
        ("util", "urlEncode", _) => Some(Escape::Url),
        ("util", "base64Encode", _) => Some(Escape::Base64),
        (_, "replaceAll", [from, to]) => {
            let literal = |expression: &Expression, text: &str| matches!(&expression.kind, ExpressionKind::String(found) if **found == *text);
            (literal(from, r"\\'") && literal(to, "'")).then_some(Escape::SingleQuotes)
        }
        _ => None,
    }
}
