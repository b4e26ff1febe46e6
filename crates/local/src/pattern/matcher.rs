//! Operators: what a single value must be.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

/// What a value must be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Matcher {
    Equal(Value),
    EqualIgnoringCase(String),
    Prefix(String),
    Suffix(String),
    Numeric(Vec<(Comparison, f64)>),
    Exists(bool),
    AnythingBut(Vec<Matcher>),
    Address(IpNet),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Comparison {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Matcher {
    pub(super) fn matches(&self, value: Option<&Value>) -> bool {
        // An object is no leaf: nothing is there to be compared, even where the name is.
        let leaf = value.filter(|value| !value.is_object());
        if let Self::Exists(exists) = self {
            return leaf.is_some() == *exists;
        }
        leaf.is_some_and(|value| self.matches_any(value))
    }

    /// Of an array one element must match, also where it stands in an array of that array.
    fn matches_any(&self, value: &Value) -> bool {
        match value {
            Value::Array(list) => list.iter().any(|value| self.matches_any(value)),
            Value::Object(_) => false,
            value => self.matches_leaf(value),
        }
    }

    fn matches_leaf(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Self::Equal(Value::Number(number)) => value.as_f64().is_some_and(|found| Some(found) == number.as_f64()),
            Self::Equal(wanted) => value == wanted,
            Self::EqualIgnoringCase(wanted) => text.is_some_and(|text| text.to_lowercase() == wanted.to_lowercase()),
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Suffix(suffix) => text.is_some_and(|text| text.ends_with(suffix)),
            Self::Numeric(comparisons) => value
                .as_f64()
                .is_some_and(|found| comparisons.iter().all(|(comparison, wanted)| comparison.holds(found, *wanted))),
            Self::Exists(exists) => *exists,
            Self::AnythingBut(matchers) => !matchers.iter().any(|matcher| matcher.matches_leaf(value)),
            Self::Address(net) => text.and_then(|text| text.parse::<IpAddr>().ok()).is_some_and(|ip| net.contains(&ip)),
        }
    }
}

impl Comparison {
    #[expect(clippy::float_cmp, reason = "a pattern names the very number")]
    fn holds(self, found: f64, wanted: f64) -> bool {
        match self {
            Self::Equal => found == wanted,
            Self::Less => found < wanted,
            Self::AtMost => found <= wanted,
            Self::Greater => found > wanted,
            Self::AtLeast => found >= wanted,
        }
    }
}
