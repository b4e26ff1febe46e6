//! The list of a folder's bindings: types, and the schemas that they are generated from.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::BindingsError;
use super::folder::{Mode, Outcome, update_files};
use super::request::BindingsRequest;
use super::schema_file::{self, SchemaFile};
use crate::schema::{InvalidSchema, compact};
use crate::whole_file;

/// A file such as `src/aws/bindings.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingsFile {
    /// The schemas, oldest version first, relative to the list's folder.
    pub schemas: Vec<PathBuf>,
    /// The path of the module with the traits and values.
    #[serde(default = "default_terraform")]
    pub terraform: String,
    /// The resource types, such as `aws_sns_topic`.
    #[serde(default)]
    pub resources: Vec<String>,
    /// The data sources, such as `aws_region`.
    #[serde(default)]
    pub data: Vec<String>,
    /// The folder of the list and of the generated files.
    #[serde(skip)]
    pub folder: PathBuf,
}

fn default_terraform() -> String {
    BindingsRequest::default().terraform
}

impl BindingsFile {
    /// Reads a list.
    ///
    /// # Errors
    /// If the file cannot be read or is not a list of bindings.
    pub fn read(path: &Path) -> Result<Self, BindingsError> {
        let text = whole_file::read_text(path).map_err(|source| BindingsError::file("read", path, source))?;
        let file = toml::from_str(&text).map_err(|error| BindingsError::list(path, &text, &error))?;
        Ok(Self { folder: path.parent().map(Path::to_owned).unwrap_or_default(), ..file })
    }

    /// Reads the schemas, and turns the list into a request.
    ///
    /// # Errors
    /// If a schema cannot be read.
    pub fn request(&self) -> Result<BindingsRequest, BindingsError> {
        let schemas = self.schemas.iter().map(|path| SchemaFile::read(&self.folder.join(path)));
        Ok(BindingsRequest {
            schemas: schemas.collect::<Result<_, _>>()?,
            resources: self.resources.clone(),
            data_sources: self.data.clone(),
            terraform: self.terraform.clone(),
        })
    }

    /// Rewrites the compact schemas from full ones, each into the file of its version.
    ///
    /// # Errors
    /// If a text is not a provider schema, the list has no file for its version, or the file cannot be written.
    pub fn refresh(&self, whole: &[SchemaFile], mode: Mode) -> Result<Outcome, BindingsError> {
        let files = whole.iter().map(|schema| Ok((self.file_of(&schema.version)?, self.compact(schema)?)));
        update_files(&self.folder, &files.collect::<Result<_, BindingsError>>()?, mode)
    }

    /// The file of a version's schema in the list.
    fn file_of(&self, version: &str) -> Result<PathBuf, BindingsError> {
        let found = self.schemas.iter().find(|path| schema_file::version_of(path) == version);
        let unlisted = || BindingsError::UnlistedVersion { version: version.to_owned(), listed: self.schemas.clone() };
        found.cloned().ok_or_else(unlisted)
    }

    /// Reduces a provider's full schema to the types of the list, to be committed beside the code.
    ///
    /// # Errors
    /// If the text is not a provider schema.
    pub fn compact(&self, schema: &SchemaFile) -> Result<String, InvalidSchema> {
        let (resources, data) = (self.resources.iter().cloned().collect(), self.data.iter().cloned().collect());
        compact(&schema.text, &resources, &data)
    }
}
