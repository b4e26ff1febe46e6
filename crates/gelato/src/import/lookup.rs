//! Looking a planned resource up: what the plan knows of it, and what AWS has.

use serde_json::Value;

/// What was found of a planned resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It is there, under this id.
    Id(String),
    /// It is not there, as far as is known by now.
    Nothing,
    /// Resources of this type are not looked for.
    Unsupported,
}

/// What of a resource is known before it is made.
#[derive(Clone, Copy)]
pub(super) struct PlannedResource<'a>(pub(super) &'a Value);

impl<'a> PlannedResource<'a> {
    /// A text that is known.
    pub(super) fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str().filter(|text| !text.is_empty())
    }
}

pub(super) fn found(id: Option<String>) -> Found {
    id.map_or(Found::Nothing, Found::Id)
}

/// The first entry of a list that fits, and a text of it.
pub(super) fn entry(answer: Option<&Value>, list: &str, id: &str, fits: impl Fn(&Value) -> bool) -> Option<String> {
    let entries = answer?.get(list)?.as_array()?;
    entries.iter().find(|entry| fits(entry))?.get(id)?.as_str().map(str::to_owned)
}
