//! Patterns of type names, such as `aws_dynamodb_*` for all types of a service.

use std::collections::BTreeSet;

use super::error::BindingsError;
use crate::schema::{BlockKind, ProviderSchema};
use crate::terraform::closest;

/// What a request names, type by type: patterns become the types of all schemas that match them.
pub(super) fn expand<'a>(
    schemas: &'a [ProviderSchema<'a>],
    kind: BlockKind,
    named: &'a [String],
) -> Result<BTreeSet<&'a str>, BindingsError> {
    let mut types = BTreeSet::new();
    for name in named {
        if name.contains('*') {
            types.extend(matching(schemas, kind, name)?);
        } else {
            types.insert(name.as_str());
        }
    }
    Ok(types)
}

fn matching<'a>(
    schemas: &'a [ProviderSchema<'a>],
    kind: BlockKind,
    pattern: &str,
) -> Result<BTreeSet<&'a str>, BindingsError> {
    let all = || schemas.iter().flat_map(|schema| schema.type_names(kind));
    let found: BTreeSet<_> = all().filter(|name| matches(pattern, name)).collect();
    if found.is_empty() {
        let services: BTreeSet<String> = all().map(service).collect();
        let similar = closest(pattern, services.iter().map(String::as_str)).map(str::to_owned);
        return Err(BindingsError::NoMatch { pattern: pattern.to_owned(), similar });
    }
    Ok(found)
}

/// The pattern for all types of a type's service: `aws_sns_*` for `aws_sns_topic`.
fn service(type_name: &str) -> String {
    let words: Vec<_> = type_name.splitn(3, '_').take(2).collect();
    format!("{}_*", words.join("_"))
}

/// Whether a name matches a pattern, in which `*` stands for any text, also for none.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(start) else { return false };
    let ends = name.char_indices().map(|(index, _)| index).chain([name.len()]);
    ends.into_iter().any(|end| matches(rest, &name[end..]))
}
