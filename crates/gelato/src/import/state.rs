//! Terraform's state files, version 4: which resources another tool manages, under which addresses.

use std::fmt::Write as _;

use serde::Deserialize;
use serde_json::Value;

/// A resource of a state, one for each instance. Its attributes may be sensitive, and are only compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Managed {
    /// Its address, such as `aws_dynamodb_table.table_8235A1B2`.
    pub address: String,
    /// Its type.
    pub kind: String,
    /// Its logical name.
    pub name: String,
    /// Its attributes.
    pub attributes: Value,
}

/// A text that is not a state.
#[derive(Debug, thiserror::Error)]
pub enum InvalidState {
    /// It is no JSON of a state's form.
    #[error("it is not a Terraform state\nhint: `terraform state pull` or `cdktf`'s `terraform.STACK.tfstate` is one")]
    Form(#[from] serde_json::Error),
    /// It has another version.
    #[error("it is a state of version {0}; allowed: 4, which Terraform has written since 0.12")]
    Version(u64),
}

#[derive(Deserialize)]
struct StateFile {
    version: u64,
    #[serde(default)]
    resources: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    module: Option<String>,
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Deserialize)]
struct Instance {
    #[serde(default)]
    index_key: Option<Value>,
    #[serde(default)]
    attributes: Value,
    #[serde(default)]
    deposed: Option<String>,
}

/// The resources of a state, without data sources and deposed objects.
///
/// # Errors
/// If it is not a state of version 4.
pub fn read_state(text: &str) -> Result<Vec<Managed>, InvalidState> {
    let state: StateFile = serde_json::from_str(text)?;
    if state.version != 4 {
        return Err(InvalidState::Version(state.version));
    }
    let managed = state.resources.into_iter().filter(|entry| entry.mode == "managed");
    Ok(managed.flat_map(Entry::into_managed).collect())
}

impl Entry {
    fn into_managed(self) -> Vec<Managed> {
        let Self { module, kind, name, instances, .. } = self;
        let prefix = module.map_or_else(String::new, |module| module + ".");
        let current = instances.into_iter().filter(|instance| instance.deposed.is_none());
        let managed = current.map(|instance| {
            let mut address = format!("{prefix}{kind}.{name}");
            if let Some(key) = &instance.index_key {
                let _ = write!(address, "[{key}]");
            }
            Managed { address, kind: kind.clone(), name: name.clone(), attributes: instance.attributes }
        });
        managed.collect()
    }
}
