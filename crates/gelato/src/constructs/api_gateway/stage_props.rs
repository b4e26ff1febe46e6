//! The properties of a stage: logs, metrics and limits.

use crate::terraform::{Map, Number, Value};

/// The properties of a stage.
#[derive(Debug, Clone)]
pub struct StageProps {
    /// Its name: the first segment of every path.
    pub name: Value<String>,
    /// The level of the execution log: `OFF`, `ERROR` or `INFO`.
    pub log_level: Value<String>,
    /// For how many days both logs keep an event.
    pub log_retention_days: Value<Number>,
    /// Whether each method has metrics.
    pub metrics: Value<bool>,
    /// The rate limit of the stage, in requests per second, for all callers together.
    pub throttling_rate: Value<Number>,
    /// The burst limit of the stage, for all callers together.
    pub throttling_burst: Value<Number>,
    /// The limits of single methods.
    pub method_throttling: Option<MethodThrottling>,
    /// Whether X-Ray traces requests.
    pub tracing: Value<bool>,
}

/// Limits of single methods, by operation name. The stage's limits apply to all others.
#[derive(Debug, Clone)]
pub struct MethodThrottling {
    /// The most requests a second.
    pub rates: Value<Map<Number>>,
    /// The most requests at once.
    pub bursts: Value<Map<Number>>,
}
