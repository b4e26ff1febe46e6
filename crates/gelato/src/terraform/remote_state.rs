//! The outputs of another configuration, read from its state.
//! <https://developer.hashicorp.com/terraform/language/state/remote-state-data>

use std::collections::BTreeMap;

use super::block::Block;
use super::expression::Expression;
use super::provider_block::{Addressed, DataSource, ProviderBlock};
use super::reference::{Address, Reference};
use super::settings::Backend;
use super::value::{Any, Value};

/// A data source `terraform_remote_state`, which is part of Terraform.
///
/// ```
/// # use gelato::prelude::*;
/// use gelato::terraform::{Backend, RemoteState};
/// # fn describe(m: &Module) {
/// let network = Backend::S3 {
///     bucket: "acme-states".into(),
///     key: "network/prod.tfstate".into(),
///     region: "eu-central-1".into(),
///     lockfile: false,
/// };
/// let network = m.data("network", RemoteState::of(&network));
/// let subnets: Value<List<String>> = network.output("private_subnets");
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteState {
    /// The backend's type, such as `s3`.
    pub backend: Value<String>,
    /// The backend's arguments, as in its `backend` block.
    pub config: BTreeMap<String, Expression>,
    /// The workspace. The default is `default`.
    pub workspace: Option<Value<String>>,
    /// The values of outputs that the state does not have, by name.
    pub defaults: BTreeMap<String, Expression>,
}

/// The attributes of a declared `terraform_remote_state`.
#[derive(Debug, Clone, PartialEq)]
pub struct RemoteStateAttributes(Address);

impl RemoteState {
    /// The type's name. No provider's schema describes it.
    pub const KIND: &'static str = "terraform_remote_state";

    /// The state that another configuration keeps in this backend. A local one is relative to the folder that Terraform runs
    /// in.
    pub fn of(backend: &Backend) -> Self {
        let (kind, arguments) = backend.location();
        let config = arguments.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        Self { backend: kind.into(), config, workspace: None, defaults: BTreeMap::new() }
    }
}

impl RemoteStateAttributes {
    /// An output of the other configuration. The caller is responsible for its type.
    pub fn output<T>(&self, name: &str) -> Value<T> {
        let attributes = vec!["outputs".to_owned(), name.to_owned()];
        Reference { address: self.0.clone(), attributes }.into()
    }

    /// All outputs of the other configuration.
    pub fn outputs(&self) -> Value<Any> {
        self.0.attribute("outputs").into()
    }
}

impl ProviderBlock for RemoteState {
    type Attributes = RemoteStateAttributes;

    fn kind(&self) -> &str {
        Self::KIND
    }

    fn into_block(self) -> Block {
        let mut arguments = Block::new();
        arguments.set("backend", self.backend);
        arguments.set_optional("workspace", self.workspace);
        for (name, values) in [("config", self.config), ("defaults", self.defaults)] {
            if !values.is_empty() {
                arguments.set(name, Expression::Object(values));
            }
        }
        arguments
    }
}

impl DataSource for RemoteState {}

impl Addressed for RemoteStateAttributes {
    fn at_address(address: Address) -> Self {
        Self(address)
    }

    fn address(&self) -> &Address {
        &self.0
    }
}
