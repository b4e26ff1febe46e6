//! The settings of an environment, structured like its file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::bundle::Architecture;

use super::account::Account;
use super::account_id::AccountId;
use super::affix::Affix;
use super::api::Api;
use super::backend::Backend;
use super::bounded::Bounded;
use super::region::Region;
use super::retention::RetentionDays;
use super::tag::Tags;

/// The settings that may differ between environments, for every service.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the file")]
pub struct Settings {
    /// Where it runs.
    pub target: Target,
    /// The region.
    pub region: Region,
    /// The accounts that it may be applied to. Terraform refuses all others.
    #[serde(default)]
    pub allowed_account_ids: Vec<AccountId>,
    /// The prefix of its resources' names, so that two environments do not collide in one account.
    #[serde(default)]
    pub name_prefix: Affix,
    /// The suffix of its resources' names.
    #[serde(default)]
    pub name_suffix: Affix,
    /// Whether Terraform refuses plans that would destroy or replace resources with data or an address, and the user
    /// must type the environment's name before anything changes.
    pub protected: bool,
    /// Whether AWS refuses to delete tables.
    pub deletion_protection: bool,
    /// Whether tables can be restored to any second of the last 35 days.
    pub point_in_time_recovery: bool,
    /// Whether requests and calls are traced with X-Ray.
    pub tracing: bool,
    /// Where the state is kept.
    pub backend: Backend,
    /// How long logs are kept.
    pub logs: Logs,
    /// The REST API, for a service that has one.
    pub api: Option<Api>,
    /// Functions by name. One that is omitted has the settings of `Function::default`.
    #[serde(default)]
    pub functions: BTreeMap<String, Function>,
    /// How functions are called for a stream's records; by default, `Stream::default`.
    #[serde(default)]
    pub stream: Stream,
    /// The settings of the whole account.
    #[serde(default)]
    pub account: Account,
    /// The tags of every resource.
    #[serde(default)]
    pub tags: Tags,
    /// The service's own settings, which [`Environment::service_settings`](super::Environment::service_settings) reads.
    #[serde(default, rename = "service")]
    _service: IgnoredAny,
}

/// Where an environment runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// In AWS.
    Aws,
    /// On this machine, without an account and credentials.
    Local,
}

/// How long logs are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// For how many days every log keeps an event.
    pub retention_days: RetentionDays,
}

/// A function.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Function {
    /// The processor.
    #[serde(deserialize_with = "architecture")]
    pub architecture: Architecture,
    /// Memory in MB.
    pub memory_mb: Bounded<128, 10_240>,
    /// The longest that a call may take.
    pub timeout_seconds: Bounded<1, 900>,
    /// How many calls may run at once; `None` for no reserved concurrency.
    pub reserved_concurrency: Option<Bounded<0, 1_000>>,
    /// Its log level.
    pub log_level: FunctionLogLevel,
}

fn architecture<'de, D: serde::Deserializer<'de>>(text: D) -> Result<Architecture, D::Error> {
    String::deserialize(text)?.parse().map_err(serde::de::Error::custom)
}

/// The log level of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FunctionLogLevel {
    /// Failures.
    Error,
    /// Failures and anything suspicious.
    Warn,
    /// A line or more per batch.
    Info,
    /// Each step.
    Debug,
    /// Everything.
    Trace,
}

/// How the function is called for the stream's records.
/// <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Stream {
    /// Where reading starts.
    pub starting_position: StartingPosition,
    /// The most records per call.
    pub batch_size: Bounded<1, 10_000>,
    /// For how long records are gathered into a batch.
    pub batching_window_seconds: Bounded<0, 300>,
    /// How many calls may run at once per shard.
    pub parallelization_factor: Bounded<1, 10>,
    /// How often a failed batch is retried.
    pub maximum_retry_attempts: Bounded<0, 10_000>,
    /// The greatest age of a record; older ones are skipped.
    pub maximum_record_age_seconds: Bounded<60, 604_800>,
    /// Whether a failed batch is split in two and retried.
    pub bisect_batch_on_function_error: bool,
    /// Where failed batches go.
    pub failure_destination: FailureDestination,
}

/// Where failed batches go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureDestination {
    /// To a queue: the position of the records in the stream, which keeps them for a day.
    Queue,
    /// To a bucket: the records themselves.
    Bucket,
}

/// Where reading of a stream starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StartingPosition {
    /// At the oldest record.
    TrimHorizon,
    /// At the next record. Records that are written while the mapping is created are missed.
    Latest,
}

impl Settings {
    /// Checks settings that depend on each other. The error is the key and the problem.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        if self.target == Target::Aws && self.allowed_account_ids.is_empty() {
            return Err((
                "allowed_account_ids",
                "`allowed_account_ids` is empty: name the accounts that it may be applied to, \
                 so that it is never applied to another",
            ));
        }
        match &self.api {
            Some(api) => api.check(self.target == Target::Aws, &self.region),
            None => Ok(()),
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
    /// The destination as the module's variable expects it.
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
