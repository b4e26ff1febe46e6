//! Follows a client's data from variable to variable through a template.

use std::collections::HashSet;
use std::sync::Arc;

use super::escape::gives_text;
use super::guard::{Guard, guards};
use super::reads::Reads;
use super::state::{Contents, State, Taint};
use super::{Analysis, Flow};
use crate::ast::{Block, Expression, ExpressionKind, Node, Operator, Reference, StepKind};
use crate::error::Span;
use crate::template::Template;

/// A loop is analysed again until it adds nothing, but at most this often. Deeply nested loops are analysed once per
/// round of the loops around them.
const ROUNDS: usize = 16;
const NESTED_ROUNDS: usize = 6;
/// The depth to which blocks of `#define` are followed.
const BLOCKS: usize = 3;

pub(super) struct Walker<'t> {
    pub(super) template: &'t Template,
    pub(super) state: State<'t>,
    /// The states at the `#break`s of each open loop.
    breaks: Vec<Vec<State<'t>>>,
    /// The client's data in the string that is being built.
    pub(super) captured: Option<Vec<Taint>>,
    blocks: Vec<&'t Arc<Block>>,
    /// The variables that were set before.
    pub(super) set: HashSet<usize>,
    pub(super) reads: Reads,
    pub(super) analysis: Analysis,
    pub(super) seen: HashSet<Span>,
    overridden: HashSet<Span>,
    flows: HashSet<Flow>,
}

impl<'t> Walker<'t> {
    pub(super) fn new(template: &'t Template) -> Self {
        Self {
            template,
            state: State::default(),
            breaks: Vec::new(),
            captured: None,
            blocks: Vec::new(),
            set: HashSet::new(),
            reads: Reads::default(),
            analysis: Analysis::default(),
            seen: HashSet::new(),
            overridden: HashSet::new(),
            flows: HashSet::new(),
        }
    }

    pub(super) fn run(&mut self) {
        self.block(&self.template.block);
        self.reads.end(&self.set);
        self.analysis.response_overrides = self.overridden.len();
    }

    pub(super) fn block(&mut self, block: &'t [Node]) {
        for node in block {
            self.node(node);
        }
    }

    fn node(&mut self, node: &'t Node) {
        match node {
            Node::Text(text) => self.state.text(text),
            Node::Reference(reference) => self.print(reference),
            Node::Set { target, value } => self.assign(target, value),
            Node::If { branches, otherwise } => self.branches(branches, otherwise),
            Node::Foreach { slot, source, body, .. } => self.foreach(*slot, source, body),
            Node::Define { slot, body } => {
                self.set.insert(*slot);
                self.state.held.insert(*slot, Contents { blocks: vec![body], ..Contents::default() });
                self.look_into(body);
            }
            Node::Break { scope, .. } => {
                if let Some(scope) = scope {
                    self.expression(scope);
                }
                if let Some(innermost) = self.breaks.last_mut() {
                    innermost.push(self.state.clone());
                }
                self.state.unreachable = true;
            }
            Node::Stop | Node::Fails { .. } => self.state.unreachable = true,
        }
    }

    /// Notes the references of a block that may never be printed, without counting them as output.
    fn look_into(&mut self, body: &'t Arc<Block>) {
        let before = self.state.clone();
        let captured = self.captured.replace(Vec::new());
        self.reads.definitions += 1;
        self.block(body);
        self.reads.definitions -= 1;
        self.captured = captured;
        self.state = before;
    }

    fn print(&mut self, reference: &'t Reference) {
        let held = self.reference(reference);
        if reference.escaped {
            return;
        }
        for block in held.blocks {
            if self.blocks.len() < BLOCKS {
                self.blocks.push(block);
                self.block(block);
                self.blocks.pop();
            }
        }
        for mut taint in held.taints {
            taint.flow.output_span = reference.span;
            let position = taint.position.unwrap_or(self.state.position);
            if let Some(captured) = &mut self.captured {
                taint.position = Some(position);
                captured.push(taint);
                continue;
            }
            taint.flow.position = position;
            if !self.state.unreachable && self.flows.insert(taint.flow.clone()) {
                self.analysis.flows.push(taint.flow);
            }
        }
    }

