//! What may differ between environments of a REST API.

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
    /// The stage.
    pub stage_name: StageName,
    /// What the execution log holds.
    pub log_level: LogLevel,
    /// Whether each method counts its calls and measures their time.
    pub metrics: bool,
    /// Who may read and who may write.
    pub access: Access,
    /// From where the API is reached.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Who may call from a browser.
    pub cors: Cors,
    /// How many requests the API takes.
    pub throttling: Throttling,
}

/// What the API's execution log holds.
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

/// Who may call from a browser.
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
    /// The origins, or `*` alone.
    pub allow_origins: Vec<Origin>,
    /// The request headers that a browser may send beyond those that every API takes.
    #[serde(default)]
    pub allow_headers: Vec<HeaderName>,
    /// How long a browser may keep a preflight answer.
    pub max_age_seconds: Bounded<0, 86_400>,
}

/// How many requests the API takes, over all callers.
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
    /// Requests a second.
    pub rate_per_second: Bounded<1, 10_000>,
    /// Requests at once.
    pub burst: Bounded<1, 5_000>,
    /// Limits of single methods, by the name of the operation; what one leaves out is as above.
    #[serde(default)]
    pub methods: BTreeMap<String, MethodThrottling>,
}

/// How many requests a single method takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodThrottling {
    /// Requests a second.
    pub rate_per_second: Option<Bounded<1, 10_000>>,
    /// Requests at once.
    pub burst: Option<Bounded<1, 5_000>>,
}

impl Api {
    /// Checks what holds only for several settings together; an error is the key, and what is wrong with it.
    pub(super) fn check(&self, in_aws: bool, region: &Region) -> Result<(), (&'static str, &'static str)> {
        if self.cors.allow_origins.is_empty() {
            return Err(("allow_origins", "`api.cors.allow_origins` is empty: name the origins that may call, or `*`"));
        }
        let all = self.cors.allow_origins.iter().any(|origin| origin.as_str() == "*");
        if all && self.cors.allow_origins.len() > 1 {
            return Err((
                "allow_origins",
                "`api.cors.allow_origins` holds `*` and others: `*` stands alone, since it allows all",
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
