//! What is generated needs no more than Terraform 1.5, and OpenTofu 1.6: held over every generated file.
//!
//! What came later is listed with its version, after Terraform's own changelogs.

use std::path::PathBuf;

use serde_json::Value;

use super::project_copy::{files_below, repository};

/// The top-level blocks that Terraform 1.5 knows.
const BLOCKS: [&str; 12] = [
    "//",
    "check",
    "data",
    "import",
    "locals",
    "module",
    "moved",
    "output",
    "provider",
    "resource",
    "terraform",
    "variable",
];

/// Functions that came after Terraform 1.5.
const LATER_FUNCTIONS: [&str; 4] = ["issensitive(", "templatestring(", "ephemeralasnull(", "provider::"];

/// Arguments of Terraform itself that came after 1.5, by the block that holds them.
const LATER_ARGUMENTS: [(&str, &str); 3] = [("variable", "ephemeral"), ("output", "ephemeral"), ("import", "for_each")];

fn generated() -> Vec<(PathBuf, Value)> {
    let folders = ["modules", "terraform"].map(PathBuf::from);
    let files = folders
        .iter()
        .flat_map(|folder| files_below(&repository().join(folder)).into_iter().map(move |file| folder.join(file)));
    let json = files.filter(|file| file.to_string_lossy().ends_with(".tf.json"));
    let read = |file: PathBuf| {
        let text = std::fs::read_to_string(repository().join(&file)).unwrap();
        (file, serde_json::from_str(&text).unwrap())
    };
    json.map(read).collect()
}

/// Every text of a document that Terraform reads as a template.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(items) => items.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn no_block_argument_or_function_is_newer_than_terraform_1_5() {
    let files = generated();
    assert!(files.len() > 40, "only {} files", files.len());
    for (file, document) in &files {
        let blocks = document.as_object().unwrap();
        let later: Vec<_> = blocks.keys().filter(|block| !BLOCKS.contains(&block.as_str())).collect();
        assert!(later.is_empty(), "{}: {later:?}", file.display());
        for (block, argument) in LATER_ARGUMENTS {
            let entries = blocks.get(block).and_then(Value::as_object).into_iter().flat_map(serde_json::Map::values);
            let having = entries.filter(|entry| entry.get(argument).is_some()).count();
            assert_eq!(having, 0, "{}: `{argument}` in `{block}`", file.display());
        }
        for text in texts(document).into_iter().filter(|text| text.contains("${")) {
            let later = LATER_FUNCTIONS.iter().find(|function| text.contains(**function));
            assert_eq!(later, None, "{}: {text}", file.display());
        }
    }
}

/// A rule could speak of another variable only since 1.9.
#[test]
fn a_variables_rule_speaks_of_that_variable_alone() {
    let mut rules = 0;
    for (file, document) in generated() {
        let variables = document["variable"].as_object().cloned().unwrap_or_default();
        for (name, variable) in variables {
            for rule in variable["validation"].as_array().into_iter().flatten() {
                rules += 1;
                let condition = rule["condition"].as_str().unwrap();
                let others = condition.match_indices("var.").filter(|(at, _)| {
                    let rest = &condition[at + 4..];
                    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
                    rest[..end.unwrap_or(rest.len())] != name
                });
                assert_eq!(others.count(), 0, "{}: {name}: {condition}", file.display());
            }
        }
    }
    assert!(rules > 10, "only {rules} rules");
}

#[test]
fn terraform_1_10_is_asked_for_by_the_lockfile_alone() {
    let mut asked = Vec::new();
    for (file, document) in generated() {
        let Some(version) = document["terraform"]["required_version"].as_str() else { continue };
        let lockfile = document["terraform"]["backend"]["s3"]["use_lockfile"] == true;
        assert_eq!(version, if lockfile { ">= 1.10" } else { ">= 1.5" }, "{}", file.display());
        assert_eq!(document["terraform"]["required_providers"]["aws"]["version"], ">= 5.100.0, < 7.0.0");
        asked.push(version.to_owned());
    }
    assert!(asked.iter().any(|version| version == ">= 1.10") && asked.iter().any(|version| version == ">= 1.5"));
}
