//! What a user writes: a service.

use serde::de::DeserializeOwned;

use crate::constructs::api_gateway::ApiDescription;
use crate::constructs::bootstrap_root;
use crate::environment::Environment;
use crate::terraform::{Module, Root};

/// A service: modules that know no environment, and a root for each environment that calls them.
///
/// That modules cannot know an environment holds by construction: they are made without one.
pub trait Service {
    /// The service's modules, by name.
    type Modules: ModuleSet;

    /// What may differ between environments of this service alone: the table `[service]` of an environment's file, such
    /// as a struct that derives `Deserialize` with `deny_unknown_fields`;
    /// [`NoSettings`](crate::environment::NoSettings) for none.
    type Settings: DeserializeOwned;

    /// The service's name: it begins the names of what it makes.
    fn name(&self) -> &str;

    /// The packages of this workspace that are bundled as Lambda functions.
    fn functions(&self) -> &[&str];

    /// Root variables whose values in the shell (`TF_VAR_…`) are checked before Terraform starts.
    fn checked_variables(&self) -> &[CheckedVariable] {
        &[]
    }

    /// The reusable modules.
    fn modules(&self) -> Self::Modules;

    /// The root of what exists once in an environment's account and region, where there is anything.
    fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        bootstrap_root(environment)
    }

    /// What the service's REST API is, where it has one: for `gelato openapi`.
    fn api<'m>(&self, _modules: &'m Self::Modules) -> Option<&'m ApiDescription> {
        None
    }

    /// The root of one environment, with the service's own settings in it.
    fn root(&self, modules: &Self::Modules, environment: &Environment, settings: &Self::Settings) -> Root;
}

/// A root variable whose value in the shell is checked before Terraform starts.
#[derive(Debug, Clone, Copy)]
pub struct CheckedVariable {
    /// Its name, without `TF_VAR_`.
    pub name: &'static str,
    /// Checks a value. What it returns says what is wrong and what is allowed; it must not repeat a sensitive value.
    pub check: fn(&str) -> Result<(), String>,
}

/// The modules of a service.
pub trait ModuleSet {
    /// All of them, in any order.
    fn all(&self) -> Vec<&Module>;
}
