//! A stage of an API, and the settings of its methods.

use std::collections::BTreeMap;

use super::substitution::Substitution;
use super::usage_plan::{Throttle, UsagePlan};

/// A stage of an API.
#[derive(Debug)]
pub struct Stage {
    /// Its name, the first segment of every path.
    pub name: String,
    /// The id of its deployment.
    pub deployment_id: String,
    /// The stage variables.
    pub variables: BTreeMap<String, String>,
    /// Its access log.
    pub access_log: Option<AccessLog>,
    /// The settings of the API's methods, by the method's `index`.
    pub settings: Vec<MethodSettings>,
    /// The usage plans that include it.
    pub plans: Vec<UsagePlan>,
}

/// The access log of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog {
    /// The log group.
    pub group: String,
    /// The format of a line, in which variables of `$context` are replaced.
    pub format: Substitution,
}

/// The settings of a method in a stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MethodSettings {
    /// The level of the execution log.
    pub level: Level,
    /// Whether the execution log holds headers and bodies.
    pub data_trace: bool,
    /// The throttle for all callers together.
    pub throttle: Option<Throttle>,
}

/// The level of an execution log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// Failures.
    Error,
    /// Every step.
    Info,
}

impl Level {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "OFF" => Some(Self::Off),
            "ERROR" => Some(Self::Error),
            "INFO" => Some(Self::Info),
            _ => None,
        }
    }
}
