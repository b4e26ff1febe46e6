//! The input values of a root's variables: files, environment and command line.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hcl::expr::Expression;
use hcl::structure::Structure;
use serde_json::Value;

use super::constant::constant;
use super::constraint::Type;
use super::error::Error;
use super::json::Json;
use crate::regular_file::{self, TEXT_LIMIT};

/// The prefix of environment variables that set Terraform variables.
const PREFIX: &str = "TF_VAR_";

/// Input values.
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

/// An input value and its origin.
#[derive(Debug, Clone, PartialEq)]
struct Input {
    value: InputValue,
    origin: Origin,
}

#[derive(Debug, Clone, PartialEq)]
enum InputValue {
    /// From a shell: literal text for a string, an expression for any other type.
    Text(String),
    /// From a file.
    Value(Value),
}

/// The origin of an input value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// The environment, which may be set for several roots.
    Environment,
    /// A file of variable definitions.
    File(PathBuf),
    /// The command line, which is specific to this root.
    CommandLine,
}

impl Inputs {
    /// The values that Terraform would find by itself: the environment, then `terraform.tfvars`,
    /// `terraform.tfvars.json` and `*.auto.tfvars(.json)` in the root's folder. Later ones take precedence.
    ///
    /// # Errors
    /// If one of the files cannot be read.
    pub fn found(folder: &Path, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, Error> {
        let mut inputs = Self::default();
        for (name, value) in environment {
            if let Some(name) = name.strip_prefix(PREFIX) {
                inputs.insert(name.to_owned(), InputValue::Text(value), Origin::Environment);
            }
        }
        for file in automatic(folder)? {
            inputs.add_file(&file)?;
        }
        Ok(inputs)
    }

    /// Sets a variable like `-var`.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.insert(name.into(), InputValue::Text(value.into()), Origin::CommandLine);
    }

    /// Adds the values of a `*.tfvars` or `*.tfvars.json` file.
    ///
    /// # Errors
    /// If the file cannot be read or parsed.
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
            constants(&text).map_err(|error| Error::malformed(file, error))?
        };
        self.files.push(file.to_owned());
        for (name, value) in values {
            self.insert(name, InputValue::Value(value), Origin::File(file.to_owned()));
        }
        Ok(())
    }

    fn insert(&mut self, name: String, value: InputValue, origin: Origin) {
        self.values.insert(name, Input { value, origin });
    }

    /// The files that were read.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The names of all values, with their origin.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.values.iter().map(|(name, input)| (name.as_str(), &input.origin))
    }

    /// The value for a variable of this type, if there is one. Without a type, a value from a shell is literal text.
    pub(super) fn value(&self, name: &str, of: Option<&Type>) -> Option<Result<Value, String>> {
        Some(match &self.values.get(name)?.value {
            InputValue::Value(value) => Ok(value.clone()),
            InputValue::Text(text) if of.is_none_or(Type::is_text) => Ok(Value::String(text.clone())),
            InputValue::Text(text) => parse(text),
        })
    }
}

fn parse(text: &str) -> Result<Value, String> {
    let expression: Expression = text.parse().map_err(|error| format!("its text is not an expression: {error}"))?;
    constant(&expression)
}

/// The values of a `*.tfvars` file.
fn constants(text: &str) -> Result<BTreeMap<String, Value>, String> {
    let body = hcl::parse(text).map_err(|error| error.to_string())?;
    let mut values = BTreeMap::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let value = constant(&attribute.expr).map_err(|error| format!("{}: {error}", attribute.key))?;
                values.insert(attribute.key.to_string(), value);
            }
            Structure::Block(block) => {
                return Err(format!("{}: a block; a file of values has only `name = value`", block.identifier));
            }
        }
    }
    Ok(values)
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
