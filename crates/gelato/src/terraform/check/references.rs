//! Every reference resolves to a declaration in the same document.

use crate::terraform::document::Document;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::Target;
use crate::terraform::suggestion::closest;

use super::expressions::Located;

/// The references that do not resolve.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Vec<Problem> {
    located.iter().filter_map(|located| unresolved(document, located)).collect()
}

fn unresolved(document: &Document, located: &Located<'_>) -> Option<Problem> {
    let address = &located.reference.address;
    let owner = address.document.as_deref()?;
    let is_own = owner == document.name();
    let condition = located.owner.filter(|of| matches!(of, Target::Variable(_)));
    let other_variable = condition.filter(|variable| !is_own || **variable != address.target);
    if other_variable.is_none() && is_own && document.entries().contains_key(&address.target) {
        return None;
    }
    let (name, from, to) = (document.name().to_owned(), located.from.clone(), address.target.to_string());
    let kind = if let Some(variable) = other_variable {
        ProblemKind::Condition { document: name, variable: variable.to_string(), to }
    } else if is_own {
        let meant = meant(document, &address.target);
        ProblemKind::Dangling { document: name, from, to, meant }
    } else {
        ProblemKind::Foreign { document: name, from, to, owner: owner.to_owned() }
    };
    Some(Problem { kind, place: located.place })
}

fn meant(document: &Document, missing: &Target) -> Option<String> {
    let known: Vec<String> = document.entries().keys().map(ToString::to_string).collect();
    closest(&missing.to_string(), known.iter().map(String::as_str)).map(str::to_owned)
}
