//! The check of a document as a whole: references, circles and module calls.
//!
//! What Terraform would say only after it has downloaded a provider is said here, in the program's terms.

mod calls;
mod cycles;
mod expressions;
mod providers;
mod references;
mod suggestion;

pub use providers::{check_module_providers, check_providers};
pub use suggestion::closest;

use super::document::Document;
use super::problem::Problem;
use expressions::Located;

/// Everything that is wrong with a document, what was noted while it was declared included.
pub fn check(document: &Document) -> Vec<Problem> {
    let located = Located::all(document);
    let mut problems = document.problems().to_vec();
    problems.extend(references::check(document, &located));
    problems.extend(calls::check(document));
    problems.extend(cycles::check(document, &located));
    problems
}
