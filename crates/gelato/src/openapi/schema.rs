//! Converts models from JSON Schema draft 4, which API Gateway uses, to draft 2020-12, which OpenAPI 3.1 uses.
//!
//! <https://json-schema.org/draft/2020-12/release-notes>

use serde_json::{Map, Value, json};

use super::description::ApiDescription;

/// The prefix of references to other models of the API, before the API's id.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>
const MODELS: &str = "https://apigateway.amazonaws.com/restapis/";

/// The name of the schema of errors: `Error`, or another one if a model of the API has that name.
pub(super) fn error_name(api: &ApiDescription) -> String {
    let is_taken = api.models.get("Error").is_some_and(|model| converted(model) != error());
    if is_taken { "GatewayError".into() } else { "Error".into() }
}

/// All models, and the body of errors.
pub(super) fn schemas(api: &ApiDescription, error_name: &str) -> Value {
    let models = api.models.iter().map(|(name, schema)| (name.clone(), converted(schema)));
    let mut schemas: Map<String, Value> = models.collect();
    schemas.entry(error_name).or_insert_with(error);
    Value::Object(schemas)
}

/// A reference to a model.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The body of all errors.
fn error() -> Value {
    json!({
        "type": "object",
        "properties": { "state": { "enum": ["error"] }, "message": { "type": "string" } },
        "required": ["state", "message"],
        "additionalProperties": false,
    })
}

/// A schema of draft 4 as one of draft 2020-12.
pub(super) fn converted(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => object(members),
        Value::Array(items) => items.iter().map(converted).collect(),
        other => other.clone(),
    }
}

fn object(members: &Map<String, Value>) -> Value {
    let mut converted_members = Map::new();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("$schema" | "id", Value::String(_)) | ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => {}
            ("$ref", Value::String(target)) => {
                converted_members.insert(name.clone(), model_reference(target).into());
            }
            ("minimum" | "maximum", bound) => {
                let exclusive = if name == "minimum" { "exclusiveMinimum" } else { "exclusiveMaximum" };
                let is_exclusive = members.get(exclusive) == Some(&Value::Bool(true));
                converted_members.insert(if is_exclusive { exclusive.into() } else { name.clone() }, bound.clone());
            }
            // The members of these are names from the API, and their values are schemas.
            ("properties" | "definitions" | "patternProperties", Value::Object(schemas)) => {
                let schemas = schemas.iter().map(|(name, schema)| (name.clone(), converted(schema)));
                converted_members.insert(name.clone(), Value::Object(schemas.collect()));
            }
            ("enum" | "default" | "required", _) => {
                converted_members.insert(name.clone(), value.clone());
            }
            _ => {
                converted_members.insert(name.clone(), converted(value));
            }
        }
    }
    Value::Object(converted_members)
}

/// From `https://apigateway.amazonaws.com/restapis/ID/models/NAME`.
fn model_reference(target: &str) -> String {
    let name = target.strip_prefix(MODELS).and_then(|rest| rest.split("/models/").nth(1));
    name.map_or_else(|| target.to_owned(), |name| format!("#/components/schemas/{name}"))
}
