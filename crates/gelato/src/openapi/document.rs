//! The document as a whole.

use serde_json::{Map, Value, json};

use super::description::{ApiDescription, OperationDescription};
use crate::environment::Environment;

use super::answers;
use super::operation::operation;
use super::schema;
use super::security::Schemes;
use super::servers::servers;
use super::verb::Verb;

/// The OpenAPI document of an API in an environment.
pub fn document(name: &str, api: &ApiDescription, environment: &Environment) -> Value {
    let mut schemes = Schemes::new(api, environment);
    let error = schema::error_name(api);
    let mut paths = Map::new();
    for described in &api.operations {
        let path = paths.entry(described.path.replace("+}", "}")).or_insert_with(|| json!({}));
        for (verb, name) in verbs(api, described) {
            let mut operation = operation(api, described, &mut schemes);
            operation["operationId"] = name.into();
            path[verb.name().to_lowercase()] = operation;
        }
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

/// The verbs that a method answers, with the name of each operation. OpenAPI has nothing like `ANY`: it is one operation for
/// each verb that the path has no other method for.
fn verbs(api: &ApiDescription, described: &OperationDescription) -> Vec<(Verb, String)> {
    if described.verb != Verb::Any {
        return vec![(described.verb, described.name.clone())];
    }
    let is_free = |verb: &Verb| !api.operations.iter().any(|other| other.path == described.path && other.verb == *verb);
    let name = described.name.strip_prefix("Any").unwrap_or(&described.name);
    let verbs = [Verb::Delete, Verb::Get, Verb::Patch, Verb::Post, Verb::Put].into_iter().filter(is_free);
    verbs.map(|verb| (verb, format!("{}{name}", verb.word()))).collect()
}
