//! What a user writes: a service.

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

    /// The service's name: it begins the names of what it makes.
    fn name(&self) -> &str;

    /// The packages of this workspace that are bundled as Lambda functions.
    fn functions(&self) -> &[&str];

    /// The root variables that hold phone numbers: checked before Terraform starts, and never printed.
    fn phone_number_variables(&self) -> &[&str] {
        &[]
    }

    /// The reusable modules.
    fn modules(&self) -> Self::Modules;

    /// What the service's REST API is, where it has one: for `gelato openapi`.
    fn api<'m>(&self, _modules: &'m Self::Modules) -> Option<&'m ApiDescription> {
        None
    }

    /// The root of what exists once in an environment's account and region, where there is anything.
    fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        bootstrap_root(environment)
    }

    /// The root of one environment.
    fn root(&self, modules: &Self::Modules, environment: &Environment) -> Root;
}

/// The modules of a service.
pub trait ModuleSet {
    /// All of them, in any order.
    fn all(&self) -> Vec<&Module>;
}
