//! What a service with stacks cannot say: a stack within another, or something in none of them.

use std::collections::BTreeSet;

use crate::terraform::{Name, Problem, Refusal};

use super::described_module::DescribedModule;
use super::described_stack::DescribedStack;
use super::description::{Addition, RootOutput};

/// The problems of the stacks as a whole.
pub(super) fn check<S>(
    stacks: &[DescribedStack],
    modules: &[DescribedModule<S>],
    outputs: &[RootOutput],
    additions: &[Addition<S>],
) -> Vec<Problem> {
    let mut problems: Vec<_> = stacks.iter().flat_map(refused).collect();
    if stacks.is_empty() {
        return problems;
    }
    let modules = modules.iter().filter(|module| module.stack.is_none());
    let modules = modules.map(|module| (format!("the module `{}`", module.module.module_name()), module.place));
    let outputs = outputs.iter().filter(|output| output.stack.is_none());
    let outputs = outputs.map(|output| (format!("the output `{}`", output.name), output.place));
    let additions = additions.iter().filter(|addition| addition.stack.is_none());
    let additions = additions.map(|addition| ("`service.root`".to_owned(), addition.place));
    let names: BTreeSet<&str> = stacks.iter().map(|stack| stack.name.as_str()).collect();
    let names: Vec<&str> = names.into_iter().collect();
    for (what, place) in modules.chain(outputs).chain(additions) {
        let refusal = Refusal::new(format!("{what} is in no stack, and this service has several roots"));
        let refusal = refusal.allowing(format!("a place in one of its stacks: `{}`", names.join("`, `")));
        let refusal = refusal.hint("write it in the closure of `service.stack(…)`");
        problems.push(Problem { kind: refusal.into(), place: Some(place) });
    }
    problems
}

fn refused(stack: &DescribedStack) -> Vec<Problem> {
    let DescribedStack { name, within, place } = stack;
    let mut refusals = Vec::new();
    if let Err(invalid) = Name::try_new(name) {
        refusals.push(Problem { kind: invalid.into(), place: Some(place) });
    }
    if let Some(outer) = within {
        let refusal = Refusal::new(format!("the stack `{name}` is described in the stack `{outer}`"));
        refusals.push(Problem { kind: refusal.hint("describe it beside that one").into(), place: Some(place) });
    }
    refusals
}
