//! The lookup of a planned resource in AWS, by the values that the plan already knows.

use serde_json::Value;

/// The result of looking up a planned resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// It exists, with this id.
    Id(String),
    /// It does not exist, as far as the lookup can tell.
    Nothing,
    /// Resources of this type cannot be looked up.
    Unsupported,
}

/// The planned values of a resource that are known before `apply`.
#[derive(Clone, Copy)]
pub(super) struct PlannedResource<'a>(pub(super) &'a Value);

impl<'a> PlannedResource<'a> {
    /// A string argument whose value is known and not empty.
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
