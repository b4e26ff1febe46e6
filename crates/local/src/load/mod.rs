//! Loads the resources to run: from a root folder, which is evaluated here, or from a state of Terraform.
//!
//! `document` parses files, `module` reads their declarations, `instance` evaluates each name after its dependencies,
//! `evaluate` evaluates expressions, `function` has Terraform's functions, and `budget` limits all of that. `computed`
//! adds computed attributes, and `state` reads a state.

mod archive;
mod body;
mod budget;
mod computed;
mod constant;
mod constraint;
mod convert;
mod data;
mod document;
mod error;
mod evaluate;
mod fetched;
mod files;
mod function;
mod inputs;
mod instance;
mod interface;
mod json;
mod module;
mod path;
mod reference;
mod shown;
mod state;
mod world;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::finding::Finding;
use crate::outputs::Output;
use crate::resource::Resources;

pub use constraint::{Attribute, Type};
pub use error::Error;
pub use inputs::Inputs;
pub use interface::{AttributeTypes, Interface, InterfaceOutput, InterfaceVariable};

/// A loaded configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The resources.
    pub resources: Resources,
    /// The outputs of the root.
    pub outputs: BTreeMap<String, Output>,
    /// Names that have no value here and were left out.
    pub findings: Vec<Finding>,
    /// The region of the resources, such as `eu-west-1`.
    pub region: String,
    /// The folder to which paths are relative.
    pub folder: PathBuf,
    /// Every file that was read, for change detection.
    pub files: Vec<PathBuf>,
}

/// Evaluates the root module of a folder.
///
/// # Errors
/// If a file cannot be read, an expression has no value, or an input is missing or invalid. The error names the file
/// and the keys.
pub fn root(folder: &Path, inputs: &Inputs) -> Result<Loaded, Error> {
    root_instead(folder, inputs, &[])
}

/// Evaluates the root module of a folder; functions read some files instead of others: `(file, instead)`.
///
/// # Errors
/// As [`root`].
pub fn root_instead(folder: &Path, inputs: &Inputs, files: &[(PathBuf, PathBuf)]) -> Result<Loaded, Error> {
    instance::load(folder, inputs, files)
}

/// The files in a folder that belong to a root or a module.
pub(crate) fn configuration_files(folder: &Path) -> Vec<PathBuf> {
    const ENDS: [&str; 4] = [".tf", ".tf.json", ".tfvars", ".tfvars.json"];
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let is_read = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        ENDS.iter().any(|end| name.ends_with(end))
    };
    entries.map(|entry| entry.path()).filter(is_read).collect()
}

/// The file that replaces another, or the file itself. Paths are compared in absolute, normalized form.
pub(crate) fn instead(files: &[(PathBuf, PathBuf)], file: PathBuf) -> PathBuf {
    let plain = |path: &Path| path::normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let found = files.iter().find(|(other, _)| plain(other) == plain(&file));
    found.map_or(file, |(_, instead)| instead.clone())
}

/// Reads a state: `terraform show -json`, or a state file of version 4.
///
/// # Errors
/// If the file cannot be read or is neither.
pub fn state(file: &Path) -> Result<Loaded, Error> {
    state::load(file)
}
