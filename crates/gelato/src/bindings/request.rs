//! A request for bindings, and the files that fulfil it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::error::BindingsError;
use super::generation::Generation;
use super::module_file::module_file;
use super::present::{Present, PresentTypes};
use super::schema_file::SchemaFile;
use crate::schema::{BlockKind, ProviderSchema};

/// The schemas and types to generate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingsRequest {
    /// The schemas, oldest version first.
    pub schemas: Vec<SchemaFile>,
    /// The resource types, such as `aws_sns_topic`, or patterns of them, such as `aws_sns_*`.
    pub resources: Vec<String>,
    /// The data sources, such as `aws_region`, or patterns of them.
    pub data_sources: Vec<String>,
    /// The path of the module with the traits and values: `gelato::terraform` outside of Gelato.
    pub terraform: String,
}

impl Default for BindingsRequest {
    /// An empty request, for use outside of Gelato.
    fn default() -> Self {
        Self {
            schemas: Vec::new(),
            resources: Vec::new(),
            data_sources: Vec::new(),
            terraform: "gelato::terraform".into(),
        }
    }
}

/// Generates the files of a request: text by path, relative to their folder.
///
/// # Errors
/// If a schema cannot be read, or does not have a requested type.
pub fn generate(request: &BindingsRequest) -> Result<BTreeMap<PathBuf, String>, BindingsError> {
    generate_beside(request, &Present::default())
}

/// Generates the files of a request for a folder that already has others. Each `mod.rs` names all of them.
///
/// # Errors
/// Like [`generate`], and if a name is already taken.
pub fn generate_beside(
    request: &BindingsRequest,
    present: &Present,
) -> Result<BTreeMap<PathBuf, String>, BindingsError> {
    let schemas = read(request)?;
    let mut files = BTreeMap::new();
    let generation = |kind, types| Generation::new(&schemas, kind, types, request.terraform.as_str());
    let resources = generation(BlockKind::Resource, &request.resources)?.files(&present.resources)?;
    let data = generation(BlockKind::Data, &request.data_sources)?.files(&present.data_sources)?;
    let data_modules = modules(&data, &present.data_sources);
    let what = "One struct per resource type, generated from the provider's schema, without behaviour.";
    let file = module_file(what, &modules(&resources, &present.resources), !data_modules.is_empty());
    files.insert("mod.rs".into(), file);
    if !data_modules.is_empty() {
        let what = "One struct per data source, generated from the provider's schema, without behaviour.";
        files.insert("data/mod.rs".into(), module_file(what, &data_modules, false));
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

/// The modules of a folder after the files are written, sorted.
fn modules(files: &BTreeMap<String, String>, present: &PresentTypes) -> Vec<String> {
    let modules: BTreeSet<_> = files.keys().chain(present.modules()).cloned().collect();
    modules.into_iter().collect()
}