    fn branches(&mut self, branches: &'t [(Expression, Block)], otherwise: &'t Block) {
        let mut after: Option<State<'t>> = None;
        let mut meet = |state: State<'t>| match &mut after {
            Some(after) => after.merge(&state),
            None => after = Some(state),
        };
        for (condition, body) in branches {
            self.expression(condition);
            let before = self.state.clone();
            self.assume(condition, true);
            self.block(body);
            meet(std::mem::replace(&mut self.state, before));
            self.assume(condition, false);
        }
        self.block(otherwise);
        meet(std::mem::take(&mut self.state));
        self.state = after.unwrap_or_default();
    }

    /// Assumes that a condition is true or false.
    fn assume(&mut self, condition: &'t Expression, truth: bool) {
        let mut found = Vec::new();
        guards(condition, truth, &mut found);
        for Guard { reference, steps, escape, text_only } in found {
            let name = &*self.template.variables.names[reference.slot];
            if steps == 0 {
                let Some(held) = self.state.held.get_mut(&reference.slot) else { continue };
                for taint in held.taints.iter_mut().filter(|taint| taint.text || !text_only) {
                    taint.flow.escapes.push(escape);
                }
            } else if name == "input" && (!text_only || self.is_text(reference, steps)) {
                let text = self.text_of(reference, steps);
                self.state.vouched.push((text, escape));
            }
        }
    }

    /// Whether the steps of a reference always lead to text.
    fn is_text(&self, reference: &Reference, steps: usize) -> bool {
        let name = &*self.template.variables.names[reference.slot];
        match reference.steps[..steps].last().map(|step| &step.kind) {
            Some(StepKind::Method(call)) => gives_text(if steps == 1 { name } else { "" }, call),
            _ => false,
        }
    }

    /// The text of a reference up to a step, without its `$` and braces.
    pub(super) fn text_of(&self, reference: &Reference, steps: usize) -> String {
        let end = reference.steps[..steps].last().map_or(reference.span.end, |step| step.span.end);
        let text = self.source(Span::new(reference.span.start, end));
        text.trim_start_matches(['$', '!', '{']).to_owned()
    }

    fn foreach(&mut self, slot: usize, source: &'t Expression, body: &'t Block) {
        let source = self.expression(source);
        self.set.insert(slot);
        let rounds = if self.breaks.len() < NESTED_ROUNDS { ROUNDS } else { 1 };
        self.reads.loops += 1;
        for _ in 0..rounds {
            let before = self.state.clone();
            self.breaks.push(Vec::new());
            self.hold(slot, source.clone());
            self.block(body);
            let left = self.breaks.pop().unwrap_or_default();
            // After the loop, its variable has its former value.
            self.state.held.remove(&slot);
            if let Some(former) = before.held.get(&slot) {
                self.state.held.insert(slot, former.clone());
            }
            let size = before.size();
            let after = std::mem::replace(&mut self.state, before);
            for state in left.iter().chain([&after]) {
                self.state.merge(state);
            }
            if self.state.size() == size {
                break;
            }
        }
        self.reads.leave_loop(&self.set);
    }

    fn assign(&mut self, target: &'t Reference, value: &'t Expression) {
        let held = self.expression(value);
        let Some(_) = target.steps.last() else {
            self.set.insert(target.slot);
            // Arithmetic that fails leaves the old value.
            let may_fail = matches!(&value.kind, ExpressionKind::Binary(operator, ..) if operator.is_arithmetic() && *operator != Operator::Add);
            let former = may_fail.then(|| self.state.held.get(&target.slot).cloned()).flatten();
            self.hold(target.slot, held);
            for taint in former.into_iter().flat_map(|former| former.taints) {
                self.state.held.entry(target.slot).or_default().add(taint);
            }
            return;
        };
        let base = self.reference(target);
        self.store(target, base.overrides, held.taints);
    }

    /// Stores data in the variable of a reference.
    pub(super) fn store(&mut self, reference: &Reference, into_override: bool, taints: Vec<Taint>) {
        let name = &*self.template.variables.names[reference.slot];
        if into_override {
            self.overridden.insert(reference.span);
        }
        if name == "context" {
            return;
        }
        let name = name.to_owned();
        for mut taint in taints {
            pass_through(&mut taint, &name);
            self.state.held.entry(reference.slot).or_default().add(taint);
        }
    }

    fn hold(&mut self, slot: usize, mut held: Contents<'t>) {
        let name = &self.template.variables.names[slot];
        for taint in &mut held.taints {
            pass_through(taint, name);
        }
        self.state.held.insert(slot, held);
    }

    pub(super) fn source(&self, span: Span) -> &'t str {
        self.template.source().get(span.start..span.end).unwrap_or_default()
    }
}

fn pass_through(taint: &mut Taint, name: &str) {
    if !taint.flow.through.iter().any(|known| known == name) {
        taint.flow.through.push(name.to_owned());
    }
}
