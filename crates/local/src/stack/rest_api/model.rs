//! Models: JSON Schema draft 4, compiled when the stack is read.
//!
//! API Gateway validates with java-json-tools, whose messages are in `$context.error.validationErrorString`.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use std::collections::{BTreeMap, HashSet};

use gelato_vtl::may_backtrack;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationError, Validator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How often a pattern may backtrack in bodies up to each size. Each step back may read the rest of a text, so larger
/// bodies have fewer steps.
const BACKTRACKS: [(usize, usize); 3] = [(4 * 1024, 100_000), (256 * 1024, 10_000), (usize::MAX, 1_000)];

/// In larger bodies, only the first error is described: a body of 10 MB has room for millions.
const DESCRIBED: usize = 64 * 1024;

/// A model that bodies are validated against.
#[derive(Debug)]
pub struct Model {
    name: String,
    schema: Value,
    /// All schemas of the API, if any of them has a pattern that backtracks.
    backtracking: Option<Schemas>,
    /// A validator for bodies up to each size.
    validators: Vec<(usize, Validator)>,
}

/// The result of validating a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The body is valid.
    Valid,
    /// The body is invalid, with the errors as java-json-tools lists them.
    Invalid(String),
    /// The result depends on a match that takes too many steps. The message names the pattern and the model.
    Undecided(String),
}

/// The schemas of an API's models, by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Schemas(pub BTreeMap<String, Value>);

impl Retrieve for Schemas {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.as_str().rsplit_once("/models/").map(|(_, name)| name.trim_end_matches('#'));
        let found = name.and_then(|name| self.0.get(name)).cloned();
        found.ok_or_else(|| {
            let known: Vec<_> = self.0.keys().map(String::as_str).collect();
            format!("`{uri}` is not one of the API's models: {}", known.join(", ")).into()
        })
    }
}

impl Model {
    /// Compiles the model with a name. It may refer to the other schemas.
    pub fn compile(name: &str, schemas: &Schemas) -> Result<Self, String> {
        let schema = schemas.0.get(name).ok_or_else(|| format!("the API has no model `{name}`"))?;
        let build = |&(size, backtracks): &(usize, usize)| {
            let options = jsonschema::options()
                .with_draft(Draft::Draft4)
                .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(backtracks))
                .with_retriever(schemas.clone());
            options.build(schema).map(|validator| (size, validator)).map_err(|error| refused(name, &error))
        };
        let validators = BACKTRACKS.iter().map(build).collect::<Result<_, _>>()?;
        let backtracking = schemas.backtrack().then(|| schemas.clone());
        Ok(Self { name: name.to_owned(), schema: schema.clone(), backtracking, validators })
    }

    /// The schemas that the model is compiled from, if validation may take more than linear time.
    pub fn backtracking(&self) -> Option<&Schemas> {
        self.backtracking.as_ref()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The patterns of its schema.
    pub fn patterns(&self) -> Vec<String> {
        let mut patterns = Vec::new();
        add_patterns(&self.schema, &mut patterns);
        patterns.into_iter().map(|pattern| format!("`{pattern}`")).collect()
    }

    /// Validates a document, whose text has this many bytes.
    pub fn validate(&self, document: &Value, size: usize) -> Verdict {
        let found = self.validators.iter().find(|(largest, _)| size <= *largest);
        let Some((_, validator)) = found else { return Verdict::Valid };
        if validator.is_valid(document) {
            return Verdict::Valid;
        }
        let errors: Vec<_> = if size <= DESCRIBED {
            validator.iter_errors(document).collect()
        } else {
            validator.validate(document).err().into_iter().collect()
        };
        match errors.iter().find(|error| is_unfinished(error)) {
            Some(unfinished) => Verdict::Undecided(self.unfinished(unfinished)),
            None => Verdict::Invalid(describe(&errors)),
        }
    }

    /// The message that names the pattern whose match was abandoned.
    fn unfinished(&self, error: &ValidationError<'_>) -> String {
        let path = error.schema_path().as_str();
        let pattern = self.schema.pointer(path).and_then(Value::as_str);
        let pattern = pattern.map_or_else(|| format!("the pattern at `{path}`"), |pattern| format!("`{pattern}`"));
        format!("matching {pattern} of the model `{}` takes too many steps on this body", self.name)
    }
}

