//! The values of a root's variables: files, environment, command line.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcl::expr::Expression;
use serde_json::Value;

use super::convert::Type;
use super::error::Error;

/// What the environment's names of variables begin with.
const PREFIX: &str = "TF_VAR_";

/// The values that were given.
///
/// ```
/// use gelato_local::load::Inputs;
/// let mut inputs = Inputs::default();
/// inputs.set("names", r#"["a", "b"]"#);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs {
    values: BTreeMap<String, Input>,
    files: Vec<PathBuf>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
enum Input {
    /// From a shell: the text itself for a string, an expression for anything else.
    Text(String),
    /// From a file.
    Value(Value),
}

impl Inputs {
    /// The values that Terraform would find by itself: those of the environment, then those of `terraform.tfvars`,
    /// `terraform.tfvars.json` and `*.auto.tfvars(.json)` in the root's folder. A later one wins.
    ///
    /// # Errors
    /// When one of the files cannot be read.
    pub fn found(folder: &Path, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, Error> {
        let mut inputs = Self::default();
        for (name, value) in environment {
            if let Some(name) = name.strip_prefix(PREFIX) {
                inputs.set(name, value);
            }
        }
        for file in automatic(folder)? {
            inputs.add_file(&file)?;
        }
        Ok(inputs)
    }

    /// Sets a variable as a shell would.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.values.insert(name.into(), Input::Text(value.into()));
    }

    /// Adds the values of a file, `*.tfvars` or `*.tfvars.json`.
    ///
    /// # Errors
    /// When it cannot be read, or is neither.
    pub fn add_file(&mut self, file: &Path) -> Result<(), Error> {
        let text = std::fs::read_to_string(file).map_err(|source| Error::unreadable(file, source))?;
        let is_json = file.extension().is_some_and(|extension| extension == "json");
        let values: BTreeMap<String, Value> = if is_json {
            serde_json::from_str(&text).map_err(|error| Error::malformed(file, error))?
        } else {
            hcl::from_str(&text).map_err(|error| Error::malformed(file, error))?
        };
        self.files.push(file.to_owned());
        self.values.extend(values.into_iter().map(|(name, value)| (name, Input::Value(value))));
        Ok(())
    }

    /// The files that were read.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The value of a variable of a type, if one was given.
    pub(super) fn value(&self, name: &str, of: &Type) -> Option<Result<Value, String>> {
        Some(match self.values.get(name)? {
            Input::Value(value) => Ok(value.clone()),
            Input::Text(text) if of.is_text() => Ok(Value::String(text.clone())),
            Input::Text(text) => parse(text),
        })
    }
}

fn parse(text: &str) -> Result<Value, String> {
    let expression: Expression = text.parse().map_err(|error| format!("`{text}` is not an expression: {error}"))?;
    serde_json::to_value(&expression).map_err(|error| format!("`{text}` is not a constant: {error}"))
}

fn automatic(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::unreadable(folder, source);
    let mut automatic = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") {
            automatic.push(path);
        }
    }
    automatic.sort();
    let named = ["terraform.tfvars", "terraform.tfvars.json"].map(|name| folder.join(name));
    Ok(named.into_iter().filter(|file| file.is_file()).chain(automatic).collect())
}
