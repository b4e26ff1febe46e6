//! A compact subset of a provider schema: some types in the same format, one per line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use super::provider_schema::InvalidSchema;

/// Keys that do not affect validity.
const DROPPED: [&str; 2] = ["description_kind", "version"];

/// Reduces a schema text to some resource types and data sources.
///
/// The result is in the same format, sorted, with one type per line, so that its diffs are readable.
///
/// # Errors
/// If the text is not a provider schema.
pub fn compact(
    text: &str,
    resources: &BTreeSet<String>,
    data_sources: &BTreeSet<String>,
) -> Result<String, InvalidSchema> {
    let document: Json = serde_json::from_str(text).map_err(|source| InvalidSchema {
        version: String::new(),
        type_name: None,
        source,
    })?;
    let providers = document["provider_schemas"].as_object().into_iter().flatten();
    let providers: Vec<_> =
        providers.map(|(name, provider)| one_provider(name, provider, resources, data_sources)).collect();
    let format = &document["format_version"];
    Ok(format!("{{\"format_version\":{format},\"provider_schemas\":{{\n{}\n}}}}\n", providers.join(",\n")))
}

fn one_provider(name: &str, provider: &Json, resources: &BTreeSet<String>, data_sources: &BTreeSet<String>) -> String {
    let mut text = format!("{}:{{\n", Json::from(name));
    let _ =
        writeln!(text, "\"data_source_schemas\":{{\n{}\n}},", types(&provider["data_source_schemas"], data_sources));
    let _ = write!(text, "\"resource_schemas\":{{\n{}\n}}}}", types(&provider["resource_schemas"], resources));
    text
}

fn types(all: &Json, wanted: &BTreeSet<String>) -> String {
    let kept = all.as_object().into_iter().flatten().filter(|(name, _)| wanted.contains(*name));
    kept.map(|(name, schema)| format!("{}:{}", Json::from(name.as_str()), lean(schema))).collect::<Vec<_>>().join(",\n")
}

/// The schema without keys that only matter to people.
///
/// Inside `attributes` and `block_types` every key is a name, even one that equals a dropped key.
fn lean(schema: &Json) -> Json {
    match schema {
        Json::Object(entries) => {
            entries.iter().filter(|(key, _)| !DROPPED.contains(&key.as_str())).map(lean_entry).collect()
        }
        other => other.clone(),
    }
}

fn lean_entry((key, value): (&String, &Json)) -> (String, Json) {
    let value = match (key.as_str(), value) {
        ("attributes" | "block_types", Json::Object(named)) => Json::Object(lean_named(named)),
        ("type", value) => value.clone(),
        (_, value) => lean(value),
    };
    (key.clone(), value)
}

fn lean_named(named: &Map<String, Json>) -> Map<String, Json> {
    named.iter().map(|(name, schema)| (name.clone(), lean(schema))).collect()
}
