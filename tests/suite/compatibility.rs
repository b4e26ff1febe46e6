//! Generated files work with Terraform 1.5 and OpenTofu 1.6: every file is checked for later features.
//!
//! The lists of later features follow Terraform's changelogs.

use std::path::PathBuf;

use serde_json::Value;

use super::project_copy::{files_below, repository};

/// The top-level blocks of Terraform 1.5.
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

/// Functions newer than Terraform 1.5.
const LATER_FUNCTIONS: [&str; 4] = ["issensitive(", "templatestring(", "ephemeralasnull(", "provider::"];

/// Arguments of Terraform's own blocks that are newer than 1.5, by block.
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

/// Every string of a document, which Terraform reads as a template.
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

/// Since Terraform 1.9, a validation rule may refer to other variables.
#[test]
fn a_validation_rule_refers_only_to_its_own_variable() {
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
fn only_the_lockfile_requires_terraform_1_10() {
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
