//! The settings of a single service: its own type, in the table `[service]`.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::file::EnvironmentFile;

/// The settings of a service without any: the table `[service]` may be omitted, and must be empty otherwise.
///
/// ```
/// use gelato::environment::NoSettings;
/// assert!(toml::from_str::<NoSettings>("").is_ok());
/// assert!(toml::from_str::<NoSettings>("colour = 'red'").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSettings {}

/// The table `[service]` of an environment's file.
#[derive(Deserialize)]
#[serde(bound = "S: DeserializeOwned")]
struct WithService<S> {
    service: Option<S>,
}

/// Reads the table, or an empty one if it was omitted.
pub(super) fn read<S: DeserializeOwned>(file: &EnvironmentFile) -> Result<S, Error> {
    match file.parse::<WithService<S>>()?.service {
        Some(settings) => Ok(settings),
        None => toml::from_str("").map_err(|error| {
            let detail = format!("the table `[service]` is missing: {}", error.message());
            file.contradiction("[service]", &detail)
        }),
    }
}

/// The keys of the table.
pub(super) fn keys(file: &EnvironmentFile) -> Result<Vec<String>, Error> {
    let service = file.parse::<WithService<toml::Table>>()?.service;
    Ok(service.into_iter().flatten().map(|(key, _)| key).collect())
}
