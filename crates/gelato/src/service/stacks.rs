//! Stacks: several roots of an environment, each with its own state, that use each other's values.
//!
//! A value of another stack is read from that stack's state, where an output of its root has it. An environment on this
//! machine has one root for all stacks, so that the local runtime runs the whole service.
//! <https://developer.hashicorp.com/terraform/language/state/remote-state-data>

use std::collections::{BTreeMap, BTreeSet};
use std::panic::Location;

use crate::terraform::{
    Address, Backend, Expression, Instance, Output, Problem, Reference, Refusal, RemoteState, Root, Target,
    file_and_line,
};

use super::crossing::module_output;
use super::described_module::DescribedModule;

/// The name of a local root's state.
const STATE: &str = "terraform.tfstate";

/// The root of a stack in an environment.
pub struct StackRoot {
    /// The stack's name; `None` if the root has the whole service.
    pub stack: Option<String>,
    /// The root.
    pub root: Root,
    /// What it uses of other stacks.
    pub upstream: Vec<Upstream>,
}

/// Another stack whose values a stack uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// The other stack.
    pub stack: String,
    /// The outputs of its root that are used.
    pub outputs: Vec<String>,
}

/// A value of another stack that a root uses.
struct Need {
    /// The index of the root.
    reader: usize,
    stack: String,
    module: String,
    output: String,
    from: String,
    place: &'static Location<'static>,
}

impl Need {
    /// The output of the other stack's root.
    fn output(&self) -> String {
        format!("{}_{}", self.module, self.output)
    }
}

/// Lets values cross from one root to another, and sorts the roots: each after those whose values it uses.
pub(super) fn cross<S>(modules: &[DescribedModule<S>], roots: Vec<StackRoot>) -> Vec<StackRoot> {
    let stack_of: BTreeMap<String, String> = modules
        .iter()
        .filter_map(|described| Some((described.module.module_name().to_string(), described.stack.clone()?)))
        .collect();
    let needs: Vec<Need> = roots.iter().enumerate().flat_map(|(reader, root)| needs(&stack_of, reader, root)).collect();
    let mut roots = roots;
    for need in &needs {
        offer(modules, &roots, need);
    }
    for (reader, root) in roots.iter_mut().enumerate() {
        let mut upstream: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for need in needs.iter().filter(|need| need.reader == reader) {
            upstream.entry(need.stack.clone()).or_default().insert(need.output());
        }
        let used =
            |(stack, outputs): (String, BTreeSet<String>)| Upstream { stack, outputs: outputs.into_iter().collect() };
        root.upstream = upstream.into_iter().map(used).collect();
    }
    for (reader, stack) in needs.iter().map(|need| (need.reader, &need.stack)).collect::<BTreeSet<_>>() {
        read(&roots, reader, stack);
    }
    if let Some(circle) = circle(&roots, &needs) {
        roots[0].root.add_problem(circle);
    }
    sorted(roots)
}

/// Replaces the values of other stacks in a root, and returns them.
fn needs(stack_of: &BTreeMap<String, String>, reader: usize, stack_root: &StackRoot) -> Vec<Need> {
    let Some(own) = &stack_root.stack else { return Vec::new() };
    let root = &stack_root.root;
    let mut needs = Vec::new();
    let name = root.name();
    root.document_mut().rewrite(&mut |from, place, expression| {
        expression.replace(&mut |part| {
            let Expression::Reference(Reference { address, attributes }) = part else { return None };
            let Target::Module(module) = &address.target else { return None };
            let stack = stack_of.get(module).filter(|stack| *stack != own)?.clone();
            let (output, below) = attributes.split_first()?;
            let need =
                Need { reader, stack, module: module.clone(), output: output.clone(), from: from.to_string(), place };
            let target = Target::Local(need.stack.clone());
            let address = Address { document: Some(name.clone()), target, instance: Instance::Single };
            let attributes = [&[need.output()], below].concat();
            needs.push(need);
            Some(Reference { address, attributes }.into())
        });
    });
    needs
}

