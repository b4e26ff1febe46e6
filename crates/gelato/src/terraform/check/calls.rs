//! A module call sets all required variables, and only existing ones with the right types. Only existing outputs are used.

use std::collections::BTreeMap;

use crate::terraform::document::{Declaration, Document, Entry};
use crate::terraform::expression::Expression;
use crate::terraform::module_call::{ExpectedInput, ModuleCall};
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::{Reference, Target};
use crate::terraform::refusal::Refusal;

use super::expressions::Located;

/// The calls that do not match their modules.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Vec<Problem> {
    let calls = document.entries().iter().filter_map(|(target, entry)| match (target, &entry.declaration) {
        (Target::Module(name), Declaration::Call(call)) => Some((name, call, entry)),
        _ => None,
    });
    let mut problems: Vec<_> = calls.flat_map(|(name, call, entry)| misfits(document, name, call, entry)).collect();
    problems.extend(located.iter().filter_map(|located| unknown_output(document, &located.reference, &located.from)));
    problems
}

fn misfits(document: &Document, name: &str, call: &ModuleCall, entry: &Entry) -> Vec<Problem> {
    let Some(variables) = &call.variables else { return Vec::new() };
    let missing =
        variables.iter().filter(|(variable, expected)| expected.required && !call.inputs.contains_key(*variable));
    let missing =
        missing.map(|(name, expected)| Refusal::new(format!("input `{name}` ({}) is missing", expected.constraint)));
    let unknown = call.inputs.keys().filter(|input| !variables.contains_key(*input));
    let unknown = unknown.map(|input| unknown_input(&call.source, variables, input));
    let wrong = call.inputs.iter().filter_map(|(input, value)| wrong_type(variables, input, value));
    let refusals = missing.chain(unknown).chain(wrong);
    refusals.map(|refusal| problem(document, name, refusal, entry)).collect()
}

/// The variables of a module, by name.
type Variables = BTreeMap<String, ExpectedInput>;

fn unknown_input(source: &str, variables: &Variables, input: &str) -> Refusal {
    let refusal = Refusal::new(format!("`{input}` is not a variable of `{source}`"));
    refusal.knowing(input, variables.keys().map(String::as_str))
}

fn wrong_type(variables: &Variables, input: &str, value: &Expression) -> Option<Refusal> {
    let constraint = &variables.get(input)?.constraint;
    let found = match value {
        Expression::Bool(_) => "bool",
        Expression::Number(_) => "number",
        Expression::Text(_) | Expression::Template(_) => "string",
        Expression::List(_) => "list",
        Expression::Object(_) => "map",
        _ => return None,
    };
    let fits = constraint == "any"
        || constraint.starts_with(found)
        || (found == "list" && constraint.starts_with("set("))
        || (found == "map" && constraint.starts_with("object("));
    (!fits).then(|| Refusal::new(format!("input `{input}` got a {found}")).allowing(format!("a {constraint}")))
}

fn unknown_output(document: &Document, reference: &Reference, from: &str) -> Option<Problem> {
    let Target::Module(name) = &reference.address.target else { return None };
    let entry = document.entries().get(&reference.address.target)?;
    let Declaration::Call(call) = &entry.declaration else { return None };
    let output = reference.attributes.first()?;
    let outputs = call.outputs.as_ref().filter(|outputs| !outputs.contains_key(output))?;
    let refusal = Refusal::new(format!("`{from}` uses its output `{output}`, which it does not have"));
    Some(problem(document, name, refusal.knowing(output, outputs.keys().map(String::as_str)), entry))
}

fn problem(document: &Document, call: &str, refusal: Refusal, entry: &Entry) -> Problem {
    let kind = ProblemKind::Call { document: document.name().to_owned(), call: call.to_owned(), refusal };
    Problem { kind, place: Some(entry.place) }
}
