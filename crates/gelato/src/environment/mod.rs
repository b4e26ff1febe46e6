//! Environments: typed settings that may differ between them, read from `environments/<name>.toml` or described by the program.
//!
//! Everything that a root passes to a module comes from here. In AWS, nothing important has a default. Settings of a single
//! service have their own type, in the table `[service]`.

mod access;
mod access_names;
mod account;
mod account_id;
mod affix;
mod api;
mod backend;
mod bounded;
mod change;
mod defaults;
mod endpoint;
mod environments;
mod error;
mod file;
mod folder;
mod header_name;
mod in_code;
mod literal;
mod local_defaults;
mod name;
mod origin;
mod region;
mod retention;
mod service_settings;
mod settings;
mod stage_name;
mod state_place;
mod tag;
mod text_type;

use std::collections::BTreeSet;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::terraform::closest;

pub use access::{Access, ApiKeys, Caller, Cognito, Period};
pub use access_names::{KeyHolder, Reason, Scope, UserPoolArn};
pub use account::Account;
pub use account_id::AccountId;
pub use affix::Affix;
pub use api::{Api, Cors, LogLevel, MethodThrottling, Throttling};
pub use backend::Backend;
pub use bounded::{Bounded, OutOfBounds};
pub use endpoint::{BasePath, CertificateArn, Domain, DomainName, Endpoint, EndpointKind, VpcEndpointId};
pub use environments::Environments;
pub use error::Error;
use file::EnvironmentFile;
pub use folder::list;
pub use header_name::HeaderName;
pub use in_code::EnvironmentInCode;
pub use name::EnvironmentName;
pub use origin::Origin;
pub use region::Region;
pub use retention::RetentionDays;
pub use service_settings::NoSettings;
pub use settings::{FailureDestination, Function, FunctionLogLevel, Logs, Settings, StartingPosition, Stream, Target};
pub use stage_name::StageName;
pub use state_place::{BucketName, StateKey};
pub use tag::{TagKey, TagValue, Tags};

/// An environment: its name, which is also its file's if it has one, and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// The name.
    pub name: EnvironmentName,
    /// The settings for every service.
    pub settings: Settings,
    file: EnvironmentFile,
}

impl Environment {
    /// Reads the environment of this name from a folder.
    ///
    /// # Errors
    /// When the file does not exist or contains something that is not allowed. The error names file, line, key, value
    /// and what is allowed.
    pub fn load(folder: &Path, name: &EnvironmentName) -> Result<Self, Error> {
        Self::of(name, EnvironmentFile::read(folder, name)?)
    }

    fn of(name: &EnvironmentName, file: EnvironmentFile) -> Result<Self, Error> {
        let settings: Settings = file.parse()?;
        settings.check().map_err(|(key, detail)| file.contradiction(key, detail))?;
        Ok(Self { name: name.clone(), settings, file })
    }

    /// The service's own settings: the table `[service]`.
    ///
    /// # Errors
    /// When the table is missing and the service has settings without a default, or when it contains something that is
    /// not allowed. The error names file, line, key, value and what is allowed.
    pub fn service_settings<S: DeserializeOwned>(&self) -> Result<S, Error> {
        service_settings::read(&self.file)
    }

    /// Checks the tables against the service: only its own functions have tables, and `[api]` is there exactly if it
    /// has a REST API.
    ///
    /// # Errors
    /// When a table is missing, or the service has nothing of its name.
    pub fn check_tables(&self, functions: &[&str], has_api: bool) -> Result<(), Error> {
        let refused = |key: &str, detail: String| Err(self.file.contradiction(key, &detail));
        match (&self.settings.api, has_api) {
            (None, true) => return refused("[api]", missing_api()),
            (Some(_), false) if self.file.has("api") => {
                return refused("[api]", "the service has no REST API: remove `[api]` and the tables below it".into());
            }
            _ => {}
        }
        match self.settings.functions.keys().find(|name| !functions.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => refused(&format!("[functions.{name}]"), unknown_function(name, functions)),
        }
    }

    /// A function's settings in this environment.
    pub fn function(&self, name: &str) -> Function {
        self.settings.functions.get(name).cloned().unwrap_or_default()
    }

    /// Refuses values of secrets in the file.
    ///
    /// # Errors
    /// When the table `[service]` has a key of this name.
    pub fn refuse_secrets(&self, secrets: &BTreeSet<String>) -> Result<(), Error> {
        match service_settings::keys(&self.file)?.into_iter().find(|key| secrets.contains(key)) {
            None => Ok(()),
            Some(key) => Err(self.file.contradiction(
                &key,
                &format!(
                    "`service.{key}` is a secret, and must not be in a file\nhint: remove it, and set \
                     `TF_VAR_{key}` in the shell"
                ),
            )),
        }
    }

    /// The only account that it may be applied to, or the local runtime's; `None` if there are several.
    pub fn only_account(&self) -> Option<String> {
        match (self.settings.target, self.settings.allowed_account_ids.as_slice()) {
            (Target::Local, _) => Some(LOCAL_ACCOUNT.to_owned()),
            (Target::Aws, [account]) => Some(account.to_string()),
            (Target::Aws, _) => None,
        }
    }

    /// A resource's name in this environment, such as `dev-books`.
    pub fn named(&self, name: &str) -> String {
        format!("{}{name}{}", self.settings.name_prefix, self.settings.name_suffix)
    }
}

/// The account of the local runtime.
const LOCAL_ACCOUNT: &str = "000000000000";

fn missing_api() -> String {
    "the service has a REST API: `[api]` is missing, with `stage_name`, `log_level`, `metrics` and the tables \
     `[api.access]`, `[api.cors]` and `[api.throttling]`"
        .to_owned()
}

fn unknown_function(name: &str, functions: &[&str]) -> String {
    if functions.is_empty() {
        return format!("the service has no functions: remove `[functions.{name}]`");
    }
    let hint = closest(name, functions.iter().copied());
    let hint = hint.map_or_else(String::new, |meant| format!("\nhint: did you mean `[functions.{meant}]`?"));
    format!("the service has no function `{name}`; it has: {}{hint}", functions.join(", "))
}
