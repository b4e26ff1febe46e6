//! Models: JSON Schema draft 4, compiled when the stack is read.
//!
//! API Gateway validates with java-json-tools, whose words `$context.error.validationErrorString` gives.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, Retrieve, Uri, ValidationError, Validator};
use serde_json::Value;

/// A model that bodies are validated against.
#[derive(Debug)]
pub struct Model(Validator);

/// The schemas of an API's models, by name.
#[derive(Debug, Clone, Default)]
pub struct Schemas(pub BTreeMap<String, Value>);

impl Retrieve for Schemas {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.as_str().rsplit_once("/models/").map(|(_, name)| name.trim_end_matches('#'));
        let found = name.and_then(|name| self.0.get(name)).cloned();
        found.ok_or_else(|| {
            let known: Vec<_> = self.0.keys().map(String::as_str).collect();
            format!("`{uri}` is none of the API's models: {}", known.join(", ")).into()
        })
    }
}

impl Model {
    /// Compiles the model of a name; those that it refers to are found among the schemas.
    pub fn compile(name: &str, schemas: &Schemas) -> Result<Self, String> {
        let schema = schemas.0.get(name).ok_or_else(|| format!("the API has no model `{name}`"))?;
        let options = jsonschema::options().with_draft(Draft::Draft4).with_retriever(schemas.clone());
        options.build(schema).map(Self).map_err(|error| format!("the model `{name}` is no JSON Schema: {error}"))
    }

    /// Whether a document is valid.
    pub fn allows(&self, document: &Value) -> bool {
        self.0.is_valid(document)
    }

    /// What is wrong with a document, as java-json-tools lists it.
    pub fn errors(&self, document: &Value) -> String {
        let errors: Vec<_> = self.0.iter_errors(document).collect();
        let path = |error: &ValidationError<'_>| error.instance_path().as_str().to_owned();
        let paths: Vec<_> = errors.iter().map(path).collect();
        // What is inside of something that is wrong is not looked at.
        let shallow = |own: &str| !paths.iter().any(|other| is_inside(own, other));
        let mut told = Vec::new();
        let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (error, path) in errors.iter().zip(&paths).filter(|(_, path)| shallow(path)) {
            match error.kind() {
                ValidationErrorKind::Required { property } => {
                    missing.entry(path).or_default().push(property.to_string());
                }
                kind => told.push(words(kind, error.instance())),
            }
        }
        let missing = missing.into_values().map(|mut names| {
            names.sort();
            format!("object has missing required properties ([{}])", names.join(","))
        });
        format!("[{}]", missing.chain(told).collect::<Vec<_>>().join(", "))
    }
}

