//! The client's data in an expression, and its escapes.

use super::escape::{Effect, effect, gives_text};
use super::flow::Walker;
use super::state::{Contents, Taint};
use super::{Escape, Flow, Position, Use};
use crate::ast::{Block, Expression, ExpressionKind, Node, Operator, Reference, Step, StepKind};
use crate::value::Key;

impl<'t> Walker<'t> {
    pub(super) fn expression(&mut self, expression: &'t Expression) -> Contents<'t> {
        let mut held = Contents::default();
        match &expression.kind {
            ExpressionKind::Reference(reference) => return self.reference(reference),
            ExpressionKind::Interpolated { block, .. } => held.taints = self.interpolated(block),
            ExpressionKind::List(elements) => {
                for element in elements {
                    self.gather(element, &mut held);
                }
            }
            ExpressionKind::Map(entries) => {
                for (key, value) in entries {
                    self.gather(key, &mut held);
                    self.gather(value, &mut held);
                }
            }
            ExpressionKind::Range(left, right) => drop((self.expression(left), self.expression(right))),
            ExpressionKind::Binary(operator, left, right) => {
                let mut sum = Contents::default();
                self.gather(left, &mut sum);
                self.gather(right, &mut sum);
                if *operator == Operator::Add {
                    held.taints = sum.taints;
                }
            }
            ExpressionKind::Not(operand) => drop(self.expression(operand)),
            _ => {}
        }
        held
    }

    fn gather(&mut self, expression: &'t Expression, into: &mut Contents<'t>) {
        for taint in self.expression(expression).taints {
            into.add(taint);
        }
    }

    /// A template within a string, whose output becomes part of a text. Quotes in it determine positions in the JSON.
    fn interpolated(&mut self, block: &'t Block) -> Vec<Taint> {
        let outer = self.captured.replace(Vec::new());
        let position = std::mem::replace(&mut self.state.position, Position::Value);
        self.block(block);
        self.state.position = position;
        let mut taints = std::mem::replace(&mut self.captured, outer).unwrap_or_default();
        let quotes = block.iter().any(|node| matches!(node, Node::Text(text) if text.contains('"')));
        for taint in &mut taints {
            taint.text = true;
            if !quotes {
                taint.position = None;
            }
        }
        taints
    }

    /// The contents of a reference.
    pub(super) fn reference(&mut self, reference: &'t Reference) -> Contents<'t> {
        let name = &*self.template.variables.names[reference.slot];
        let text = self.source(reference.span).to_owned();
        if self.seen.insert(reference.span) {
            self.analysis.references.push(Use { name: name.to_owned(), text: text.clone(), span: reference.span });
        }
        self.reads.note(reference.slot, reference.span, &self.set);
        let mut held = self.state.held.get(&reference.slot).cloned().unwrap_or_default();
        if !reference.steps.is_empty() {
            held.blocks.clear();
        }
        if name == "context" {
            held.overrides = first(&reference.steps) == Some("responseOverride");
        }
        if reads_client(name, &reference.steps) {
            let json = first(&reference.steps) == Some("json");
            let escapes = if json { vec![Escape::Json] } else { Vec::new() };
            let (source_span, output_span) = (reference.span, reference.span);
            let flow = Flow {
                source: text,
                source_span,
                output_span,
                through: Vec::new(),
                escapes,
                position: Position::Value,
            };
            held.taints.push(Taint { flow, text: json || first(&reference.steps) == Some("body"), position: None });
        }
        for (place, step) in reference.steps.iter().enumerate() {
            // Only the first step is a method of `$input` or `$util`.
            self.step(if place == 0 { name } else { "" }, reference, step, &mut held);
            self.vouch(reference, place + 1, &mut held);
        }
        held
    }

    fn step(&mut self, name: &str, reference: &'t Reference, step: &'t Step, held: &mut Contents<'t>) {
        let call = match &step.kind {
            StepKind::Method(call) => call,
            StepKind::Index(index) => return drop(self.expression(index)),
            StepKind::Property(_) => return,
        };
        let mut given = Contents::default();
        for argument in &call.arguments {
            self.gather(argument, &mut given);
        }
        let effect = effect(name, call);
        match effect {
            Effect::Scalar => held.taints.clear(),
            Effect::Stores => {
                self.store(reference, held.overrides, given.taints.clone());
            }
            Effect::None | Effect::Escape(_) => {}
        }
        // Arguments of `$input` do not reach its result, and neither do those of a comparison.
        if name != "input" && !matches!(effect, Effect::Scalar) {
            for taint in given.taints {
                held.add(taint);
            }
        }
        for taint in &mut held.taints {
            if let Effect::Escape(escape) = effect {
                taint.flow.escapes.push(escape);
            }
            taint.text |= gives_text(name, call);
        }
    }

    /// Adds the escapes that conditions guarantee.
    fn vouch(&self, reference: &Reference, steps: usize, held: &mut Contents<'_>) {
        if self.state.vouched.is_empty() {
            return;
        }
        let text = self.text_of(reference, steps);
        for (_, escape) in self.state.vouched.iter().filter(|(known, _)| *known == text) {
            for taint in &mut held.taints {
                taint.flow.escapes.push(*escape);
            }
        }
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
        StepKind::Index(index) => match &index.kind {
            ExpressionKind::String(text) => Some(text),
            _ => None,
        },
        StepKind::Property(_) => None,
    }
}

fn reads_client(name: &str, steps: &[Step]) -> bool {
    match name {
        "input" => matches!(first(steps), Some("body" | "path" | "json" | "params")),
        "method" => first(steps) == Some("request"),
        "context" => match first(steps) {
            None
            | Some("path" | "domainName" | "domainPrefix" | "authorizer" | "requestOverride" | "responseOverride") => {
                true
            }
            Some("identity") => matches!(steps.get(1).and_then(step_name), None | Some("userAgent")),
            Some(_) => false,
        },
        _ => false,
    }
}
