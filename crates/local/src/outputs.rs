//! Values that AWS would show to the user: the root's outputs, and the generated values of API keys. A configuration is
//! not usable without them.
//!
//! Sensitive outputs stay hidden unless the user asks for them, as in `terraform output`. So do the values of API keys
//! that were not generated here: whoever set them knows them, and those in a state are the ones in AWS.
//! <https://developer.hashicorp.com/terraform/language/values/outputs>

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::resource::{Resource, Resources};
use crate::stack::rest_api::{RestApi, Stage};

/// Shown in place of a sensitive value.
const HIDDEN: &str = "(sensitive)";

/// A value, and whether it is sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The value.
    pub value: Value,
    /// Whether it is shown only on request.
    pub sensitive: bool,
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ApiKey {
    name: String,
    id: String,
    value: Output,
}

/// All outputs and API keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs {
    root: BTreeMap<String, Output>,
    api_keys: Vec<ApiKey>,
}

impl Output {
    fn shown(&self, with_sensitive: bool) -> Value {
        if self.sensitive && !with_sensitive { Value::from(HIDDEN) } else { self.value.clone() }
    }

    /// One line for people. Strings are quoted, so that they differ from the placeholder of a hidden value.
    fn line(&self, with_sensitive: bool) -> String {
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

/// The generated value of an API key without a configured one. AWS generates 20 to 128 letters and digits.
pub(crate) fn generated_key(id: &str) -> String {
    format!("{id}{id}")
}

impl Outputs {
    /// The outputs of a root and the API keys among its resources.
    pub fn new(root: BTreeMap<String, Output>, resources: &Resources) -> Self {
        Self { root, api_keys: resources.of("aws_api_gateway_api_key").map(ApiKey::of).collect() }
    }

    /// JSON: `outputs` in the form of `terraform output -json`, and `api_keys`.
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

    /// Lines for people.
    pub fn lines(&self, with_sensitive: bool) -> Vec<String> {
        let key = |key: &ApiKey| format!("API key {}: {}", key.name, key.value.line(with_sensitive));
        let output = |(name, output): (&String, &Output)| format!("output {name}: {}", output.line(with_sensitive));
        self.api_keys.iter().map(key).chain(self.root.iter().map(output)).collect()
    }
}

/// The URL of a stage by its API's ID, which works with any number of APIs. Tools for `LocalStack` use this form.
pub(crate) fn url_by_id(endpoint: &str, api: &RestApi, stage: &Stage) -> String {
    format!("{endpoint}/restapis/{}/{}/_user_request_", api.id, stage.name)
}

/// The APIs with their IDs, which are generated as well.
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
