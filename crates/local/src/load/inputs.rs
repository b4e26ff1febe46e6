//! The values of a root's variables: files, environment, command line.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcl::expr::Expression;
use serde_json::Value;

use super::convert::Type;
use super::error::Error;
use super::json::Json;
use crate::regular_file::{self, TEXT_LIMIT};

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

/// One value, and who gave it.
#[derive(Debug, Clone, PartialEq)]
struct Input {
    given: Given,
    origin: Origin,
}

#[derive(Debug, Clone, PartialEq)]
enum Given {
    /// From a shell: the text itself for a string, an expression for anything else.
    Text(String),
    /// From a file.
    Value(Value),
}

/// Who gave a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The environment, which may be for many roots.
    Environment,
    /// A file of values.
    File(PathBuf),
    /// The command line, which is for this root.
    CommandLine,
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
                inputs.insert(name.to_owned(), Given::Text(value), Origin::Environment);
            }
        }
        for file in automatic(folder)? {
            inputs.add_file(&file)?;
        }
        Ok(inputs)
    }

    /// Sets a variable as `-var` does.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.insert(name.into(), Given::Text(value.into()), Origin::CommandLine);
    }

    /// Adds the values of a file, `*.tfvars` or `*.tfvars.json`.
    ///
    /// # Errors
    /// When it cannot be read, or is neither.
    pub fn add_file(&mut self, file: &Path) -> Result<(), Error> {
        let text = regular_file::text(file, TEXT_LIMIT).map_err(|source| Error::unreadable(file, source))?;
        let is_json = file.extension().is_some_and(|extension| extension == "json");
        let values: BTreeMap<String, Value> = if is_json {
            let read = Json::read(&text).and_then(Json::value);
            match read.map_err(|error| Error::malformed(file, error))? {
                Value::Object(values) => values.into_iter().collect(),
                _ => return Err(Error::malformed(file, "the file must be one JSON object")),
            }
        } else {
            hcl::from_str(&text).map_err(|error| Error::malformed(file, error))?
        };
        self.files.push(file.to_owned());
        for (name, value) in values {
            self.insert(name, Given::Value(value), Origin::File(file.to_owned()));
        }
        Ok(())
    }

    fn insert(&mut self, name: String, given: Given, origin: Origin) {
        self.values.insert(name, Input { given, origin });
    }

    /// The files that were read.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The names that were given, and by whom.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.values.iter().map(|(name, input)| (name.as_str(), &input.origin))
    }

    /// The value of a variable of a type, if one was given.
    /// Without a type, what a shell gives is text.
    pub(super) fn value(&self, name: &str, of: Option<&Type>) -> Option<Result<Value, String>> {
        Some(match &self.values.get(name)?.given {
            Given::Value(value) => Ok(value.clone()),
            Given::Text(text) if of.is_none_or(Type::is_text) => Ok(Value::String(text.clone())),
            Given::Text(text) => parse(text),
        })
    }
}

fn parse(text: &str) -> Result<Value, String> {
    let expression: Expression = text.parse().map_err(|error| format!("its text is not an expression: {error}"))?;
    serde_json::to_value(&expression).map_err(|error| format!("its text is not a constant: {error}"))
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
    Ok(named.into_iter().filter(|file| file.exists()).chain(automatic).collect())
}
