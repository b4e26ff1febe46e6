//! The outputs of every root, and the values that a protected environment must not lose.

use std::collections::BTreeMap;
use std::panic::Location;

use crate::modules::ModuleScope;
use crate::terraform::{Expression, Output, Problem, ProblemKind, Refusal};

use super::crossing::{module_output, to_root};
use super::described_module::DescribedModule;
use super::description::RootOutput;
use super::description_check::invalid_name;
use super::offer::Offers;

/// The name for all roots in messages.
const ROOTS: &str = "the roots";

/// The outputs of every root: those of the service, and those that constructs publish.
pub(super) fn outputs<S>(
    modules: &[DescribedModule<S>],
    own: Vec<RootOutput>,
    offers: &mut Offers,
    problems: &mut Vec<Problem>,
) -> Vec<RootOutput> {
    let mut outputs = own;
    for RootOutput { name, place, .. } in &outputs {
        problems.extend(invalid_name(name, place));
    }
    for DescribedModule { module, stack, .. } in modules {
        for (name, place) in module.published() {
            match published(module, &name, place) {
                Ok(output) => outputs.push(RootOutput { stack: stack.clone(), ..output }),
                Err(refused) => problems.push(Problem { kind: refused.into(), place: Some(place) }),
            }
        }
    }
    keep_first(&mut outputs, problems);
    for RootOutput { name, output, place, .. } in &mut outputs {
        let from = format!("output.{name}");
        let sensitive = to_root(ROOTS, &from, place, &mut output.value, offers, problems);
        if let Some(value) = sensitive.filter(|_| !output.sensitive) {
            let refused = Refusal::new(format!("`{from}` of {ROOTS} has {value}, which is sensitive"));
            let refused =
                refused.hint("declare it with `service.sensitive_output(…)`, or drop the mark: `nonsensitive()`");
            problems.push(Problem { kind: refused.into(), place: Some(place) });
        }
    }
    outputs
}

/// The output of each root that passes on an output of a module.
fn published(module: &ModuleScope, name: &str, place: &'static Location<'static>) -> Result<RootOutput, Refusal> {
    let document = module.document();
    let Some(output) = document.outputs().get(name) else {
        let refused =
            Refusal::new(format!("`{}` publishes the output `{name}`, which it does not have", document.name()));
        return Err(refused.knowing(name, document.outputs().keys().map(String::as_str)));
    };
    let output = Output { value: module_output(document.name(), name), ..output.clone() };
    Ok(RootOutput { stack: None, name: name.to_owned(), output, place })
}

/// Keeps the first output of each name, and reports the others once instead of in each root. Those of a second API follow from
/// it, which is reported already.
fn keep_first(outputs: &mut Vec<RootOutput>, problems: &mut Vec<Problem>) {
    let is_reported = !problems.is_empty();
    let mut first: BTreeMap<String, &'static Location<'static>> = BTreeMap::new();
    outputs.retain(|RootOutput { name, place, .. }| {
        let Some(known) = first.get(name) else {
            first.insert(name.clone(), place);
            return true;
        };
        if !is_reported {
            let kind = ProblemKind::duplicate(ROOTS, format!("output.{name}"), known);
            problems.push(Problem { kind, place: Some(place) });
        }
        false
    });
}

/// The values that a protected environment must not lose, each with its module's stack.
pub(super) fn protected<S>(
    modules: &[DescribedModule<S>],
    offers: &mut Offers,
    problems: &mut Vec<Problem>,
) -> Vec<(Option<String>, Expression)> {
    let mut values = Vec::new();
    for DescribedModule { module, stack, place } in modules {
        for mut value in module.protected() {
            to_root(ROOTS, &"terraform_data.protected", place, &mut value, offers, problems);
            values.push((stack.clone(), value));
        }
    }
    values
}
