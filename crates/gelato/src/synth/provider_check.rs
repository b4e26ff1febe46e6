//! Checks every resource and data source against all versions of the provider's schema.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::panic::Location;

use crate::schema::{BlockKind, Catalog, DEPRECATED, Finding, Severity};
use crate::terraform::{
    Declaration, Document, Entry, Exception, Expression, Problem, ProblemKind, RemoteState, ScopedData, Target,
    TerraformData,
};

/// The problems that the schemas find in a document. Untyped resources of types that no schema contains are
/// added to `unchecked`.
pub(super) fn check(
    catalog: &Catalog,
    document: &Document,
    unchecked: &mut BTreeSet<(BlockKind, String)>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (target, entry) in document.entries() {
        problems.extend(block_problems(catalog, document, target, entry, unchecked));
    }
    for (name, check) in document.checks() {
        for ScopedData { target, block, .. } in &check.data {
            let Target::Data { kind, .. } = target else { continue };
            let address = format!("check.{name}.{target}");
            let findings = catalog.check(BlockKind::Data, kind, block);
            problems.extend(findings.iter().map(|finding| problem(document, &address, finding, Some(check.place))));
        }
    }
    problems.extend(output_problems(catalog, document));
    problems
}

fn block_problems(
    catalog: &Catalog,
    document: &Document,
    target: &Target,
    entry: &Entry,
    unchecked: &mut BTreeSet<(BlockKind, String)>,
) -> Vec<Problem> {
    let (block_kind, kind) = match target {
        Target::Resource { kind, .. } => (BlockKind::Resource, kind),
        Target::Data { kind, .. } => (BlockKind::Data, kind),
        _ => return Vec::new(),
    };
    let Declaration::Block { block, meta, typed } = &entry.declaration else { return Vec::new() };
    if [TerraformData::KIND, RemoteState::KIND].contains(&kind.as_str()) {
        return Vec::new();
    }
    if !catalog.knows(block_kind, kind) {
        if !typed {
            unchecked.insert((block_kind, kind.clone()));
        }
        return Vec::new();
    }
    let mut findings = catalog.check(block_kind, kind, block);
    let ignored = meta.lifecycle.ignore_changes.arguments();
    findings.extend(ignored.iter().flat_map(|path| catalog.check_ignored(kind, path)));
    let mut check = |_: &dyn Display, expression: &Expression| {
        expression.for_each_reference(&mut |reference| findings.extend(catalog.check_reference(reference)));
    };
    block.for_each_expression(target, &mut check);
    meta.for_each_expression(target, &mut check);
    let address = target.to_string();
    let findings = findings.iter().filter(|finding| !is_excused(document, &address, finding));
    findings.map(|finding| problem(document, &address, finding, document.place_of(target, &finding.path))).collect()
}

/// Whether the program declares an exception for a deprecated argument or attribute. An argument's path is relative to
/// the block's address, a reference's is not.
fn is_excused(document: &Document, address: &str, finding: &Finding) -> bool {
    let argument = format!("{address}.{}", finding.path);
    let excuses = |exception: &Exception| {
        exception.rule == DEPRECATED && [argument.as_str(), &finding.path].contains(&exception.subject.as_str())
    };
    finding.severity() == Severity::Deprecated && document.exceptions().iter().any(excuses)
}

fn output_problems(catalog: &Catalog, document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, output) in document.outputs() {
        output.value.for_each_reference(&mut |reference| {
            let address = format!("output.{name}");
            let findings = catalog.check_reference(reference);
            let findings = findings.iter().filter(|finding| !is_excused(document, &address, finding));
            problems.extend(findings.map(|finding| problem(document, &address, finding, Some(output.place))));
        });
    }
    problems
}

fn problem(
    document: &Document,
    address: &str,
    finding: &Finding,
    place: Option<&'static Location<'static>>,
) -> Problem {
    let kind = ProblemKind::Schema {
        document: document.name().to_owned(),
        address: address.to_owned(),
        detail: format!("{finding}{}", hint(finding)),
    };
    Problem { kind, place }
}

/// The hint for a deprecated name, when no other name works in all versions.
fn hint(finding: &Finding) -> String {
    if finding.severity() != Severity::Deprecated {
        return String::new();
    }
    if finding.path.starts_with("data.aws_region.") {
        return "\nhint: `gelato::constructs::region` gives the region in both versions".to_owned();
    }
    "\nhint: where no other name serves all versions, set the rule aside with `Scope::except(DEPRECATED, …)` and say why"
        .to_owned()
}
