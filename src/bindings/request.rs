//! A request for bindings, and the files that fulfil it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::BindingsError;
use super::generation::Generation;
use super::module_file::module_file;
use super::schema_file::SchemaFile;
use crate::schema::{BlockKind, ProviderSchema};

/// What shall be generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingsRequest {
    /// The schemas, oldest version first.
    pub schemas: Vec<SchemaFile>,
    /// The resource types, such as `aws_sns_topic`.
    pub resources: Vec<String>,
    /// The data sources, such as `aws_region`.
    pub data_sources: Vec<String>,
    /// The path of the module with the traits and values: `gelato::terraform` outside of Gelato's own crate.
    pub terraform: String,
}

impl Default for BindingsRequest {
    /// Asks for nothing, for use outside of Gelato's own crate.
    fn default() -> Self {
        Self {
            schemas: Vec::new(),
            resources: Vec::new(),
            data_sources: Vec::new(),
            terraform: "gelato::terraform".into(),
        }
    }
}

/// Generates the files of a request: text by path, relative to the folder that they are for.
///
/// # Errors
/// When a schema cannot be read or has not the type asked for.
pub fn generate(request: &BindingsRequest) -> Result<BTreeMap<PathBuf, String>, BindingsError> {
    let schemas = read(request)?;
    let mut files = BTreeMap::new();
    let terraform = request.terraform.as_str();
    let resources = Generation::new(&schemas, BlockKind::Resource, &request.resources, terraform).files()?;
    let data = Generation::new(&schemas, BlockKind::Data, &request.data_sources, terraform).files()?;
    let what = "One typed struct a resource type, generated from the provider's own schema. No behaviour.";
    files.insert("mod.rs".into(), module_file(what, &names(&resources), !data.is_empty()));
    if !data.is_empty() {
        let what = "One typed struct a data source, generated from the provider's own schema. No behaviour.";
        files.insert("data/mod.rs".into(), module_file(what, &names(&data), false));
    }
    files.extend(resources.into_iter().map(|(name, code)| (format!("{name}.rs").into(), code)));
    files.extend(data.into_iter().map(|(name, code)| (format!("data/{name}.rs").into(), code)));
    Ok(files)
}

fn read(request: &BindingsRequest) -> Result<Vec<ProviderSchema<'_>>, BindingsError> {
    let schemas = request.schemas.iter().map(|file| ProviderSchema::read(file.version.as_str(), &file.text));
    let schemas: Vec<_> = schemas.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    if schemas.is_empty() { Err(BindingsError::NoSchema) } else { Ok(schemas) }
}

fn names(files: &BTreeMap<String, String>) -> Vec<String> {
    files.keys().cloned().collect()
}
