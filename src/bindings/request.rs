//! A request for bindings, and its fulfilment: files written, or compared in check mode.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::error::BindingsError;
use super::module_file::module_file;
use super::rust_name;
use super::type_file::TypeFile;
use crate::schema::{BlockKind, ProviderSchema};

/// A provider schema, and the version that it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFile {
    /// The provider's version, such as `6.69.1`; the text itself does not say it.
    pub version: String,
    /// The text that `terraform providers schema -json` writes.
    pub text: String,
}

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

/// What became of the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Files that were written, or in check mode are stale.
    pub changed: Vec<PathBuf>,
    /// Generated files that are no longer asked for: removed, or in check mode found.
    pub removed: Vec<PathBuf>,
    /// Files that are as they should be.
    pub unchanged: usize,
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
    let files = types.iter().map(|type_name| {
        let code = type_file(request, schemas, kind, type_name)?.code();
        Ok((rust_name::stem(type_name).to_owned(), code))
    });
    files.collect()
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
    let similar = crate::schema::did_you_mean(type_name, known).map(str::to_owned);
    BindingsError::UnknownType { type_name: type_name.to_owned(), similar }
}

/// Brings a folder up to date with generated files; in check mode only says what would change.
///
/// Files in the folder that carry the generator's header and are not asked for any more are removed.
///
/// # Errors
/// When a file cannot be read or written.
pub fn update(folder: &Path, files: &BTreeMap<PathBuf, String>, check: bool) -> Result<Outcome, BindingsError> {
    let mut outcome = Outcome::default();
    for (path, text) in files {
        let path = folder.join(path);
        if fs::read_to_string(&path).is_ok_and(|present| present == *text) {
            outcome.unchanged += 1;
            continue;
        }
        if !check {
            write(&path, text)?;
        }
        outcome.changed.push(path);
    }
    Ok(outcome)
}

fn write(path: &Path, text: &str) -> Result<(), BindingsError> {
    let failed = |action| move |source| BindingsError::File { action, path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed("create the folder of"))?;
    }
    fs::write(path, text).map_err(failed("write"))
}
