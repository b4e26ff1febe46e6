//! What AWS would give out: the root's outputs, and the values of API keys that it makes up. Nobody could use a
//! configuration without them.
//!
//! Sensitive outputs stay hidden unless someone asks for them, as `terraform output` does it. So do the values of API keys
//! that were not made up here: whoever set them knows them, and those of a state are those of AWS.
//! <https://developer.hashicorp.com/terraform/language/values/outputs>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::resource::{Resource, Resources};
use crate::stack::rest_api::{RestApi, Stage};

/// What stands for a sensitive value.
const HIDDEN: &str = "(sensitive)";

/// A value, and whether it is shown to everyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The value.
    pub value: Value,
    /// Whether it is shown only to those who ask for it.
    pub sensitive: bool,
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ApiKey {
    name: String,
    id: String,
    value: Output,
}

/// All that is given out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs {
    root: BTreeMap<String, Output>,
    api_keys: Vec<ApiKey>,
}

impl Output {
    fn shown(&self, with_sensitive: bool) -> Value {
        if self.sensitive && !with_sensitive { Value::from(HIDDEN) } else { self.value.clone() }
    }

    /// As one line for people: strings in quotes, so that they differ from what stands for a hidden one.
    fn told(&self, with_sensitive: bool) -> String {
        if self.sensitive && !with_sensitive { HIDDEN.to_owned() } else { self.value.to_string() }
    }
}

impl ApiKey {
    fn of(resource: &Resource) -> Self {
        let text = |name: &str| resource.values.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, value) = (text("id"), text("value"));
        let sensitive = value != generated_key(&id);
        Self { name: text("name"), value: Output { value: value.into(), sensitive }, id }
    }
}

/// The value of an API key that has none of its own. AWS makes up one of 20 to 128 letters and digits.
pub(crate) fn generated_key(id: &str) -> String {
    format!("{id}{id}")
}

impl Outputs {
    /// Of a configuration with these outputs of its root.
    pub fn new(root: BTreeMap<String, Output>, resources: &Resources) -> Self {
        Self { root, api_keys: resources.of("aws_api_gateway_api_key").map(ApiKey::of).collect() }
    }

    /// As JSON: `outputs` as `terraform output -json` has them, and `api_keys`.
    pub fn json(&self, with_sensitive: bool) -> Value {
        let outputs = self.root.iter().map(|(name, output)| {
            let shown = json!({ "sensitive": output.sensitive, "value": output.shown(with_sensitive) });
            (name.clone(), shown)
        });
        let key = |key: &ApiKey| json!({ "name": key.name, "id": key.id, "value": key.value.shown(with_sensitive) });
        json!({
            "outputs": outputs.collect::<Map<_, _>>(),
            "api_keys": self.api_keys.iter().map(key).collect::<Value>(),
        })
    }

    /// As lines for people.
    pub fn lines(&self, with_sensitive: bool) -> Vec<String> {
        let key = |key: &ApiKey| format!("API key {}: {}", key.name, key.value.told(with_sensitive));
        let output = |(name, output): (&String, &Output)| format!("output {name}: {}", output.told(with_sensitive));
        self.api_keys.iter().map(key).chain(self.root.iter().map(output)).collect()
    }
}

/// Where a stage answers whatever other APIs there are; tools that were written for `LocalStack` use this address.
pub(crate) fn url_by_id(endpoint: &str, api: &RestApi, stage: &Stage) -> String {
    format!("{endpoint}/restapis/{}/{}/_user_request_", api.id, stage.name)
}

/// The APIs, with their ids, which AWS makes up too.
pub(crate) fn apis(endpoint: &str, apis: &[RestApi]) -> Value {
    let stage = |api: &RestApi, stage: &Stage| {
        json!({
            "name": stage.name, "url": format!("{endpoint}/{}", stage.name), "url_by_id": url_by_id(endpoint, api, stage),
        })
    };
    let api = |api: &RestApi| {
        let stages = api.stages.iter().map(|of_api| stage(api, of_api));
        json!({ "id": api.id, "name": api.name, "stages": stages.collect::<Value>() })
    };
    apis.iter().map(api).collect()
}
