//! The settings of a REST API that may differ between environments.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::access::Access;
use super::bounded::Bounded;
use super::endpoint::Endpoint;
use super::header_name::HeaderName;
use super::origin::Origin;
use super::region::Region;
use super::stage_name::StageName;

/// A REST API: the table `[api]` of an environment's file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Api {
    /// The name of the stage.
    pub stage_name: StageName,
    /// The level of the execution log.
    pub log_level: LogLevel,
    /// Whether each method has metrics.
    pub metrics: bool,
    /// Who may read and who may write.
    pub access: Access,
    /// Where the API can be reached from.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// The origins that may call from a browser.
    pub cors: Cors,
    /// The limits of the API.
    pub throttling: Throttling,
}

/// The level of the API's execution log.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// Errors.
    Error,
    /// Every request.
    Info,
}

/// The origins that may call from a browser.
///
/// ```
/// use gelato::environment::Cors;
/// let cors: Cors = toml::from_str("allow_origins = ['https://example.com']\nmax_age_seconds = 600")?;
/// assert_eq!(cors.allow_origins[0].as_str(), "https://example.com");
/// assert!(toml::from_str::<Cors>("allow_origins = ['example.com']\nmax_age_seconds = 600").is_err());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cors {
    /// The origins, or only `*`.
    pub allow_origins: Vec<Origin>,
    /// The request headers that a browser may send in addition to those that every API accepts.
    #[serde(default)]
    pub allow_headers: Vec<HeaderName>,
    /// For how long a browser may cache a preflight response.
    pub max_age_seconds: Bounded<0, 86_400>,
}

/// The limits of the API, over all callers.
///
/// ```
/// use gelato::environment::Throttling;
/// let limits = "rate_per_second = 100\nburst = 50\n[methods.AddBook]\nrate_per_second = 2";
/// let throttling: Throttling = toml::from_str(limits)?;
/// assert!(throttling.methods["AddBook"].burst.is_none(), "it is as for all");
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttling {
    /// Requests per second.
    pub rate_per_second: Bounded<1, 10_000>,
    /// Requests at once.
    pub burst: Bounded<1, 5_000>,
    /// Limits of single methods, by operation name. A limit that one omits is the API's.
    #[serde(default)]
    pub methods: BTreeMap<String, MethodThrottling>,
}

/// The limits of a single method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodThrottling {
    /// Requests per second.
    pub rate_per_second: Option<Bounded<1, 10_000>>,
    /// Requests at once.
    pub burst: Option<Bounded<1, 5_000>>,
}

impl Api {
    /// Checks settings that depend on each other. The error is the key and the problem.
    pub(super) fn check(&self, in_aws: bool, region: &Region) -> Result<(), (&'static str, &'static str)> {
        if self.cors.allow_origins.is_empty() {
            return Err(("allow_origins", "`api.cors.allow_origins` is empty: name the origins that may call, or `*`"));
        }
        let all = self.cors.allow_origins.iter().any(|origin| origin.as_str() == "*");
        if all && self.cors.allow_origins.len() > 1 {
            return Err((
                "allow_origins",
                "`api.cors.allow_origins` has `*` and others: `*` must be the only one, since it allows all",
            ));
        }
        self.access.check(in_aws)?;
        self.endpoint.check(region)
    }
}

impl LogLevel {
    /// The level as API Gateway writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Error => "ERROR",
            Self::Info => "INFO",
        }
    }
}