fn is_inside(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

/// What is wrong with a value, in the words of java-json-tools.
fn words(kind: &ValidationErrorKind, instance: &Value) -> String {
    let length = || instance.as_str().map_or(0, |text| text.chars().count());
    let items = || instance.as_array().map_or(0, Vec::len);
    let members = || instance.as_object().map_or(0, serde_json::Map::len);
    match kind {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let mut names = unexpected.clone();
            names.sort();
            let names = Value::from(names);
            format!("object instance has properties which are not allowed by the schema: {names}")
        }
        ValidationErrorKind::Type { kind } => format!(
            "instance type ({}) does not match any allowed primitive type (allowed: {})",
            type_name(instance),
            allowed_types(kind)
        ),
        ValidationErrorKind::Enum { options } => {
            format!("instance value ({instance}) not found in enum (possible values: {options})")
        }
        ValidationErrorKind::MinLength { limit } => {
            format!("string {instance} is too short (length: {}, required minimum: {limit})", length())
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("string {instance} is too long (length: {}, maximum allowed: {limit})", length())
        }
        ValidationErrorKind::Pattern { pattern } => {
            format!("ECMA 262 regex \"{pattern}\" does not match input string {instance}")
        }
        ValidationErrorKind::Minimum { limit } => {
            format!("numeric instance is lower than the required minimum (minimum: {limit}, found: {instance})")
        }
        ValidationErrorKind::Maximum { limit } => {
            format!("numeric instance is greater than the required maximum (maximum: {limit}, found: {instance})")
        }
        ValidationErrorKind::ExclusiveMinimum { limit } => {
            format!("numeric instance is not strictly greater than the required minimum {limit}")
        }
        ValidationErrorKind::ExclusiveMaximum { limit } => {
            format!("numeric instance is not strictly lower than the required maximum {limit}")
        }
        ValidationErrorKind::MultipleOf { multiple_of } => {
            format!("remainder of division is not zero ({instance} / {multiple_of})")
        }
        ValidationErrorKind::MinItems { limit } => {
            format!("array is too short: must have at least {limit} elements but instance has {} elements", items())
        }
        ValidationErrorKind::MaxItems { limit } => {
            format!("array is too long: must have at most {limit} elements but instance has {} elements", items())
        }
        ValidationErrorKind::UniqueItems => "array must not contain duplicate elements".to_owned(),
        ValidationErrorKind::MinProperties { limit } => {
            format!("object has too few properties (found {} but schema requires at least {limit})", members())
        }
        ValidationErrorKind::MaxProperties { limit } => {
            format!("object has too many properties (found {} but schema requires at most {limit})", members())
        }
        ValidationErrorKind::AnyOf { context } => {
            format!("instance failed to match at least one required schema among {}", context.len())
        }
        ValidationErrorKind::OneOfNotValid { context } => {
            format!("instance failed to match exactly one schema (matched 0 out of {})", context.len())
        }
        ValidationErrorKind::OneOfMultipleValid { context } => {
            let matched = context.iter().filter(|errors| errors.is_empty()).count();
            format!("instance failed to match exactly one schema (matched {matched} out of {})", context.len())
        }
        ValidationErrorKind::Not { .. } => "instance matched a schema which it should not have matched".to_owned(),
        other => format!("instance failed to match keyword {}", other.keyword()),
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The types as a JSON array; an integer is a number.
fn allowed_types(kind: &TypeKind) -> Value {
    let mut names: Vec<String> = match kind {
        TypeKind::Single(one) => vec![one.to_string()],
        TypeKind::Multiple(several) => several.into_iter().map(|one| one.to_string()).collect(),
    };
    if names.iter().any(|name| name == "number") && !names.iter().any(|name| name == "integer") {
        names.push("integer".to_owned());
    }
    names.sort();
    Value::from(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(schema: Value, document: Value, expected: Option<&str>) {
        let schemas = Schemas(BTreeMap::from([("M".to_owned(), schema)]));
        let model = Model::compile("M", &schemas).unwrap();
        assert_eq!(model.allows(&document), expected.is_none(), "{document}");
        if let Some(expected) = expected {
            assert_eq!(model.errors(&document), expected);
        }
    }

    #[test]
    fn errors_are_in_the_words_of_java_json_tools() {
        check(
            json!({"type": "object", "additionalProperties": false, "required": ["bar"], "properties": {"bar": {}}}),
            json!({"foo": 1}),
            Some(
                "[object has missing required properties ([\"bar\"]), object instance has properties which are not \
                 allowed by the schema: [\"foo\"]]",
            ),
        );
        check(
            json!({"properties": {"a": {"type": "number"}}}),
            json!({"a": "x"}),
            Some(
                "[instance type (string) does not match any allowed primitive type (allowed: [\"integer\",\"number\"])]",
            ),
        );
        check(
            json!({"enum": ["dog", "cat"]}),
            json!("bird"),
            Some("[instance value (\"bird\") not found in enum (possible values: [\"dog\",\"cat\"])]"),
        );
    }

    #[test]
    fn what_is_inside_of_something_wrong_is_not_told() {
        let schema = json!({"required": ["b"], "properties": {"a": {"type": "string"}}});
        check(schema, json!({"a": 1}), Some("[object has missing required properties ([\"b\"])]"));
    }

    #[test]
    fn models_refer_to_each_other_by_their_urls() {
        let reference = json!({"$ref": "https://apigateway.amazonaws.com/restapis/abc/models/Flavour"});
        let list = json!({"type": "array", "items": reference});
        let flavour = json!({"type": "object", "required": ["name"]});
        let schemas = BTreeMap::from([("Flavours".to_owned(), list), ("Flavour".to_owned(), flavour)]);
        let mut schemas = Schemas(schemas);
        let model = Model::compile("Flavours", &schemas).unwrap();
        assert!(model.allows(&json!([{"name": "vanilla"}])));
        assert!(!model.allows(&json!([{}])));
        schemas.0.remove("Flavour");
        let error = Model::compile("Flavours", &schemas).unwrap_err();
        assert!(error.contains("none of the API's models: Flavours"), "{error}");
    }

    #[test]
    fn the_schema_is_of_draft_4() {
        check(json!({"minimum": 3, "exclusiveMinimum": true}), json!(4), None);
        let found = "[numeric instance is not strictly greater than the required minimum 3]";
        check(json!({"minimum": 3, "exclusiveMinimum": true}), json!(3), Some(found));
    }
}
