//! Schemas: the models of bodies as JSON schema draft 4, from the description of the items.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html>

use serde_json::{Map, Value as Json, json};

use super::declaration::{Attribute, Attributes, Decimal, Items, Kind, Representation, Source, Text};
use super::page::NEXT;
use super::value::Input;

/// The greatest length of a text: no item is larger than 400 KB. With it, every body has a greatest size.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html>
const LONGEST: u32 = 400 * 1024;

/// The longest keys, in bytes. A character has at least one.
const LONGEST_PARTITION_KEY: u32 = 2048;
const LONGEST_SORT_KEY: u32 = 1024;

/// At least one character that is not whitespace. API Gateway treats a blank parameter as missing, so an item with a
/// blank key could never be requested again. This covers `\s` of ECMA-262, in which schemas are written, and Java's
/// `Character.isWhitespace`, which has four more separators.
const NOT_BLANK: &str = r"[^\s\u001c-\u001f]";

/// The schema of a request's body; `None` if no input is read from it.
pub(super) fn request(items: &Items, inputs: &[Input]) -> Option<Json> {
    let mut members = Members::default();
    for input in inputs {
        if let Source::Body(path) = &input.source {
            let schema = sent_of(items, input);
            members.insert(&path.split('.').collect::<Vec<_>>(), Member::Value(schema, input.required));
        }
    }
    (!members.0.is_empty()).then(|| versioned(members.schema()))
}

/// The schema of a body with these members.
pub(super) fn body(attributes: &[Attribute]) -> Json {
    let mut members = Members::default();
    for attribute in attributes {
        members.insert(&[&attribute.name], Member::Value(sent(attribute, attribute.required), attribute.required));
    }
    versioned(members.schema())
}

/// The schema of a body's member, which also has DynamoDB's limits for keys.
fn sent_of(items: &Items, input: &Input) -> Json {
    let name = &input.attribute.name;
    let mut schema = sent(&input.attribute, input.required);
    if let (true, Kind::String(text)) = (items.is_key(name), &input.attribute.kind) {
        let longest = if *name == items.partition_key { LONGEST_PARTITION_KEY } else { LONGEST_SORT_KEY };
        schema["maxLength"] = text.max_length.map_or(longest, |most| most.min(longest)).into();
        if text.pattern.is_none() {
            schema["pattern"] = NOT_BLANK.into();
        }
    }
    schema
}

/// The schema of an answer with one item.
pub(super) fn item(items: &Items, attributes: &Attributes, representation: Representation) -> Json {
    let item = bare_item(items, attributes, representation);
    versioned(match representation {
        Representation::DynamoDb => object(json!({ "Item": item }), &["Item"]),
        Representation::Plain => item,
    })
}

/// The schema of an answer with a page of items.
pub(super) fn page(items: &Items, attributes: &Attributes, representation: Representation) -> Json {
    let list = json!({ "type": "array", "items": bare_item(items, attributes, representation) });
    let member = representation.items_member();
    let next = json!({ "type": "string", "description": "Where the next page begins; missing on the last page" });
    versioned(object(json!({ member: list, NEXT: next }), &[member]))
}

/// The schema of a success message.
pub(super) fn message() -> Json {
    versioned(object(json!({ "message": { "type": "string" } }), &["message"]))
}

/// The schema of every error.
pub(super) fn error() -> Json {
    let members = json!({ "state": { "enum": ["error"] }, "message": { "type": "string" } });
    versioned(object(members, &["state", "message"]))
}

fn versioned(mut schema: Json) -> Json {
    schema["$schema"] = "http://json-schema.org/draft-04/schema#".into();
    schema
}

