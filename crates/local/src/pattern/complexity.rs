//! AWS's limits on patterns.
//!
//! <https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html>
//! <https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html>

use serde_json::{Map, Value};

use super::Dialect;
use super::parse::is_alternatives;

/// The maximum size of a policy in bytes.
const LARGEST: usize = 256 * 1024;
/// The maximum length of a filter of an event source mapping in characters.
const LONGEST_FILTER: usize = 4096;
/// The maximum number of names in a policy; in a body, only those of the outermost object count.
const MOST_NAMES: usize = 5;
/// The maximum number of combinations of a policy's values.
const MOST_COMBINATIONS: usize = 150;

/// Rejects a pattern beyond the limits of its service.
pub(super) fn check(text: &str, members: &Map<String, Value>, dialect: Dialect) -> Result<(), String> {
    match dialect {
        Dialect::EventSource => check_filter(text),
        Dialect::Attributes | Dialect::Body => check_policy(text, members),
    }
}

fn check_filter(text: &str) -> Result<(), String> {
    let found = text.chars().count();
    if found > LONGEST_FILTER {
        return Err(format!("it has {found} characters; the limit is {LONGEST_FILTER}"));
    }
    Ok(())
}

fn check_policy(text: &str, members: &Map<String, Value>) -> Result<(), String> {
    if text.len() > LARGEST {
        return Err(format!("it has {} bytes; the limit is {LARGEST}", text.len()));
    }
    if members.len() > MOST_NAMES {
        return Err(format!("it has {} names; the limit is {MOST_NAMES}", members.len()));
    }
    let found = combinations(members, 1, 1);
    if found > MOST_COMBINATIONS {
        return Err(format!(
            "its values have {found} combinations; the limit is {MOST_COMBINATIONS}: the product of the numbers of \
             values in each list, each multiplied by the depth of its name"
        ));
    }
    Ok(())
}

/// Multiplies the combinations so far by those of an object.
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
