//! The settings of an environment, in the shape of its file.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::bundle::Architecture;

use super::access::Access;
use super::account::Account;
use super::account_id::AccountId;
use super::affix::Affix;
use super::backend::Backend;
use super::bounded::Bounded;
use super::endpoint::Endpoint;
use super::header_name::HeaderName;
use super::origin::Origin;
use super::region::Region;
use super::retention::RetentionDays;
use super::stage_name::StageName;
use super::tag::Tags;

/// Everything that may differ between environments.
#[expect(clippy::struct_excessive_bools, reason = "the file's own switches, each by its name")]
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where it runs.
    pub target: Target,
    /// The region.
    pub region: Region,
    /// The accounts that it may be applied to; Terraform refuses any other.
    #[serde(default)]
    pub allowed_account_ids: Vec<AccountId>,
    /// What the names of its resources begin with, so that two environments do not collide in one account.
    #[serde(default)]
    pub name_prefix: Affix,
    /// What the names of its resources end with.
    #[serde(default)]
    pub name_suffix: Affix,
    /// The API's stage.
    pub stage_name: StageName,
    /// Whether Terraform refuses plans that would destroy or replace the table or the API's stage, and `gelato` wants
    /// the environment's name typed before it changes anything.
    pub protected: bool,
    /// Whether AWS refuses to delete the table.
    pub deletion_protection: bool,
    /// Whether the table can be set back to any second of the last 35 days.
    pub point_in_time_recovery: bool,
    /// Whether what was announced is remembered, so that it is rarely announced twice.
    pub deduplication: bool,
    /// Whether requests and calls are traced with X-Ray.
    pub tracing: bool,
    /// Where the state is kept.
    pub backend: Backend,
    /// What is logged, and for how long.
    pub logs: Logs,
    /// Who may read and who may write.
    pub access: Access,
    /// From where the API is reached.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Who may call from a browser.
    pub cors: Cors,
    /// How much the API takes.
    pub throttling: Throttling,
    /// The function; left out, it has what `Function::default` says.
    #[serde(default)]
    pub function: Function,
    /// How the function is called for the stream's records; left out, as `Stream::default` says.
    #[serde(default)]
    pub stream: Stream,
    /// What holds for the whole account.
    #[serde(default)]
    pub account: Account,
    /// The tags of every resource.
    #[serde(default)]
    pub tags: Tags,
}

/// Where an environment runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// In AWS.
    Aws,
    /// On this machine: no account and no credentials.
    Local,
}

/// What is logged, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// What the API's execution log holds.
    pub level: LogLevel,
    /// How many days every log keeps an event.
    pub retention_days: RetentionDays,
    /// Whether each method counts its calls and measures their time.
    pub metrics: bool,
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

/// How much the API takes, over all callers.
///
/// ```
/// use gelato::environment::Throttling;
/// let limits = "rate_per_second = 100\nburst = 50\n[methods.AddFlavour]\nrate_per_second = 2";
/// let throttling: Throttling = toml::from_str(limits)?;
/// assert!(throttling.methods["AddFlavour"].burst.is_none(), "it is as for all");
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttling {
    /// Requests a second.
    pub rate_per_second: Bounded<1, 10_000>,
    /// Requests at once.
    pub burst: Bounded<1, 5_000>,
    /// What single methods take, by the name of the operation; each what is above where it says nothing.
    #[serde(default)]
    pub methods: BTreeMap<String, MethodThrottling>,
}

/// How much a single method takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodThrottling {
    /// Requests a second.
    pub rate_per_second: Option<Bounded<1, 10_000>>,
    /// Requests at once.
    pub burst: Option<Bounded<1, 5_000>>,
}

/// The function.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Function {
    /// The processor.
    #[serde(deserialize_with = "architecture")]
    pub architecture: Architecture,
    /// Memory in MB.
    pub memory_mb: Bounded<128, 10_240>,
    /// The longest that one call may take.
    pub timeout_seconds: Bounded<1, 900>,
    /// How many calls may run at once; none for no limit of its own.
    pub reserved_concurrency: Option<Bounded<0, 1_000>>,
    /// What it logs.
    pub log_level: FunctionLogLevel,
}

fn architecture<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Architecture, D::Error> {
    String::deserialize(text)?.parse().map_err(serde::de::Error::custom)
}

/// What the function logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FunctionLogLevel {
    /// What failed.
    Error,
    /// What failed or looks wrong.
    Warn,
    /// One line a batch and more.
    Info,
    /// Each step.
    Debug,
    /// Everything.
    Trace,
}

/// How the function is called for the stream's records.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Where reading starts.
    pub starting_position: StartingPosition,
    /// The most records of one call.
    pub batch_size: Bounded<1, 10_000>,
    /// How long records are gathered.
    pub batching_window_seconds: Bounded<0, 300>,
    /// How many calls may run at once for one shard.
    pub parallelization_factor: Bounded<1, 10>,
    /// How often a failed batch is tried again.
    pub maximum_retry_attempts: Bounded<0, 10_000>,
    /// How old a record may grow before it is given up.
    pub maximum_record_age_seconds: Bounded<60, 604_800>,
    /// Whether a failed batch is tried again in two halves.
    pub bisect_batch_on_function_error: bool,
    /// Where what could not be announced is told.
    pub failure_destination: FailureDestination,
}

/// Where what could not be announced is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureDestination {
    /// In a queue: where the records are in the stream, for the day that it keeps them.
    Queue,
    /// In a bucket: the records themselves.
    Bucket,
}

/// Where reading of a stream starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StartingPosition {
    /// At the oldest record.
    TrimHorizon,
    /// At what is written from then on: what is written while the mapping is made is lost.
    Latest,
}

impl Settings {
    /// What holds only for several settings together: the key, and what is wrong with it.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.target == Target::Aws && self.allowed_account_ids.is_empty() {
            return Err((
                "allowed_account_ids",
                "`allowed_account_ids` is empty: name the accounts that it may be applied to, \
                 so that it is never applied to another",
            ));
        }
        if self.cors.allow_origins.is_empty() {
            return Err(("allow_origins", "`cors.allow_origins` is empty: name the origins that may call, or `*`"));
        }
        let all = self.cors.allow_origins.iter().any(|origin| origin.as_str() == "*");
        if all && self.cors.allow_origins.len() > 1 {
            return Err((
                "allow_origins",
                "`cors.allow_origins` holds `*` and others: `*` stands alone, since it allows all",
            ));
        }
        self.access.check(self.target == Target::Aws)?;
        self.endpoint.check(&self.region)
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

impl FunctionLogLevel {
    /// The level as the function reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

impl FailureDestination {
    /// The destination as the module takes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Bucket => "bucket",
        }
    }
}

impl StartingPosition {
    /// The position as Lambda writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::TrimHorizon => "TRIM_HORIZON",
            Self::Latest => "LATEST",
        }
    }
}