fn object(properties: Json, required: &[&str]) -> Json {
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

fn bare_item(items: &Items, attributes: &Attributes, representation: Representation) -> Json {
    let chosen = items.attributes.iter().filter(|attribute| attributes.contain(&attribute.name));
    let properties: Map<_, _> = chosen
        .map(|attribute| {
            let mut schema = match representation {
                Representation::DynamoDb => stored(&attribute.kind),
                Representation::Plain => plain(&attribute.kind),
            };
            schema["description"] = attribute.description.clone().into();
            (attribute.name.clone(), schema)
        })
        .collect();
    // Other programs may store items too, so only the key is certain to be there.
    let required: Vec<_> = items.key().filter(|key| attributes.contain(key)).collect();
    let mut schema = object(properties.into(), &required);
    if representation == Representation::DynamoDb && *attributes == Attributes::All {
        schema["additionalProperties"] = true.into();
    }
    schema
}

/// A value in DynamoDB's form.
fn stored(kind: &Kind) -> Json {
    let text = || object(json!({ "S": { "type": "string" } }), &["S"]);
    let value = match kind {
        Kind::String(_) | Kind::Number(_) => json!({ "type": "string" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List { .. } => json!({ "type": "array", "items": text() }),
        Kind::Map { .. } => json!({ "type": "object", "additionalProperties": text() }),
    };
    object(json!({ kind.letter(): value }), &[kind.letter()])
}

/// A stored value as plain JSON: its type without constraints, which may have changed since it was stored.
fn plain(kind: &Kind) -> Json {
    match kind {
        Kind::String(_) => json!({ "type": "string" }),
        Kind::Number(_) => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List { .. } => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Map { .. } => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
    }
}

/// The schema of a path or query parameter.
pub(super) fn parameter(attribute: &Attribute) -> Json {
    sent(attribute, true)
}

/// The schema of a value that a client sends.
fn sent(attribute: &Attribute, required: bool) -> Json {
    let mut schema = match &attribute.kind {
        Kind::String(allowed) => text(allowed),
        Kind::Number(allowed) => number(*allowed),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::List { of, max_items } => json!({ "type": "array", "items": text(of), "maxItems": max_items }),
        Kind::Map { of, max_items } => {
            json!({ "type": "object", "additionalProperties": text(of), "maxProperties": max_items })
        }
    };
    if !required {
        // An explicit null counts as a missing member.
        schema["type"] = json!([schema["type"], "null"]);
    }
    schema["description"] = attribute.description.clone().into();
    schema
}

fn text(allowed: &Text) -> Json {
    let most = allowed.max_length.unwrap_or(LONGEST);
    let mut schema = json!({ "type": "string", "minLength": allowed.min_length, "maxLength": most });
    if let Some(pattern) = &allowed.pattern {
        let whole = if pattern.contains('|') { format!("^(?:{pattern})$") } else { format!("^{pattern}$") };
        schema["pattern"] = whole.into();
    }
    schema
}

fn number(allowed: Decimal) -> Json {
    let mut schema = json!({ "type": if allowed.decimals == Some(0) { "integer" } else { "number" } });
    if let Some(minimum) = allowed.minimum {
        schema["minimum"] = minimum.into();
    }
    if let Some(maximum) = allowed.maximum {
        schema["maximum"] = maximum.into();
    }
    if let Some(decimals @ 1..) = allowed.decimals {
        schema["multipleOf"] = json!(10_f64.powi(-i32::from(decimals)));
    }
    schema
}

/// The members of a body. Names with dots become nested objects.
#[derive(Default)]
struct Members(Vec<(String, Member)>);

enum Member {
    Value(Json, bool),
    Object(Members),
}

impl Members {
    fn insert(&mut self, path: &[&str], member: Member) {
        let Some((first, rest)) = path.split_first() else { return };
        if rest.is_empty() {
            return self.0.push(((*first).to_owned(), member));
        }
        let known = self.0.iter().position(|(name, member)| name == first && matches!(member, Member::Object(_)));
        let index = known.unwrap_or_else(|| {
            self.0.push(((*first).to_owned(), Member::Object(Self::default())));
            self.0.len() - 1
        });
        if let (_, Member::Object(inner)) = &mut self.0[index] {
            inner.insert(rest, member);
        }
    }

    fn is_required(&self) -> bool {
        self.0.iter().any(|(_, member)| match member {
            Member::Value(_, required) => *required,
            Member::Object(inner) => inner.is_required(),
        })
    }

    /// The schema as a member of another object. If no member is required, `null` counts as missing.
    fn nested(self) -> Json {
        let is_required = self.is_required();
        let mut schema = self.schema();
        if !is_required {
            schema["type"] = json!(["object", "null"]);
        }
        schema
    }

    fn schema(self) -> Json {
        let required = self.0.iter().filter(|(_, member)| match member {
            Member::Value(_, required) => *required,
            Member::Object(inner) => inner.is_required(),
        });
        let required: Vec<_> = required.map(|(name, _)| name.clone()).collect();
        let properties: Map<_, _> = self
            .0
            .into_iter()
            .map(|(name, member)| match member {
                Member::Value(schema, _) => (name, schema),
                Member::Object(inner) => (name, inner.nested()),
            })
            .collect();
        let required: Vec<_> = required.iter().map(String::as_str).collect();
        object(properties.into(), &required)
    }
}
