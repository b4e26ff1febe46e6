//! The ice-cream parlour: it stores promotional flavours and texts its patrons when a new one appears.
//!
//! It is written as any user would write theirs: three modules that know no environment, and a root that calls
//! them with an environment's values.

mod api;
mod notifier;
mod root;
mod table;

use crate::constructs::api_gateway::ApiDescription;
use crate::environment::Environment;
use crate::synth::{ModuleSet, Service};
use crate::terraform::{Module, Root};

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
    /// What the REST API is.
    pub api_description: ApiDescription,
    /// The function that announces, and the topic that it publishes to.
    pub notifier: Module,
}

impl ModuleSet for ParlourModules {
    fn all(&self) -> Vec<&Module> {
        vec![&self.table, &self.api, &self.notifier]
    }
}

impl Service for Parlour {
    type Modules = ParlourModules;

    fn name(&self) -> &'static str {
        api::COLLECTION
    }

    fn functions(&self) -> &[&str] {
        &["notifier"]
    }

    fn phone_number_variables(&self) -> &[&str] {
        &[notifier::PHONE_NUMBERS]
    }

    fn modules(&self) -> ParlourModules {
        let (api, api_description) = api::module();
        ParlourModules { table: table::module(), api, api_description, notifier: notifier::module() }
    }

    fn api<'m>(&self, modules: &'m ParlourModules) -> Option<&'m ApiDescription> {
        Some(&modules.api_description)
    }

    fn root(&self, modules: &ParlourModules, environment: &Environment) -> Root {
        root::root(modules, environment)
    }
}
