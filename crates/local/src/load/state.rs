//! Reads applied state: `terraform show -json`, and state files of version 4.
//!
//! <https://developer.hashicorp.com/terraform/internals/json-format>

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Loaded;
use super::error::Error;
use crate::outputs::Output;
use crate::regular_file::{self, STATE_LIMIT};
use crate::resource::Resource;

/// The output of `terraform show -json` for a state or a plan.
#[derive(Deserialize)]
struct Shown {
    values: Option<Values>,
    planned_values: Option<Values>,
}

#[derive(Deserialize)]
struct Values {
    root_module: ShownModule,
    #[serde(default)]
    outputs: BTreeMap<String, StateOutput>,
}

/// An output. Its value may be unknown in a plan.
#[derive(Deserialize)]
struct StateOutput {
    #[serde(default)]
    value: Value,
    #[serde(default)]
    sensitive: bool,
}

#[derive(Deserialize)]
struct ShownModule {
    #[serde(default)]
    resources: Vec<ShownResource>,
    #[serde(default)]
    child_modules: Vec<ShownModule>,
}

#[derive(Deserialize)]
struct ShownResource {
    address: String,
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    values: Map<String, Value>,
}

/// A state file.
#[derive(Deserialize)]
struct StateFile {
    version: u64,
    resources: Vec<StateResource>,
    #[serde(default)]
    outputs: BTreeMap<String, StateOutput>,
}

#[derive(Deserialize)]
struct StateResource {
    module: Option<String>,
    mode: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    instances: Vec<StateInstance>,
}

#[derive(Deserialize)]
struct StateInstance {
    index_key: Option<Value>,
    attributes: Map<String, Value>,
}

/// The version of state files since Terraform 0.12.
const VERSION: u64 = 4;

/// Reads a state.
pub(super) fn load(file: &Path) -> Result<Loaded, Error> {
    let text = regular_file::text(file, STATE_LIMIT).map_err(|source| Error::unreadable(file, source))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| Error::malformed(file, error))?;
    let shown_by_terraform = value.get("format_version").is_some();
    let (resources, outputs) = if shown_by_terraform { shown(file, value)? } else { stored(file, value)? };
    let output = |(name, StateOutput { value, sensitive })| (name, Output { value, sensitive });
    let region = resources.iter().find_map(region).unwrap_or_else(|| "us-east-1".to_owned());
    Ok(Loaded {
        resources: resources.into_iter().collect(),
        outputs: outputs.into_iter().map(output).collect(),
        findings: Vec::new(),
        region,
        folder: file.parent().unwrap_or(Path::new(".")).to_owned(),
        files: vec![file.to_owned()],
    })
}

type Read = (Vec<Resource>, BTreeMap<String, StateOutput>);

fn shown(file: &Path, value: Value) -> Result<Read, Error> {
    let shown: Shown = serde_json::from_value(value).map_err(|error| Error::malformed(file, error))?;
    let values = shown.values.or(shown.planned_values);
    let values = values.ok_or_else(|| Error::malformed(file, "the state is empty: nothing has been applied"))?;
    let mut resources = Vec::new();
    collect(values.root_module, &mut resources);
    Ok((resources, values.outputs))
}

fn collect(module: ShownModule, resources: &mut Vec<Resource>) {
    let managed = module.resources.into_iter().filter(|resource| resource.mode == "managed");
    resources.extend(managed.map(|ShownResource { address, kind, values, .. }| Resource {
        address,
        kind,
        values: set(values),
        place: None,
    }));
    for child in module.child_modules {
        collect(child, resources);
    }
}

fn stored(file: &Path, value: Value) -> Result<Read, Error> {
    let message = "this is neither a state file nor the output of `terraform show -json`";
    let state: StateFile =
        serde_json::from_value(value).map_err(|error| Error::malformed(file, format!("{message}: {error}")))?;
    if state.version != VERSION {
        let found = state.version;
        return Err(Error::malformed(
            file,
            format!("this is a state file of version {found}; only version {VERSION} is supported"),
        ));
    }
    let managed = state.resources.into_iter().filter(|resource| resource.mode == "managed");
    Ok((managed.flat_map(instances).collect(), state.outputs))
}

fn instances(resource: StateResource) -> impl Iterator<Item = Resource> {
    let StateResource { module, kind, name, instances, .. } = resource;
    let prefix = module.map(|module| format!("{module}.")).unwrap_or_default();
    instances.into_iter().map(move |instance| {
        let suffix = instance.index_key.map(|key| format!("[{key}]")).unwrap_or_default();
        let address = format!("{prefix}{kind}.{name}{suffix}");
        Resource { address, kind: kind.clone(), values: set(instance.attributes), place: None }
    })
}

/// The values that were set: providers store an unset string as an empty one. In a map, an empty string is a value.
fn set(values: Map<String, Value>) -> Map<String, Value> {
    let set = values.into_iter().filter(|(_, value)| value != "");
    set.map(|(name, value)| (name, with_set_blocks(value))).collect()
}

/// Blocks are lists of objects; plain objects are maps.
fn with_set_blocks(value: Value) -> Value {
    let block = |value| match value {
        Value::Object(values) => Value::Object(set(values)),
        other => other,
    };
    match value {
        Value::Array(list) => Value::Array(list.into_iter().map(block).collect()),
        other => other,
    }
}

/// The region in an ARN, if there is one.
fn region(resource: &Resource) -> Option<String> {
    let arn = resource.values.get("arn")?.as_str()?;
    arn.split(':').nth(3).filter(|region| !region.is_empty()).map(ToOwned::to_owned)
}
