//! Usage plans, and the API keys in them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html>

/// What the holders of some API keys may use, and how much of it.
#[derive(Debug, Clone, PartialEq)]
pub struct UsagePlan {
    /// Its id.
    pub id: String,
    /// The stages, as the API's id and the stage's name.
    pub stages: Vec<(String, String)>,
    /// How fast each key may call.
    pub throttle: Option<Throttle>,
    /// How often each key may call in a period.
    pub quota: Option<Quota>,
    /// The ids of its keys.
    pub key_ids: Vec<String>,
}

/// A bucket of tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throttle {
    /// Requests a second.
    pub rate: f64,
    /// Requests at once.
    pub burst: f64,
}

/// How often a key may call in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// The number of calls.
    pub limit: u64,
    /// The number that is taken away in the first period.
    pub offset: u64,
    /// The period.
    pub period: Period,
}

/// The period of a quota; each begins at midnight, UTC.
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
    /// Whether it is in use.
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
