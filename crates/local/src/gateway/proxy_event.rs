//! What a function gets of a request: the event of `AWS_PROXY`, and of an authorizer that looks at the whole request.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::facts::Facts;
use super::route::below_stage;

/// The event of `AWS_PROXY`, in the order in which AWS writes it.
#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ProxyEvent<'f> {
    resource: &'f str,
    path: String,
    http_method: &'f str,
    headers: Option<Single<'f>>,
    multi_value_headers: Option<Multiple<'f>>,
    query_string_parameters: Option<Single<'f>>,
    multi_value_query_string_parameters: Option<Multiple<'f>>,
    path_parameters: Option<Single<'f>>,
    stage_variables: Option<Single<'f>>,
    request_context: Value,
    body: Option<String>,
    is_base64_encoded: bool,
}

/// Names with their last values.
struct Single<'f>(&'f [(String, String)]);

/// Names with all their values.
struct Multiple<'f>(&'f [(String, String)]);

/// The event for a request with this body, as JSON.
pub(super) fn proxy_event(facts: &Facts<'_>, body: &[u8], binary: bool) -> Vec<u8> {
    let text = || if binary { STANDARD.encode(body) } else { String::from_utf8_lossy(body).into_owned() };
    let method = facts.method;
    let event = ProxyEvent {
        resource: method.map_or("", |method| &method.resource_path),
        path: event_path(facts),
        http_method: facts.http_method.as_str(),
        headers: some(&facts.input.header).map(Single),
        multi_value_headers: some(&facts.input.header).map(Multiple),
        query_string_parameters: some(&facts.input.querystring).map(Single),
        multi_value_query_string_parameters: some(&facts.input.querystring).map(Multiple),
        path_parameters: some(&facts.raw_path_parameters).map(Single),
        stage_variables: some(&facts.input.stage_variables).map(Single),
        request_context: request_context(facts),
        body: (!body.is_empty()).then(text),
        is_base64_encoded: binary && !body.is_empty(),
    };
    // Texts and numbers alone: there is nothing that could fail.
    serde_json::to_vec(&event).unwrap_or_default()
}

/// The path after the stage; slashes at its beginning are one.
fn event_path(facts: &Facts<'_>) -> String {
    format!("/{}", below_stage(&facts.path, &facts.stage.name).trim_start_matches('/'))
}

fn some(list: &[(String, String)]) -> Option<&[(String, String)]> {
    (!list.is_empty()).then_some(list)
}

fn request_context(facts: &Facts<'_>) -> Value {
    let method = facts.method;
    let mut context = json!({
        "resourceId": method.map(|method| &method.resource_id),
        "resourcePath": method.map(|method| &method.resource_path),
        "httpMethod": facts.http_method.as_str(),
        "extendedRequestId": facts.extended_request_id,
        "requestTime": facts.time(),
        "path": facts.path,
        "accountId": facts.api.account_id,
        "protocol": "HTTP/1.1",
        "stage": facts.stage.name,
        "domainPrefix": facts.variable("domainPrefix"),
        "requestTimeEpoch": facts.epoch_milliseconds(),
        "requestId": facts.request_id,
        "identity": facts.identities(),
        "domainName": facts.host(),
        "deploymentId": facts.stage.deployment_id,
        "apiId": facts.api.id,
    });
    if let Some(name) = method.and_then(|method| method.operation_name.as_ref()) {
        context["operationName"] = name.as_str().into();
    }
    if !facts.identity.authorizer.is_empty() {
        context["authorizer"] = Value::Object(facts.identity.authorizer.clone());
    }
    context
}

/// The event of an authorizer that looks at the whole request.
pub(super) fn authorizer_event(facts: &Facts<'_>, method_arn: &str) -> Vec<u8> {
    let mut event: Map<String, Value> = serde_json::from_slice(&proxy_event(facts, &[], false)).unwrap_or_default();
    event.remove("body");
    event.remove("isBase64Encoded");
    // What is null in the event of an integration is an empty map here.
    let absent = event.values_mut().filter(|value| value.is_null());
    absent.for_each(|value| *value = json!({}));
    event.insert("type".to_owned(), "REQUEST".into());
    event.insert("methodArn".to_owned(), method_arn.into());
    Value::Object(event).to_string().into_bytes()
}

impl Serialize for Single<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (index, (name, value)) in self.0.iter().enumerate() {
            if !self.0[index + 1..].iter().any(|(later, _)| later == name) {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

impl Serialize for Multiple<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (index, (name, _)) in self.0.iter().enumerate() {
            if !self.0[..index].iter().any(|(earlier, _)| earlier == name) {
                let values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
                map.serialize_entry(name, &values.collect::<Vec<_>>())?;
            }
        }
        map.end()
    }
}
