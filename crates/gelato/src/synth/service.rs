//! The trait that a user implements: a service.

use serde::de::DeserializeOwned;

use crate::constructs::api_gateway::ApiDescription;
use crate::constructs::bootstrap_root;
use crate::environment::Environment;
use crate::terraform::{Module, Root};

/// A service: modules that do not know the environment, and a root for each environment that calls them.
///
/// Modules cannot depend on an environment, because they are created without one.
pub trait Service {
    /// The service's modules, by name.
    type Modules: ModuleSet;

    /// The service's own settings: the table `[service]` of an environment's file. Use a struct that derives
    /// `Deserialize` with `deny_unknown_fields`, or [`NoSettings`](crate::environment::NoSettings).
    type Settings: DeserializeOwned;

    /// The service's name, which is the prefix of its resources' names.
    fn name(&self) -> &str;

    /// The packages of this workspace that are bundled as Lambda functions.
    fn functions(&self) -> &[&str];

    /// Root variables whose values in the shell (`TF_VAR_…`) are checked before Terraform starts.
    fn checked_variables(&self) -> &[CheckedVariable] {
        &[]
    }

    /// The reusable modules.
    fn modules(&self) -> Self::Modules;

    /// The root for the resources that exist once per account and region, if there are any.
    fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        bootstrap_root(environment)
    }

    /// The description of the service's REST API, if it has one, for `gelato openapi`.
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
    /// Checks a value. The error says what is wrong and what is allowed; it must not repeat a sensitive value.
    pub check: fn(&str) -> Result<(), String>,
}

/// The modules of a service.
pub trait ModuleSet {
    /// All of them, in any order.
    fn all(&self) -> Vec<&Module>;
}
