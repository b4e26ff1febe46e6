//! The description of a stage: its logs, metrics and limits.

use crate::terraform::{Map, Number, Value};

/// What a stage is made of.
#[derive(Debug, Clone)]
pub struct StageProps {
    /// Its name: the first segment of every path.
    pub name: Value<String>,
    /// What the execution log holds: `OFF`, `ERROR` or `INFO`.
    pub log_level: Value<String>,
    /// How many days both logs keep an event.
    pub log_retention_days: Value<Number>,
    /// Whether each method counts its calls and measures their time.
    pub metrics: Value<bool>,
    /// The most requests a second, over all callers.
    pub throttling_rate: Value<Number>,
    /// The most requests at once, over all callers.
    pub throttling_burst: Value<Number>,
    /// What single methods take, where that differs.
    pub method_throttling: Option<MethodThrottling>,
    /// Whether requests are traced with X-Ray.
    pub tracing: Value<bool>,
}

/// Limits of single methods, by the name of the operation; those of the stage hold for the others.
#[derive(Debug, Clone)]
pub struct MethodThrottling {
    /// The most requests a second.
    pub rates: Value<Map<Number>>,
    /// The most requests at once.
    pub bursts: Value<Map<Number>>,
}
