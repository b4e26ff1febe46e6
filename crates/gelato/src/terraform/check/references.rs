//! Every reference resolves to a declaration in the same document.

use crate::terraform::document::Document;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::Target;

use super::expressions::Located;
use super::suggestion;

/// The references that do not resolve.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Vec<Problem> {
    located.iter().filter_map(|located| unresolved(document, located)).collect()
}

fn unresolved(document: &Document, located: &Located<'_>) -> Option<Problem> {
    let address = &located.reference.address;
    let owner = address.document.as_deref()?;
    let (from, to) = (located.from.clone(), address.target.to_string());
    let name = document.name().to_owned();
    let kind = if owner != document.name() {
        ProblemKind::Foreign { document: name, from, to, owner: owner.to_owned() }
    } else if document.entries().contains_key(&address.target) {
        return None;
    } else {
        let suggestion = suggest(document, &address.target);
        ProblemKind::Dangling { document: name, from, to, suggestion }
    };
    Some(Problem { kind, place: located.place })
}

fn suggest(document: &Document, missing: &Target) -> String {
    let known: Vec<String> = document.entries().keys().map(ToString::to_string).collect();
    suggestion::hint(&missing.to_string(), known.iter().map(String::as_str))
}
