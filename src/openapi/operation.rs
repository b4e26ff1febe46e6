//! Operations: parameters, body and answers of one method.

use serde_json::{Value, json};

use crate::constructs::api_gateway::OperationDescription;

use super::answers;
use super::schema;
use super::security::Schemes;

/// A method as an operation.
pub(super) fn operation(described: &OperationDescription, schemes: &mut Schemes<'_>) -> Value {
    let security = schemes.of(described);
    let mut operation = json!({
        "operationId": described.name,
        "responses": answers::of_operation(described, &security),
        "security": security.requirements,
    });
    let parameters = parameters(described);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = &described.body {
        operation["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": schema::reference(body) } },
        });
    }
    operation
}

fn parameters(described: &OperationDescription) -> Vec<Value> {
    let path = described.path_parameters.iter().map(|name| parameter(name, "path", true));
    let query = described.query_parameters.iter();
    path.chain(query.map(|known| parameter(known.name, "query", known.required))).collect()
}

fn parameter(name: &str, place: &str, required: bool) -> Value {
    json!({ "name": name, "in": place, "required": required, "schema": { "type": "string", "minLength": 1 } })
}
