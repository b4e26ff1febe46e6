//! A condition refers to something: Terraform refuses one that is always the same.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/custom-conditions>

use std::panic::Location;

use crate::terraform::condition::Condition;
use crate::terraform::document::{Declaration, Document};
use crate::terraform::problem::Problem;
use crate::terraform::refusal::Refusal;

/// The conditions of resources, data sources and checks that refer to nothing.
pub(super) fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        let Declaration::Block { meta, .. } = &entry.declaration else { continue };
        let lifecycle = &meta.lifecycle;
        let conditions = [("precondition", &lifecycle.preconditions), ("postcondition", &lifecycle.postconditions)];
        for (kind, conditions) in conditions {
            problems.extend(constant(conditions, &format!("a {kind} of `{target}`"), entry.place));
        }
    }
    for (name, check) in document.checks() {
        problems.extend(constant(&check.assertions, &format!("an assertion of the check `{name}`"), check.place));
    }
    problems
}

fn constant(conditions: &[Condition], what: &str, place: &'static Location<'static>) -> Vec<Problem> {
    let is_constant = |condition: &&Condition| {
        let mut refers = false;
        condition.condition.expression().for_each_reference(&mut |_| refers = true);
        !refers
    };
    let refusal = Refusal::new(format!("{what} is always the same"))
        .allowing("a condition that refers to something")
        .hint("use an attribute, a variable or a data source in it");
    let problem = |_| Problem { kind: refusal.clone().into(), place: Some(place) };
    conditions.iter().filter(is_constant).map(problem).collect()
}
