//! Calls of modules, with their inputs and outputs.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/syntax>

use std::collections::BTreeMap;

use super::expression::Expression;
use super::json::Json;
use super::meta::Meta;
use super::provider_block::Addressed;
use super::reference::Address;
use super::settings::ProviderName;
use super::value::Value;

/// A call of a module, with the module's interface for the check.
#[derive(Debug, Clone, PartialEq)]
pub struct ModuleCall {
    /// The module's source: a path relative to the caller's folder, or where Terraform fetches it from.
    pub source: String,
    /// The exact version of a registry's module.
    pub version: Option<String>,
    /// The inputs, by variable.
    pub inputs: BTreeMap<String, Expression>,
    /// The caller's provider configurations for the module, by their names in it. If there are none, it uses the default
    /// ones.
    pub providers: BTreeMap<String, ProviderName>,
    /// `count`, `for_each` and `depends_on`.
    pub meta: Box<Meta>,
    /// The module's variables, if they are known: type constraint, and whether it must be set.
    pub variables: Option<BTreeMap<String, ExpectedInput>>,
    /// The module's outputs, if they are known.
    pub outputs: Option<BTreeMap<String, ExpectedOutput>>,
}

/// The expectation of a module's variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedInput {
    /// The type constraint, as Terraform writes it.
    pub constraint: String,
    /// Whether the call must set it.
    pub required: bool,
}

/// An output of a called module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOutput {
    /// The type of its value, as Terraform writes it.
    pub constraint: String,
    /// Whether it is sensitive.
    pub sensitive: bool,
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

impl Addressed for CalledModule {
    fn at_address(address: Address) -> Self {
        Self(address)
    }

    fn address(&self) -> &Address {
        &self.0
    }
}

impl ModuleCall {
    pub(super) fn to_json(&self) -> Json {
        let inputs = self.inputs.iter().map(|(name, value)| (name.as_str(), Json::of(value)));
        let source = ("source", Json::from(self.source.as_str()));
        let version = self.version.as_deref().map(|version| ("version", Json::from(version)));
        let providers = self.providers.iter().map(|(inner, outer)| (inner, Json::from(outer.to_string().as_str())));
        let providers = (!self.providers.is_empty()).then(|| ("providers", Json::object(providers)));
        let own = [source].into_iter().chain(version).chain(self.meta.to_json()).chain(providers);
        Json::object(own.chain(inputs))
    }
}
