//! The check of a whole document: references, dependency cycles and module calls.
//!
//! Terraform would only report these problems after it has downloaded a provider, and not in the program's terms.

mod calls;
mod conditions;
mod cycles;
mod expressions;
mod functions;
mod instances;
mod providers;
mod refactoring;
mod references;

pub use providers::{check_module_providers, check_providers};
pub use refactoring::check_refactoring;

use super::document::Document;
use super::problem::Problem;
use expressions::Located;

/// All problems of a document, including those recorded during its declaration.
pub fn check(document: &Document) -> Vec<Problem> {
    let located = Located::all(document);
    let mut problems = document.problems().to_vec();
    problems.extend(references::check(document, &located));
    problems.extend(instances::check(document, &located));
    problems.extend(calls::check(document, &located));
    problems.extend(conditions::check(document));
    problems.extend(functions::check(document));
    problems.extend(cycles::check(document, &located));
    problems
}
