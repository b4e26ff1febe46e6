//! The document as a whole.

use serde_json::{Map, Value, json};

use super::description::ApiDescription;
use crate::environment::Environment;

use super::answers;
use super::operation::operation;
use super::schema;
use super::security::Schemes;
use super::servers::servers;

/// The OpenAPI document of an API in an environment.
pub fn document(name: &str, api: &ApiDescription, environment: &Environment) -> Value {
    let mut schemes = Schemes::new(environment);
    let error = schema::error_name(api);
    let mut paths = Map::new();
    for described in &api.operations {
        let path = paths.entry(described.path.replace("+}", "}")).or_insert_with(|| json!({}));
        path[described.verb.name().to_lowercase()] = operation(api, described, &mut schemes);
    }
    let components = json!({
        "schemas": schema::schemas(api, &error),
        "responses": answers::components(&error, &paths),
        "headers": answers::headers(),
        "securitySchemes": schemes.components(),
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": name, "description": api.title, "version": "1" },
        "servers": servers(environment),
        "paths": paths,
        "components": components,
    })
}
