//! The settings of one service: a type of its own, in the table `[service]`.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::file::EnvironmentFile;

/// The settings of a service that has none: a table `[service]` may be left out, and must be empty otherwise.
///
/// ```
/// use gelato::environment::NoSettings;
/// assert!(toml::from_str::<NoSettings>("").is_ok());
/// assert!(toml::from_str::<NoSettings>("colour = 'red'").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSettings {}

/// An environment's file, of which only the table `[service]` matters.
#[derive(Deserialize)]
#[serde(bound = "S: DeserializeOwned")]
struct WithService<S> {
    service: Option<S>,
}

/// Reads the table, or an empty one where it was left out.
pub(super) fn read<S: DeserializeOwned>(file: &EnvironmentFile) -> Result<S, Error> {
    match file.parse::<WithService<S>>()?.service {
        Some(settings) => Ok(settings),
        None => toml::from_str("").map_err(|error| {
            let detail = format!("the table `[service]` is missing: {}", error.message());
            file.contradiction("[service]", &detail)
        }),
    }
}
