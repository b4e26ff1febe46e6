//! Operations: parameters, body and responses of a method.

use serde_json::{Value, json};

use super::description::{ApiDescription, OperationDescription, ParameterDescription};

use super::answers;
use super::schema;
use super::security::Schemes;

/// A method as an operation.
pub(super) fn operation(api: &ApiDescription, described: &OperationDescription, schemes: &mut Schemes<'_>) -> Value {
    let security = schemes.of(described);
    let mut operation = json!({
        "operationId": described.name,
        "responses": answers::of_operation(described, &api.gateway_statuses, &security),
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
    } else if described.by_function && described.verb.has_body() {
        operation["requestBody"] = json!({ "content": { "*/*": { "schema": {} } } });
    }
    operation
}

fn parameters(described: &OperationDescription) -> Vec<Value> {
    described.parameters.iter().map(parameter).collect()
}

fn parameter(known: &ParameterDescription) -> Value {
    let mut schema = schema::converted(&known.schema);
    let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
    let mut parameter =
        json!({ "name": known.name, "in": known.place.name(), "required": known.required, "schema": schema });
    if let Some(description) = description {
        parameter["description"] = description;
    }
    parameter
}
