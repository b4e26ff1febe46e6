//! The events that functions get: that of `AWS_PROXY`, and that of a `REQUEST` authorizer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use super::context::Context;

/// The event of `AWS_PROXY`, with its members in the order of AWS.
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
pub(super) fn proxy_event(context: Context<'_, '_>, body: &[u8], binary: bool) -> Vec<u8> {
    let text = || if binary { STANDARD.encode(body) } else { String::from_utf8_lossy(body).into_owned() };
    let Context { request, progress } = context;
    let method = progress.method;
    let event = ProxyEvent {
        resource: method.map_or("", |method| &method.resource_path),
        path: format!("/{}", request.below_stage().trim_start_matches('/')),
        http_method: request.http_method.as_str(),
        headers: some(&request.headers).map(Single),
        multi_value_headers: some(&request.headers).map(Multiple),
        query_string_parameters: some(&request.query_parameters).map(Single),
        multi_value_query_string_parameters: some(&request.query_parameters).map(Multiple),
        path_parameters: some(&progress.raw_path_parameters).map(Single),
        stage_variables: some(request.stage_variables).map(Single),
        request_context: request_context(context),
        body: (!body.is_empty()).then(text),
        is_base64_encoded: binary && !body.is_empty(),
    };
    // Text and numbers always serialize.
    serde_json::to_vec(&event).unwrap_or_default()
}

fn some(list: &[(String, String)]) -> Option<&[(String, String)]> {
    (!list.is_empty()).then_some(list)
}

fn request_context(context: Context<'_, '_>) -> Value {
    let Context { request, progress } = context;
    let method = progress.method;
    let mut members = json!({
        "resourceId": method.map(|method| &method.resource_id),
        "resourcePath": method.map(|method| &method.resource_path),
        "httpMethod": request.http_method.as_str(),
        "extendedRequestId": request.extended_id,
        "requestTime": request.time(),
        "path": request.path,
        "accountId": request.api.account_id,
        "protocol": "HTTP/1.1",
        "stage": request.stage.name,
        "domainPrefix": context.variable("domainPrefix"),
        "requestTimeEpoch": request.epoch_milliseconds(),
        "requestId": request.id,
        "identity": context.identity_members(),
        "domainName": request.host(),
        "deploymentId": request.stage.deployment_id,
        "apiId": request.api.id,
    });
    if let Some(name) = method.and_then(|method| method.operation_name.as_ref()) {
        members["operationName"] = name.as_str().into();
    }
    let authorizer = &progress.identity.authorizer;
    if !authorizer.is_empty() {
        members["authorizer"] = Value::Object(authorizer.clone());
    }
    members
}

/// The event of a `REQUEST` authorizer, as JSON.
pub(super) fn authorizer_event(context: Context<'_, '_>, method_arn: &str) -> Vec<u8> {
    let mut event: Map<String, Value> = serde_json::from_slice(&proxy_event(context, &[], false)).unwrap_or_default();
    event.remove("body");
    event.remove("isBase64Encoded");
    // Members that are null in the event of an integration are empty maps here.
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
