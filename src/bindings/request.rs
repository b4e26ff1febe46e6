//! A request for bindings, and the files that fulfil it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::error::BindingsError;
use super::module_file::module_file;
use super::rust_name;
use super::schema_file::SchemaFile;
use super::type_file::TypeFile;
use crate::schema::{BlockKind, ProviderSchema, did_you_mean};

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
    let resources = type_files(request, &schemas, BlockKind::Resource, &request.resources)?;
    let data = type_files(request, &schemas, BlockKind::Data, &request.data_sources)?;
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

fn type_files(
    request: &BindingsRequest,
    schemas: &[ProviderSchema<'_>],
    kind: BlockKind,
    types: &[String],
) -> Result<BTreeMap<String, String>, BindingsError> {
    let mut files = BTreeMap::new();
    let sorted: BTreeSet<_> = types.iter().map(|name| (rust_name::stem(name), name.as_str())).collect();
    for ((stem, type_name), next) in sorted.iter().zip(sorted.iter().skip(1).map(Some).chain([None])) {
        if let Some((_, other)) = next.filter(|(other, _)| other == stem) {
            return Err(same_file(type_name, other, stem));
        }
        files.insert((*stem).to_owned(), type_file(request, schemas, kind, type_name)?.code());
    }
    Ok(files)
}

fn same_file(first: &str, second: &str, stem: &str) -> BindingsError {
    BindingsError::SameFile { first: first.to_owned(), second: second.to_owned(), file: format!("{stem}.rs") }
}

fn type_file<'a>(
    request: &'a BindingsRequest,
    schemas: &'a [ProviderSchema<'_>],
    kind: BlockKind,
    type_name: &'a str,
) -> Result<TypeFile<'a>, BindingsError> {
    let Some(home) = schemas.iter().find(|schema| schema.has(kind, type_name)) else {
        return Err(unknown(schemas, kind, type_name));
    };
    let (mut versions, mut missing_in) = (Vec::new(), Vec::new());
    for schema in schemas.iter().filter(|schema| schema.provider == home.provider) {
        match schema.block(kind, type_name)? {
            Some(block) => versions.push((schema.version.as_ref(), block)),
            None => missing_in.push(schema.version.as_ref()),
        }
    }
    let terraform = &request.terraform;
    Ok(TypeFile { kind, type_name, provider: home.provider.as_ref(), versions, missing_in, terraform })
}

fn unknown(schemas: &[ProviderSchema<'_>], kind: BlockKind, type_name: &str) -> BindingsError {
    let known = schemas.iter().flat_map(|schema| schema.type_names(kind));
    let similar = did_you_mean(type_name, known).map(str::to_owned);
    BindingsError::UnknownType { type_name: type_name.to_owned(), similar }
}
