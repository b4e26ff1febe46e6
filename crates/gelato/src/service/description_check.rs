//! What no description may say as a whole: modules and secrets that share a name, a name that Terraform would refuse, a
//! second REST API.

use std::collections::BTreeMap;
use std::panic::Location;

use crate::modules::ModuleScope;
use crate::terraform::{Expression, Json, Name, Problem, ProblemKind, Refusal, file_and_line};

use super::described_module::DescribedModule;

/// The problems of the modules as a whole.
pub(super) fn check<S>(modules: &[DescribedModule<S>]) -> Vec<Problem> {
    let mut problems = module_problems(modules);
    problems.extend(shared_secrets(modules));
    problems.extend(second_api(modules));
    problems
}

/// Modules with a name that Terraform would refuse, or of the same name.
fn module_problems<S>(modules: &[DescribedModule<S>]) -> Vec<Problem> {
    let mut first: BTreeMap<String, &DescribedModule<S>> = BTreeMap::new();
    let mut problems = Vec::new();
    for described in modules {
        let name = described.module.module_name().to_string();
        problems.extend(invalid_name(&name, described.place));
        if let Some(known) = first.get(&name) {
            let first = file_and_line(known.place);
            problems.push(Problem { kind: ProblemKind::ModuleTwice { name, first }, place: Some(described.place) });
        } else {
            first.insert(name, described);
        }
    }
    problems
}

/// A name that Terraform would refuse.
pub(super) fn invalid_name(name: &str, place: &'static Location<'static>) -> Option<Problem> {
    let invalid = Name::try_new(name).err()?;
    Some(Problem { kind: invalid.into(), place: Some(place) })
}

/// Secrets of one name that differ. The root has one variable for all of them.
fn shared_secrets<S>(modules: &[DescribedModule<S>]) -> Vec<Problem> {
    let mut first: BTreeMap<String, (String, &ModuleScope)> = BTreeMap::new();
    let mut problems = Vec::new();
    for DescribedModule { module, .. } in modules {
        for (name, secret) in module.secrets() {
            let kind = secret_kind(module, &name, secret.default.as_ref());
            let (known, owner) = first.entry(name.clone()).or_insert_with(|| (kind.clone(), module));
            if *known != kind {
                let (reader, owner) = (module.module_name(), owner.module_name());
                let found = format!("the secret `{name}` of `{reader}` is {kind}, and that of `{owner}` is {known}");
                let refused = Refusal::new(found).allowing("one type and one default for all secrets of a name");
                let kind = refused.hint("declare both alike, or give one of them another name").into();
                problems.push(Problem { kind, place: module.place_of(&name) });
            }
        }
    }
    problems
}

/// The type and the default of a secret, such as `` `string` without a default ``.
fn secret_kind(module: &ModuleScope, name: &str, default: Option<&Expression>) -> String {
    let document = module.document();
    let constraint = document.find_variable(name).map_or("any", |declared| declared.constraint.as_str());
    match default {
        Some(default) => format!("`{constraint}` with the default {}", Json::of(default).to_pretty().trim_end()),
        None => format!("`{constraint}` without a default"),
    }
}

/// A second REST API. A service has one, which its commands and the outputs of its roots are about.
fn second_api<S>(modules: &[DescribedModule<S>]) -> Option<Problem> {
    let places: Vec<_> = modules.iter().flat_map(|described| described.module.api_places()).collect();
    let [first, second, ..] = places.as_slice() else { return None };
    let kind = ProblemKind::SecondApi { first: file_and_line(first) };
    Some(Problem { kind, place: Some(second) })
}
