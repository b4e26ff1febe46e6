//! The settings of an environment, in the shape of its file.

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

/// Everything that may differ between environments, for every service.
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
    /// Whether Terraform refuses plans that would destroy or replace what holds data or an address, and the
    /// environment's name must be typed before anything changes.
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
    /// Functions by name; one that is left out has what `Function::default` says.
    #[serde(default)]
    pub functions: BTreeMap<String, Function>,
    /// How functions are called for a stream's records; left out, as `Stream::default` says.
    #[serde(default)]
    pub stream: Stream,
    /// What holds for the whole account.
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
    /// On this machine: no account and no credentials.
    Local,
}

/// How long logs are kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logs {
    /// How many days every log keeps an event.
    pub retention_days: RetentionDays,
}

/// A function.
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
    /// How many calls may run at once; left out, it has no limit of its own.
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
    /// How old a record may become before it is given up.
    pub maximum_record_age_seconds: Bounded<60, 604_800>,
    /// Whether a failed batch is tried again in two halves.
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
