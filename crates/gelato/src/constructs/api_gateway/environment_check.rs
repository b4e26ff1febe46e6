//! What an environment's table `[api]` must not say of an API, and what it says about its risks.

use std::panic::Location;

use crate::environment::{Caller, Environment, Target};
use crate::modules::ModuleScope;
use crate::openapi::ApiDescription;
use crate::terraform::{Refusal, Root};

use super::authorization::UNAUTHENTICATED_WRITE;

/// Refuses limits of methods that the API does not have.
#[track_caller]
pub(super) fn check_method_limits(module: &ModuleScope, api: &ApiDescription) {
    let known: Vec<String> = api.operations.iter().map(|operation| operation.name.clone()).collect();
    let place = Location::caller();
    module.for_each_root(move |root, environment| {
        let Some(api) = &environment.settings.api else { return };
        for name in api.throttling.methods.keys().filter(|name| !known.contains(name)) {
            root.refuse_at(place, unknown_method(environment, name, &known));
        }
    });
}

fn unknown_method(environment: &Environment, name: &str, known: &[String]) -> Refusal {
    let setting = format!("`api.throttling.methods.{name}`");
    let refused = Refusal::new(format!("environment `{}`: {setting}: the API has no such method", environment.name));
    refused.knowing(name, known.iter().map(String::as_str))
}

/// Refuses an environment that chooses the program's authorizer, if the program offers none.
#[track_caller]
pub(super) fn refuse_authorizer(module: &ModuleScope) {
    let place = Location::caller();
    module.for_each_root(move |root, environment| {
        let Some(api) = &environment.settings.api else { return };
        let chosen = [("reads", api.access.reads), ("writes", api.access.writes)];
        for (key, _) in chosen.into_iter().filter(|(_, caller)| *caller == Caller::Authorizer) {
            let setting = format!("environment `{}`: `api.access.{key}` is `authorizer`", environment.name);
            let refused = Refusal::new(format!("{setting}, and the API offers none"));
            root.refuse_at(
                place,
                refused.hint("`api.offer_authorizer(…)` before its first method says which one it is"),
            );
        }
    });
}

/// Records in each root why anyone may write, where the environment allows it.
pub(super) fn note_open_writes(root: &Root, environment: &Environment) {
    let Some(api) = &environment.settings.api else { return };
    if let (Target::Aws, Some(reason)) = (environment.settings.target, &api.access.unauthenticated_writes) {
        root.except(UNAUTHENTICATED_WRITE, "api.access.writes", reason.as_str());
    }
}