impl Schemas {
    /// Whether any schema has a pattern that backtracks.
    fn backtrack(&self) -> bool {
        let mut patterns = Vec::new();
        self.0.values().for_each(|schema| add_patterns(schema, &mut patterns));
        patterns.into_iter().any(may_backtrack)
    }
}

fn add_patterns<'s>(schema: &'s Value, patterns: &mut Vec<&'s str>) {
    match schema {
        Value::Object(members) => {
            patterns.extend(members.get("pattern").and_then(Value::as_str));
            let keys = members.get("patternProperties").and_then(Value::as_object);
            patterns.extend(keys.into_iter().flat_map(|keys| keys.keys()).map(String::as_str));
            members.values().for_each(|member| add_patterns(member, patterns));
        }
        Value::Array(items) => items.iter().for_each(|item| add_patterns(item, patterns)),
        _ => {}
    }
}

/// The message about a schema that cannot be compiled.
fn refused(name: &str, error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::Format { format } if format == "regex" => format!(
            "the model `{name}` has the pattern {}, which is not a regular expression, or is too large to be compiled",
            error.instance()
        ),
        _ => format!("the model `{name}` is not a JSON Schema: {error}"),
    }
}

/// Whether the engine gave a match up, so that nobody knows whether the pattern matches.
fn is_unfinished(error: &ValidationError<'_>) -> bool {
    use ValidationErrorKind::{BacktrackLimitExceeded, RegexEngineFailure};
    matches!(error.kind(), BacktrackLimitExceeded { .. } | RegexEngineFailure { .. })
}

/// The errors of a document, as java-json-tools lists them.
fn describe(errors: &[ValidationError<'_>]) -> String {
    let path = |error: &ValidationError<'_>| error.instance_path().as_str().to_owned();
    let paths: Vec<_> = errors.iter().map(path).collect();
    let wrong: HashSet<_> = paths.iter().map(String::as_str).collect();
    let mut others = Vec::new();
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    // Errors inside a value that is itself invalid are left out.
    for (error, path) in errors.iter().zip(&paths).filter(|(_, path)| !ancestors(path).any(|one| wrong.contains(one))) {
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                missing.entry(path).or_default().push(property.to_string());
            }
            kind => others.push(words(kind, error.instance())),
        }
    }
    let missing = missing.into_values().map(|mut names| {
        names.sort();
        format!("object has missing required properties ([{}])", names.join(","))
    });
    format!("[{}]", missing.chain(others).collect::<Vec<_>>().join(", "))
}

/// The paths of the values that contain the value at a path, from the inside out.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind('/').map(|end| &path[..end])).skip(1)
}

/// The message of java-json-tools about an error.
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

/// The types as a JSON array. Where numbers are allowed, integers are too.
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

    fn validate(model: &Model, document: &Value) -> Verdict {
        model.validate(document, document.to_string().len())
    }

    #[track_caller]
    fn check(schema: Value, document: Value, expected: Option<&str>) {
        let schemas = Schemas(BTreeMap::from([("M".to_owned(), schema)]));
        let model = Model::compile("M", &schemas).unwrap();
        let expected = expected.map_or(Verdict::Valid, |expected| Verdict::Invalid(expected.to_owned()));
        assert_eq!(validate(&model, &document), expected, "{document}");
    }

    #[test]
    fn errors_have_the_messages_of_java_json_tools() {
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
    fn errors_inside_an_invalid_value_are_left_out() {
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
        assert_eq!(validate(&model, &json!([{"name": "vanilla"}])), Verdict::Valid);
        assert_ne!(validate(&model, &json!([{}])), Verdict::Valid);
        schemas.0.remove("Flavour");
        let error = Model::compile("Flavours", &schemas).unwrap_err();
        assert!(error.contains("not one of the API's models: Flavours"), "{error}");
    }

    #[test]
    fn the_schema_is_of_draft_4() {
        check(json!({"minimum": 3, "exclusiveMinimum": true}), json!(4), None);
        let found = "[numeric instance is not strictly greater than the required minimum 3]";
        check(json!({"minimum": 3, "exclusiveMinimum": true}), json!(3), Some(found));
    }
}
