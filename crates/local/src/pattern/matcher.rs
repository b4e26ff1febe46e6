//! Operators on a single value.

use std::net::IpAddr;

use ipnet::IpNet;
use serde_json::Value;

use super::steps::{Matched, Steps, any};

/// An operator with its operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Matcher {
    Equal(Value),
    /// The text, in lowercase.
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
    pub(super) fn matches(&self, value: Option<&Value>, steps: &mut Steps) -> Matched {
        // An object is not a leaf: there is nothing to compare, even if the name exists.
        let leaf = value.filter(|value| !value.is_object());
        if let Self::Exists(exists) = self {
            steps.take(0)?;
            return Ok(leaf.is_some() == *exists);
        }
        leaf.map_or(Ok(false), |value| self.matches_any(value, steps))
    }

    /// In an array, one element must match; nested arrays count as well.
    fn matches_any(&self, value: &Value, steps: &mut Steps) -> Matched {
        match value {
            Value::Array(list) => {
                steps.take(0)?;
                any(list, |value| self.matches_any(value, steps))
            }
            Value::Object(_) => steps.take(0).map(|()| false),
            value => self.matches_leaf(value, steps),
        }
    }

    fn matches_leaf(&self, value: &Value, steps: &mut Steps) -> Matched {
        let text = value.as_str();
        steps.take(text.map_or(0, |text| self.compared_bytes(text)))?;
        Ok(match self {
            Self::Equal(Value::Number(number)) => value.as_f64().is_some_and(|found| Some(found) == number.as_f64()),
            Self::Equal(wanted) => value == wanted,
            Self::EqualIgnoringCase(wanted) => text.is_some_and(|text| is_in_lowercase(text, wanted)),
            Self::Prefix(prefix) => text.is_some_and(|text| text.starts_with(prefix)),
            Self::Suffix(suffix) => text.is_some_and(|text| text.ends_with(suffix)),
            Self::Numeric(comparisons) => value
                .as_f64()
                .is_some_and(|found| comparisons.iter().all(|(comparison, wanted)| comparison.holds(found, *wanted))),
            Self::Exists(exists) => *exists,
            Self::AnythingBut(matchers) => !any(matchers, |matcher| matcher.matches_leaf(value, steps))?,
            Self::Address(net) => text.and_then(|text| text.parse::<IpAddr>().ok()).is_some_and(|ip| net.contains(&ip)),
        })
    }

    /// The maximum number of bytes that a comparison reads.
    fn compared_bytes(&self, text: &str) -> usize {
        match self {
            Self::Equal(Value::String(wanted))
            | Self::EqualIgnoringCase(wanted)
            | Self::Prefix(wanted)
            | Self::Suffix(wanted) => text.len().min(wanted.len()),
            _ => 0,
        }
    }
}

/// Whether a text in lowercase equals another. Texts of very different length are not compared: lowercase changes the
/// length by at most a factor of three.
fn is_in_lowercase(text: &str, wanted: &str) -> bool {
    text.len() / 3 <= wanted.len() && text.to_lowercase() == wanted
}

impl Comparison {
    #[expect(clippy::float_cmp, reason = "a pattern has the exact number")]
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
