//! A stage of an API, and the settings of its methods.

use std::collections::BTreeMap;

use super::substitution::Substitution;
use super::usage_plan::{Throttle, UsagePlan};

/// Where an API answers.
#[derive(Debug)]
pub struct Stage {
    /// Its name, the first segment of every path.
    pub name: String,
    /// The id of the deployment it shows.
    pub deployment_id: String,
    /// The stage variables.
    pub variables: BTreeMap<String, String>,
    /// How requests are logged.
    pub access_log: Option<AccessLog>,
    /// The settings of the API's methods; each stands at the method's `index`.
    pub settings: Vec<MethodSettings>,
    /// The usage plans that name it.
    pub plans: Vec<UsagePlan>,
}

/// How a stage logs its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog {
    /// The log group.
    pub group: String,
    /// The line, in which variables of the context are replaced.
    pub format: Substitution,
}

/// Settings of a method in a stage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MethodSettings {
    /// What the execution log holds.
    pub level: Level,
    /// Whether it holds bodies as well.
    pub data_trace: bool,
    /// How fast all callers together may call.
    pub throttle: Option<Throttle>,
}

/// What an execution log holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Nothing.
    #[default]
    Off,
    /// What failed.
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
