//! What the API's bodies look like.

use serde_json::json;

use crate::constructs::api_gateway::{Model, ModelProps, RestApi};
use crate::terraform::Document;

/// The models of the parlour's API.
pub(super) struct Models {
    /// What `POST` takes.
    pub(super) new_flavour: Model,
    /// A flavour, as DynamoDB stores it.
    pub(super) flavour: Model,
    /// What success without an item answers.
    pub(super) message: Model,
    /// What every error answers.
    pub(super) error: Model,
}

/// Declares the models.
pub(super) fn declare(document: &mut Document, api: &mut RestApi) -> Models {
    let mut model = |id, name, description, schema| api.model(document, id, ModelProps { name, description, schema });
    Models {
        new_flavour: model("new_flavour", "NewFlavour", "A flavour that is to be promoted", new_flavour()),
        flavour: model("flavour", "Flavour", "A promoted flavour, as it is stored", flavour()),
        message: model("message", "Message", "What was done", message()),
        error: model("error", "Error", "What went wrong", error()),
    }
}

fn object(properties: serde_json::Value, required: &[&str]) -> serde_json::Value {
    json!({
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn new_flavour() -> serde_json::Value {
    let name = json!({ "type": "string", "minLength": 1, "maxLength": 100 });
    let cost = json!({ "type": "string", "pattern": "^[0-9]{1,6}\\.[0-9]{2}$" });
    object(json!({ "flavour": name, "cost": cost }), &["flavour", "cost"])
}

fn flavour() -> serde_json::Value {
    let text = object(json!({ "S": { "type": "string" } }), &["S"]);
    let item = object(json!({ "flavour": text, "cost": text }), &["flavour"]);
    object(json!({ "Item": item }), &["Item"])
}

fn message() -> serde_json::Value {
    object(json!({ "message": { "type": "string" } }), &["message"])
}

fn error() -> serde_json::Value {
    object(json!({ "state": { "enum": ["error"] }, "message": { "type": "string" } }), &["state", "message"])
}
