//! Calls of modules: which module, with which inputs, and what comes back.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::collections::BTreeMap;

use super::expression::Expression;
use super::json::Json;
use super::reference::Address;
use super::settings::ProviderName;
use super::value::Value;

/// A call of a module, with what is known of the module for the check.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleCall {
    /// Where the module is, relative to the root's folder.
    pub source: String,
    /// The inputs, by variable.
    pub inputs: BTreeMap<String, Expression>,
    /// The caller's provider configurations that the module works with, by their names in it. Where there are none, it
    /// has the default ones.
    pub providers: BTreeMap<String, ProviderName>,
    /// The module's variables: type constraint, and whether it must be set.
    pub variables: BTreeMap<String, ExpectedInput>,
    /// The module's outputs.
    pub outputs: Vec<String>,
}

/// What a module's variable expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedInput {
    /// The type constraint, as Terraform writes it.
    pub constraint: String,
    /// Whether the call must set it.
    pub required: bool,
}

/// A declared call, whose outputs can be referred to.
#[derive(Debug, Clone, PartialEq)]
pub struct CalledModule(pub(super) Address);

impl CalledModule {
    /// An output of the module; the caller answers for its type.
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
