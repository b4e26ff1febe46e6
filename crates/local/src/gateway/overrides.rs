//! `$context.requestOverride` and `$context.responseOverride`, as a template left them.

use gelato_vtl::api_gateway::Rendered;
use serde_json::Value;

/// The overrides after a template; null where it set none.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    pub(crate) request: Value,
    pub(crate) response: Value,
}

impl Overrides {
    /// The overrides of a rendering, and its text.
    pub(crate) fn of(rendered: Rendered) -> (Self, String) {
        let Rendered { output, request_override, response_override } = rendered;
        (Self { request: request_override, response: response_override }, output)
    }
}

/// Puts the overriding values of one part in a list of headers or parameters, in place of those with the same name.
pub(crate) fn apply(overrides: &Value, part: &str, list: &mut Vec<(String, String)>) {
    let members = overrides.get(part).and_then(Value::as_object);
    for (name, value) in members.into_iter().flatten() {
        let Some(value) = text(value) else { continue };
        list.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        list.push((name.clone(), value));
    }
}

/// An overriding value as text; a list is joined by commas.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => Some(list.iter().filter_map(text).collect::<Vec<_>>().join(",")),
        other => Some(other.to_string()),
    }
}
