//! Environments: what may differ between them, typed, read from `environments/<name>.toml`.
//!
//! Everything that a root hands to a module comes from here; nothing has a default that matters.

mod access;
mod access_names;
mod account;
mod account_id;
mod affix;
mod backend;
mod bounded;
mod defaults;
mod endpoint;
mod error;
mod header_name;
mod literal;
mod name;
mod origin;
mod region;
mod retention;
mod settings;
mod stage_name;
mod state_place;
mod tag;
mod text_type;

use std::path::Path;

use serde::Deserialize as _;

use crate::printable::PrintablePath as _;
use crate::whole_file;

pub use access::{Access, ApiKeys, Caller, Cognito, Period};
pub use access_names::{KeyHolder, Reason, Scope, UserPoolArn};
pub use account::Account;
pub use account_id::AccountId;
pub use affix::Affix;
pub use backend::Backend;
pub use bounded::{Bounded, OutOfBounds};
pub use endpoint::{BasePath, CertificateArn, Domain, DomainName, Endpoint, EndpointKind, VpcEndpointId};
pub use error::Error;
pub use header_name::HeaderName;
pub use name::EnvironmentName;
pub use origin::Origin;
pub use region::Region;
pub use retention::RetentionDays;
pub use settings::{
    Cors, FailureDestination, Function, FunctionLogLevel, LogLevel, Logs, MethodThrottling, Settings, StartingPosition,
    Stream, Target, Throttling,
};
pub use stage_name::StageName;
pub use state_place::{BucketName, StateKey};
pub use tag::{TagKey, TagValue, Tags};

/// An environment: its name, which is its file's, and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// The name.
    pub name: EnvironmentName,
    /// The settings.
    pub settings: Settings,
}

impl Environment {
    /// Reads the environment of this name from a folder.
    ///
    /// # Errors
    /// When the file is not there, or says something that is not allowed: the error names file, line, key, value and
    /// what is allowed.
    pub fn load(folder: &Path, name: &EnvironmentName) -> Result<Self, Error> {
        let file = folder.join(format!("{name}.toml"));
        let text = whole_file::read_text(&file).map_err(|source| error::unreadable(folder, name, source))?;
        let settings = settings(&text).map_err(|source| error::invalid(&file, &source))?;
        settings.check().map_err(|(key, detail)| error::contradiction(&file, &text, key, detail))?;
        Ok(Self { name: name.clone(), settings })
    }

    /// The name of something that belongs to the service in this environment, such as `dev-ice-cream-flavours`.
    pub fn named(&self, name: &str) -> String {
        format!("{}{name}{}", self.settings.name_prefix, self.settings.name_suffix)
    }
}

/// Serde's errors with the path of keys that leads to them: the line alone does not tell the key of a list's item.
fn settings(text: &str) -> Result<Settings, serde_path_to_error::Error<toml::de::Error>> {
    let mut track = serde_path_to_error::Track::new();
    let parsed = toml::Deserializer::parse(text);
    let read = parsed.and_then(|file| Settings::deserialize(serde_path_to_error::Deserializer::new(file, &mut track)));
    read.map_err(|source| serde_path_to_error::Error::new(track.path(), source))
}

/// The environments of a folder, sorted by name.
///
/// # Errors
/// When the folder cannot be read or a file's name is not an environment's.
pub fn list(folder: &Path) -> Result<Vec<EnvironmentName>, Error> {
    let failed = |source| Error::Folder { folder: folder.printable(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            names.push(EnvironmentName::try_new(&path.file_stem().unwrap_or_default().to_string_lossy())?);
        }
    }
    names.sort();
    Ok(names)
}
