//! Every resource and data source, against the provider's schemas: all that is known, in every version.

use std::collections::BTreeSet;

use crate::schema::{BlockKind, Catalog, Finding};
use crate::terraform::{Declaration, Document, Entry, Problem, ProblemKind, Target, TerraformData};

/// What the schemas refuse in a document; the types that no schema knows are added to `unchecked`.
pub(super) fn check(catalog: &Catalog, document: &Document, unchecked: &mut BTreeSet<String>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        problems.extend(block_problems(catalog, document, target, entry, unchecked));
    }
    problems.extend(output_problems(catalog, document));
    problems
}

fn block_problems(
    catalog: &Catalog,
    document: &Document,
    target: &Target,
    entry: &Entry,
    unchecked: &mut BTreeSet<String>,
) -> Vec<Problem> {
    let (block_kind, kind) = match target {
        Target::Resource { kind, .. } => (BlockKind::Resource, kind),
        Target::Data { kind, .. } => (BlockKind::Data, kind),
        _ => return Vec::new(),
    };
    let Declaration::Block { block, .. } = &entry.declaration else { return Vec::new() };
    if kind == TerraformData::KIND {
        return Vec::new();
    }
    if !catalog.knows(block_kind, kind) {
        unchecked.insert(kind.clone());
        return Vec::new();
    }
    let mut findings = catalog.check(block_kind, kind, block);
    block.for_each_expression("", &mut |_, expression| {
        expression.for_each_reference(&mut |reference| findings.extend(catalog.check_reference(reference)));
    });
    let address = target.to_string();
    findings.iter().map(|finding| problem(document, &address, finding, Some(entry))).collect()
}

fn output_problems(catalog: &Catalog, document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, output) in document.outputs() {
        output.value.for_each_reference(&mut |reference| {
            let findings = catalog.check_reference(reference);
            problems.extend(findings.iter().map(|finding| problem(document, &format!("output.{name}"), finding, None)));
        });
    }
    problems
}

fn problem(document: &Document, address: &str, finding: &Finding, entry: Option<&Entry>) -> Problem {
    let kind = ProblemKind::Schema {
        document: document.name().to_owned(),
        address: address.to_owned(),
        detail: finding.to_string(),
    };
    Problem { kind, place: entry.map(|entry| entry.place) }
}
