//! What is to run, from Terraform: a root folder, evaluated here, or a state, in which Terraform has evaluated it.
//!
//! `document` reads files, `module` knows what one declares, `instance` evaluates each name after what it refers to,
//! `evaluate` gives expressions their values and `function` holds Terraform's functions; `budget` is what all of that may
//! cost. `computed` gives the attributes that AWS would, and `state` reads what was applied.

mod archive;
mod body;
mod budget;
mod computed;
mod convert;
mod data;
mod document;
mod error;
mod evaluate;
mod files;
mod function;
mod inputs;
mod instance;
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

pub use error::Error;
pub use inputs::Inputs;

/// What is to run, and where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The resources.
    pub resources: Resources,
    /// The outputs of the root.
    pub outputs: BTreeMap<String, Output>,
    /// What has no value here, and was left out.
    pub findings: Vec<Finding>,
    /// The region that they are in, such as `eu-west-1`.
    pub region: String,
    /// The folder that relative paths in them start from.
    pub folder: PathBuf,
    /// Every file that was read, so that a change of one can be seen.
    pub files: Vec<PathBuf>,
}

/// Evaluates the root module of a folder.
///
/// # Errors
/// When a file cannot be read, an expression has no value, or an input is missing or wrong: the error names the file
/// and the keys.
pub fn root(folder: &Path, inputs: &Inputs) -> Result<Loaded, Error> {
    root_instead(folder, inputs, &[])
}

/// Evaluates the root module of a folder, with files that functions read instead of others: `(file, instead)`.
///
/// # Errors
/// As [`root`].
pub fn root_instead(folder: &Path, inputs: &Inputs, files: &[(PathBuf, PathBuf)]) -> Result<Loaded, Error> {
    instance::load(folder, inputs, files)
}

/// The files of a folder that a root or a module there would be read from.
pub(crate) fn configuration_files(folder: &Path) -> Vec<PathBuf> {
    const ENDS: [&str; 4] = [".tf", ".tf.json", ".tfvars", ".tfvars.json"];
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let is_read = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        ENDS.iter().any(|end| name.ends_with(end))
    };
    entries.map(|entry| entry.path()).filter(is_read).collect()
}

/// The file that is taken instead of another: paths are compared as they are on the disk, whatever leads there.
pub(crate) fn instead(files: &[(PathBuf, PathBuf)], file: PathBuf) -> PathBuf {
    let plain = |path: &Path| path::normal(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let found = files.iter().find(|(other, _)| plain(other) == plain(&file));
    found.map_or(file, |(_, instead)| instead.clone())
}

/// Reads a state: `terraform show -json`, or a state file of version 4.
///
/// # Errors
/// When the file cannot be read or is neither.
pub fn state(file: &Path) -> Result<Loaded, Error> {
    state::load(file)
}
