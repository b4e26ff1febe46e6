//! Validates OpenAPI documents against OpenAPI's own schema.

use serde_json::Value;

/// OpenAPI's schema for its documents. It leaves the models to JSON Schema.
pub(crate) const OPENAPI: &str = include_str!("../fixtures/openapi/schema-3.1.json");

/// Asserts that a document matches OpenAPI's schema, that its models are JSON schemas, and that its references resolve.
#[track_caller]
pub(crate) fn assert_valid(document: &Value) {
    let schema: Value = serde_json::from_str(OPENAPI).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for (name, model) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(model), "the model `{name}` is no JSON schema: {model:#}");
    }
    for reference in references(document) {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "`{reference}` leads nowhere");
    }
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
