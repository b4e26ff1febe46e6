//! `each` and `count.index` stand in resources that have instances, and nobody else refers to such a resource as if it were
//! one.

use crate::terraform::document::{Declaration, Document};
use crate::terraform::meta::Meta;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::{Instance, Reference, Target};

use super::expressions::Located;

/// The references that only make sense with instances, and those that do not say which instance they mean.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Vec<Problem> {
    let kind = |located| misplaced(document, located).or_else(|| ambiguous(document, located));
    located.iter().filter_map(|located| Some(Problem { kind: kind(located)?, place: located.place })).collect()
}

/// `each` or `count.index` in a declaration without instances.
fn misplaced(document: &Document, located: &Located<'_>) -> Option<ProblemKind> {
    let Target::Given(given) = located.reference.address.target else { return None };
    let meta = located.owner.and_then(|owner| meta(document, owner));
    let (is_there, argument) = match given {
        "each.key" | "each.value" => (meta.is_some_and(|meta| meta.for_each.is_some()), "for_each"),
        "count.index" => (meta.is_some_and(|meta| meta.count.is_some()), "count"),
        _ => return None,
    };
    let (document, from) = (document.name().to_owned(), located.from.clone());
    (!is_there).then_some(ProblemKind::OutOfPlace { document, from, value: given, argument })
}

/// An attribute of a resource that has `count` or `for_each`, without an instance.
fn ambiguous(document: &Document, located: &Located<'_>) -> Option<ProblemKind> {
    let Reference { address, attributes } = &located.reference;
    let is_own = address.document.as_deref() == Some(document.name());
    if !is_own || attributes.is_empty() || address.instance != Instance::Single {
        return None;
    }
    let meta = meta(document, &address.target)?;
    let argument = if meta.count.is_some() { "count" } else { "for_each" };
    (meta.count.is_some() || meta.for_each.is_some()).then(|| ProblemKind::WhichInstance {
        document: document.name().to_owned(),
        from: located.from.clone(),
        to: address.target.to_string(),
        argument,
    })
}

fn meta<'a>(document: &'a Document, target: &Target) -> Option<&'a Meta> {
    match &document.entries().get(target)?.declaration {
        Declaration::Block { meta, .. } => Some(meta),
        Declaration::Call(call) => Some(&call.meta),
        _ => None,
    }
}
