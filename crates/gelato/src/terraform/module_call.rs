//! Calls of modules, with their inputs and outputs.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::collections::BTreeMap;

use super::expression::Expression;
use super::json::Json;
use super::reference::Address;
use super::settings::ProviderName;
use super::value::Value;

/// A call of a module, with the module's interface for the check.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleCall {
    /// The module's path, relative to the root's folder.
    pub source: String,
    /// The inputs, by variable.
    pub inputs: BTreeMap<String, Expression>,
    /// The caller's provider configurations for the module, by their names in it. If there are none, it uses the default
    /// ones.
    pub providers: BTreeMap<String, ProviderName>,
    /// The module's variables: type constraint, and whether it must be set.
    pub variables: BTreeMap<String, ExpectedInput>,
    /// The module's outputs.
    pub outputs: Vec<String>,
}

/// The expectation of a module's variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedInput {
    /// The type constraint, as Terraform writes it.
    pub constraint: String,
    /// Whether the call must set it.
    pub required: bool,
}

/// A declared call, with references to its outputs.
#[derive(Debug, Clone, PartialEq)]
pub struct CalledModule(pub(super) Address);

impl CalledModule {
    /// An output of the module. The caller is responsible for its type.
    pub fn output<T>(&self, name: &str) -> Value<T> {
        self.0.attribute(name).into()
    }
}

impl ModuleCall {
    pub(super) fn to_json(&self) -> Json {
        let inputs = self.inputs.iter().map(|(name, value)| (name.as_str(), Json::of(value)));
        let source = ("source", Json::from(self.source.as_str()));
        let providers = self.providers.iter().map(|(inner, outer)| (inner, Json::from(outer.to_string().as_str())));
        let providers = (!self.providers.is_empty()).then(|| ("providers", Json::object(providers)));
        Json::object([source].into_iter().chain(providers).chain(inputs))
    }
}
