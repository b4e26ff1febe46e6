//! `each` and `count.index` stand in resources that have instances, and nobody else refers to such a resource as if it were
//! one.

use crate::terraform::document::{Declaration, Document};
use crate::terraform::meta::Meta;
use crate::terraform::problem::{Problem, ProblemKind};
use crate::terraform::reference::{Instance, Reference, Target};
use crate::terraform::refusal::Refusal;

use super::expressions::Located;

/// The references that only make sense with instances, and those that do not say which instance they mean.
pub(super) fn check(document: &Document, located: &[Located<'_>]) -> Vec<Problem> {
    let kind = |located| misplaced(document, located).or_else(|| ambiguous(document, located));
    let found = located.iter().filter_map(|located| Some(Problem { kind: kind(located)?, place: located.place }));
    found.chain(contradictions(document)).collect()
}

/// Meta-arguments that Terraform refuses together, or there.
fn contradictions(document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        let meta = match &entry.declaration {
            Declaration::Block { meta, .. } => meta,
            Declaration::Call(call) => &call.meta,
            _ => continue,
        };
        let both = meta.count.is_some() && meta.for_each.is_some();
        let both = both.then(|| Refusal::new(format!("`{target}` has `count` and `for_each`")).allowing("one of them"));
        let is_resource = |reference: &Reference| matches!(reference.address.target, Target::Resource { .. });
        let other = meta.lifecycle.replace_triggered_by.iter().find(|reference| !is_resource(reference));
        let other = other.map(|reference| {
            let found = format!("`{target}` is replaced when `{}` changes", reference.address.target);
            Refusal::new(found)
                .allowing("a resource, or an attribute of one")
                .hint("keep the value in a `TerraformData`")
        });
        let refusals = both.into_iter().chain(other);
        problems.extend(refusals.map(|refusal| Problem { kind: refusal.into(), place: Some(entry.place) }));
    }
    problems
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
