//! A module call sets all required variables, and only existing ones with the right types. Only existing outputs are used.

use crate::terraform::document::{Declaration, Document, Entry};
use crate::terraform::expression::Expression;
use crate::terraform::module_call::ModuleCall;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::{Reference, Target};

use super::expressions::Located;
use super::suggestion;

/// The calls that do not match their modules.
pub(super) fn check(document: &Document) -> Vec<Problem> {
    let calls = document.entries().iter().filter_map(|(target, entry)| match (target, &entry.declaration) {
        (Target::Module(name), Declaration::Call(call)) => Some((name, call, entry)),
        _ => None,
    });
    let mut problems: Vec<_> = calls.flat_map(|(name, call, entry)| misfits(document, name, call, entry)).collect();
    problems.extend(unknown_outputs(document));
    problems
}

fn misfits(document: &Document, name: &str, call: &ModuleCall, entry: &Entry) -> Vec<Problem> {
    let missing =
        call.variables.iter().filter(|(variable, expected)| expected.required && !call.inputs.contains_key(*variable));
    let missing =
        missing.map(|(variable, expected)| format!("input `{variable}` ({}) is missing", expected.constraint));
    let unknown = call.inputs.keys().filter(|input| !call.variables.contains_key(*input));
    let unknown = unknown.map(|input| unknown_input(call, input));
    let wrong = call.inputs.iter().filter_map(|(input, value)| wrong_type(call, input, value));
    let details = missing.chain(unknown).chain(wrong);
    details.map(|detail| problem(document, name, detail, entry)).collect()
}

fn unknown_input(call: &ModuleCall, input: &str) -> String {
    let known: Vec<&str> = call.variables.keys().map(String::as_str).collect();
    let hint = suggestion::hint(input, known.iter().copied());
    format!("`{input}` is not a variable of `{}`; it has: {}{hint}", call.source, known.join(", "))
}

fn wrong_type(call: &ModuleCall, input: &str, value: &Expression) -> Option<String> {
    let constraint = &call.variables.get(input)?.constraint;
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
    (!fits).then(|| format!("input `{input}` takes a {constraint}, and got a {found}"))
}

fn unknown_outputs(document: &Document) -> Vec<Problem> {
    let located = Located::all(document);
    located.iter().filter_map(|located| unknown_output(document, &located.reference, &located.from)).collect()
}

fn unknown_output(document: &Document, reference: &Reference, from: &str) -> Option<Problem> {
    let Target::Module(name) = &reference.address.target else { return None };
    let entry = document.entries().get(&reference.address.target)?;
    let Declaration::Call(call) = &entry.declaration else { return None };
    let output = reference.attributes.first()?;
    if call.outputs.contains(output) {
        return None;
    }
    let hint = suggestion::hint(output, call.outputs.iter().map(String::as_str));
    let detail = format!("`{from}` uses its output `{output}`, and it has: {}{hint}", call.outputs.join(", "));
    Some(problem(document, name, detail, entry))
}

fn problem(document: &Document, call: &str, detail: String, entry: &Entry) -> Problem {
    let kind = ProblemKind::Call { document: document.name().to_owned(), call: call.to_owned(), detail };
    Problem { kind, place: Some(entry.place) }
}