/// Declares the output of the other stack's root, once.
fn offer<S>(modules: &[DescribedModule<S>], roots: &[StackRoot], need: &Need) {
    let Some(owner) = roots.iter().find(|root| root.stack.as_ref() == Some(&need.stack)) else { return };
    let value = module_output(&need.module, &need.output);
    let name = need.output();
    if owner.root.document().outputs().get(&name).is_some_and(|known| known.value == value) {
        return;
    }
    let module = modules.iter().find(|described| *described.module.module_name() == *need.module);
    let declared = module.and_then(|described| described.module.document().outputs().get(&need.output).cloned());
    let (constraint, sensitive) = declared.map_or(("any".to_owned(), false), |one| (one.constraint, one.sensitive));
    let description = format!("The output `{}` of the module `{}`, for other stacks.", need.output, need.module);
    let output = Output::new(description, value, &constraint, sensitive);
    owner.root.document_mut().add_output(&name, output.at(need.place));
}

/// Declares the state of another stack in a root, and a local value with its outputs.
fn read(roots: &[StackRoot], reader: usize, stack: &str) {
    let Some(owner) = roots.iter().find(|root| root.stack.as_deref() == Some(stack)) else { return };
    let state = match &owner.root.backend {
        Backend::Local => RemoteState {
            config: [("path".to_owned(), format!("../{}/{STATE}", owner.root.name()).into())].into(),
            ..RemoteState::of(&Backend::Local)
        },
        backend @ Backend::S3 { .. } => RemoteState::of(backend),
    };
    let root = &roots[reader].root;
    let outputs = root.data(stack, state).outputs();
    root.local(stack, outputs);
}

/// Stacks that use each other's values in a circle.
fn circle(roots: &[StackRoot], needs: &[Need]) -> Option<Problem> {
    let name = |need: &Need| roots[need.reader].stack.clone().unwrap_or_default();
    let mut path: Vec<&Need> = Vec::new();
    let first = needs.iter().find(|first| {
        path = vec![*first];
        leads_back(needs, &name, &mut path)
    })?;
    let steps = path.iter().map(|need| {
        let value = format!("`{}` of the module `{}` in `{}`", need.output, need.module, need.stack);
        format!("`{}` uses {value} for `{}` ({})", name(need), need.from, file_and_line(need.place))
    });
    let found = format!("stacks use each other's values in a circle: {}", steps.collect::<Vec<_>>().join("; "));
    let refusal = Refusal::new(found).hint("move one of the modules to the other stack");
    Some(Problem { kind: refusal.into(), place: Some(first.place) })
}

/// Whether the needs of a path lead back to the reader of the first one.
fn leads_back<'a>(needs: &'a [Need], name: &impl Fn(&Need) -> String, path: &mut Vec<&'a Need>) -> bool {
    let at = &path[path.len() - 1].stack;
    if *at == name(path[0]) {
        return true;
    }
    for next in needs.iter().filter(|need| name(need) == *at) {
        if path.iter().any(|known| known.reader == next.reader) {
            continue;
        }
        path.push(next);
        if leads_back(needs, name, path) {
            return true;
        }
        path.pop();
    }
    false
}

/// The roots, each after those whose values it uses, and otherwise in the order of the program.
fn sorted(mut roots: Vec<StackRoot>) -> Vec<StackRoot> {
    let mut sorted: Vec<StackRoot> = Vec::new();
    while !roots.is_empty() {
        let is_there = |stack: &String| sorted.iter().any(|root| root.stack.as_ref() == Some(stack));
        // A circle is reported; its stacks keep the order of the program.
        let is_next = |root: &StackRoot| root.upstream.iter().all(|upstream| is_there(&upstream.stack));
        let next = roots.iter().position(is_next).unwrap_or_default();
        sorted.push(roots.remove(next));
    }
    sorted
}
