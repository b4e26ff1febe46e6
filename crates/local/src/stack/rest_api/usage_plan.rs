//! Usage plans, and the API keys in them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html>

/// A usage plan: the stages that some API keys may use, and the limits.
#[derive(Debug, Clone, PartialEq)]
pub struct UsagePlan {
    /// Its id.
    pub id: String,
    /// Its stages, each by the API's id and the stage's name.
    pub stages: Vec<(String, String)>,
    /// The throttle of each key.
    pub throttle: Option<Throttle>,
    /// The quota of each key.
    pub quota: Option<Quota>,
    /// The ids of its keys.
    pub key_ids: Vec<String>,
}

/// The rate and burst of a token bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throttle {
    /// Requests per second.
    pub rate: f64,
    /// Requests at the same time.
    pub burst: f64,
}

/// How often a key may call in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The number of calls.
    pub limit: u64,
    /// The number of calls that are subtracted in the first period.
    pub offset: u64,
    /// The period.
    pub period: Period,
}

/// The period of a quota, which begins at midnight UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week, beginning on Sunday.
    Week,
    /// A calendar month.
    Month,
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: String,
    /// Whether it is enabled.
    pub enabled: bool,
}

impl Period {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "DAY" => Some(Self::Day),
            "WEEK" => Some(Self::Week),
            "MONTH" => Some(Self::Month),
            _ => None,
        }
    }
}
