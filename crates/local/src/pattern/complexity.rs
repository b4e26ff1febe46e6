//! The limits of patterns, beyond which AWS refuses them.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html>

use serde_json::{Map, Value};

use super::Dialect;
use super::parse::is_alternatives;

/// The largest policy, in bytes.
const LARGEST: usize = 256 * 1024;
/// The longest filter of an event source mapping, in characters.
const LONGEST_FILTER: usize = 4096;
/// The most names of a policy; in a body those of the outermost object count.
const MOST_NAMES: usize = 5;
/// The most combinations of a policy's values.
const MOST_COMBINATIONS: usize = 150;

/// Refuses a pattern beyond the limits of its service.
pub(super) fn check(text: &str, members: &Map<String, Value>, dialect: Dialect) -> Result<(), String> {
    match dialect {
        Dialect::EventSource => check_filter(text),
        Dialect::Attributes | Dialect::Body => check_policy(text, members),
    }
}

fn check_filter(text: &str) -> Result<(), String> {
    let found = text.chars().count();
    if found > LONGEST_FILTER {
        return Err(format!("it has {found} characters; allowed are {LONGEST_FILTER}"));
    }
    Ok(())
}

fn check_policy(text: &str, members: &Map<String, Value>) -> Result<(), String> {
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes; allowed are {LARGEST}", text.len()));
    }
    if members.len() > MOST_NAMES {
        return Err(format!("it has {} names; allowed are {MOST_NAMES}", members.len()));
    }
    let found = combinations(members, 1, 1);
    if found > MOST_COMBINATIONS {
        return Err(format!(
            "its values have {found} combinations; allowed are {MOST_COMBINATIONS}: the numbers of values in each list, \
             each as often as its name is nested, multiplied"
        ));
    }
    Ok(())
}

/// The combinations so far, with those of an object.
fn combinations(members: &Map<String, Value>, depth: usize, so_far: usize) -> usize {
    members.iter().fold(so_far, |so_far, (name, value)| match value {
        Value::Array(list) if is_alternatives(name, list) => {
            let each = list.iter().filter_map(Value::as_object).map(|members| combinations(members, depth, so_far));
            each.fold(0, usize::saturating_add)
        }
        Value::Array(list) => so_far.saturating_mul(list.len()).saturating_mul(depth),
        Value::Object(members) => combinations(members, depth + 1, so_far),
        _ => so_far,
    })
}
