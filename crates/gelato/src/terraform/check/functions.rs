//! Every function exists.

use crate::terraform::document::Document;
use crate::terraform::expression::Expression;
use crate::terraform::functions::unknown_function;
use crate::terraform::problem::Problem;
use crate::terraform::refusal::Refusal;

/// The calls of functions that Terraform does not have.
pub(super) fn check(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    document.for_each_expression(&mut |path, place, expression| {
        expression.for_each_part(&mut |part| {
            let Expression::Call { function, .. } = part else { return };
            let Some(refused) = unknown_function(function) else { return };
            let found = format!("`{path}` in `{}`: {}", document.name(), refused.found);
            problems.push(Problem { kind: Refusal { found, ..refused }.into(), place: Some(place) });
        });
    });
    problems
}
