//! Finds required variables of a root without a value before anything slow starts. Terraform itself only reports them when
//! everything is built, and one at a time.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#assigning-values-to-root-module-variables>

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::printable::PrintablePath as _;

/// The prefix of Terraform's variables in the shell's environment.
const FROM_SHELL: &str = "TF_VAR_";

/// The shell variable with additional arguments for Terraform.
const ADDED_ARGUMENTS: [&str; 2] = ["TF_CLI_ARGS", "TF_CLI_ARGS_plan"];

/// The error for required variables without a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` has variables without a default, and nothing gives them a value:{}\n\
     hint: set them in the shell, such as {}{}",
    .root.printable(), listed(.missing), in_shell(.missing), other_places(.root, .missing, .option)
)]
pub struct MissingVariables {
    root: PathBuf,
    option: &'static str,
    missing: Vec<RequiredVariable>,
}

/// A required variable.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RequiredVariable {
    name: String,
    description: String,
    sensitive: bool,
}

/// Checks that every required variable of a root has a value: in the shell, in a file of values, or in these arguments,
/// where `option` is the option for values.
///
/// It only looks for the names. Whether the values fit, Terraform decides.
///
/// # Errors
/// If some do not, with all of them.
pub fn check_variables(root: &Path, arguments: &[String], option: &'static str) -> Result<(), MissingVariables> {
    let mut missing = required(root);
    missing.retain(|variable| env::var_os(format!("{FROM_SHELL}{}", variable.name)).is_none());
    if missing.is_empty() {
        return Ok(());
    }
    let given = given(root, arguments);
    missing.retain(|variable| !given.iter().any(|text| text.contains(&variable.name)));
    if missing.is_empty() { Ok(()) } else { Err(MissingVariables { root: root.to_owned(), option, missing }) }
}

/// The variables without a default in a root's JSON files, in the order of the files.
fn required(root: &Path) -> Vec<RequiredVariable> {
    let mut required = Vec::new();
    for file in files(root).iter().filter(|file| ends_with(file, ".tf.json")) {
        let json: Value = serde_json::from_str(&fs::read_to_string(file).unwrap_or_default()).unwrap_or_default();
        for (name, body) in objects(&json["variable"]).into_iter().flatten().filter(|(name, _)| *name != "//") {
            let blocks = objects(body);
            if !blocks.is_empty() && blocks.iter().all(|block| !block.contains_key("default")) {
                let description = blocks.iter().find_map(|block| block.get("description")?.as_str());
                let description = description.unwrap_or_default().to_owned();
                let sensitive = blocks.iter().any(|block| block.get("sensitive") == Some(&Value::Bool(true)));
                required.push(RequiredVariable { name: name.clone(), description, sensitive });
            }
        }
    }
    required
}

/// A block, or several of them in an array.
fn objects(value: &Value) -> Vec<&Map<String, Value>> {
    match value {
        Value::Object(object) => vec![object],
        Value::Array(items) => items.iter().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// The texts that may set a variable.
fn given(root: &Path, arguments: &[String]) -> Vec<String> {
    let mut texts: Vec<_> = ADDED_ARGUMENTS.iter().filter_map(|name| env::var(name).ok()).collect();
    texts.extend(arguments.iter().cloned());
    let words: Vec<_> = texts.iter().flat_map(|text| text.split([' ', '='])).map(PathBuf::from).collect();
    let read = |file: PathBuf| fs::read(file).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let named = words.iter().filter(|word| is_values(word)).flat_map(|word| [root.join(word), word.clone()]);
    let implied = files(root).into_iter().filter(|file| is_values(file));
    texts.extend(named.chain(implied).filter_map(read));
    texts
}

fn is_values(file: &Path) -> bool {
    ends_with(file, ".tfvars") || ends_with(file, ".tfvars.json")
}

fn ends_with(file: &Path, end: &str) -> bool {
    file.to_string_lossy().ends_with(end)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

fn listed(missing: &[RequiredVariable]) -> String {
    let mut text = String::new();
    for RequiredVariable { name, description, .. } in missing {
        let _ = write!(text, "\n  `{name}`");
        if !description.is_empty() {
            let _ = write!(text, ": {description}");
        }
    }
    text
}

fn in_shell(missing: &[RequiredVariable]) -> String {
    let assignments: Vec<_> = missing.iter().map(|variable| format!("{FROM_SHELL}{}=VALUE", variable.name)).collect();
    format!("`export {}`", assignments.join(" "))
}

/// Where the first variable that is not a secret may be set too.
fn other_places(root: &Path, missing: &[RequiredVariable], option: &str) -> String {
    let Some(RequiredVariable { name, .. }) = missing.iter().find(|variable| !variable.sensitive) else {
        return String::new();
    };
    let file = root.join("terraform.tfvars");
    format!("; or `{name}` in `{}`; or hand it on: `-- {option} {name}=VALUE`", file.printable())
}
