//! The ice-cream parlour: it stores promotional flavours and texts its patrons when a new one appears.
//!
//! It is written like any user's service: three modules that do not depend on an environment, and a root that calls
//! them with an environment's values.

mod api;
mod notifier;
mod phone_numbers;
mod root;
mod settings;
mod table;

use gelato::constructs::api_gateway::ApiDescription;
use gelato::environment::Environment;
use gelato::synth::{CheckedVariable, ModuleSet, Service};
use gelato::terraform::{Module, Root};

pub use settings::Settings;

/// The parlour's service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parlour;

/// The parlour's modules.
#[derive(Debug)]
pub struct ParlourModules {
    /// The table of flavours.
    pub table: Module,
    /// The REST API.
    pub api: Module,
    /// The REST API's description, for OpenAPI and the root.
    pub api_description: ApiDescription,
    /// The function that announces new flavours, and the topic that it publishes to.
    pub notifier: Module,
}

impl ModuleSet for ParlourModules {
    fn all(&self) -> Vec<&Module> {
        vec![&self.table, &self.api, &self.notifier]
    }
}

impl Service for Parlour {
    type Modules = ParlourModules;
    type Settings = Settings;

    fn name(&self) -> &'static str {
        api::COLLECTION
    }

    fn functions(&self) -> &[&str] {
        &[notifier::NOTIFIER]
    }

    fn checked_variables(&self) -> &[CheckedVariable] {
        &[CheckedVariable { name: notifier::PHONE_NUMBERS, check: phone_numbers::check }]
    }

    fn modules(&self) -> ParlourModules {
        let (api, api_description) = api::module();
        ParlourModules { table: table::module(), api, api_description, notifier: notifier::module() }
    }

    fn api<'m>(&self, modules: &'m ParlourModules) -> Option<&'m ApiDescription> {
        Some(&modules.api_description)
    }

    fn root(&self, modules: &ParlourModules, environment: &Environment, settings: &Settings) -> Root {
        root::root(modules, environment, *settings)
    }
}
