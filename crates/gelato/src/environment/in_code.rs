//! Environments that the program describes, beside the files: one for each tenant or region, say.
//!
//! Each is a file's text with changes, or a text of its own, and is read like a file, with the same checks.

use std::panic::Location;

use toml::Value as Setting;

/// An environment that the program describes.
///
/// ```
/// use gelato::prelude::*;
///
/// // Each tenant's environment is like `environments/prod.toml`, in a region of its own.
/// let tenants = [("acme", "eu-west-1"), ("globex", "us-east-1")].map(|(tenant, region)| {
///     EnvironmentInCode::like("prod", tenant)
///         .with("region", region)
///         .with("name_suffix", format!("-{tenant}"))
///         .with("backend.key", format!("shop/{tenant}.tfstate"))
///         .with("service.tenant", tenant)
/// });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct EnvironmentInCode {
    pub(super) name: String,
    pub(super) text: Text,
    pub(super) changes: Vec<Change>,
    pub(super) place: &'static Location<'static>,
}

/// What an environment begins with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    /// The text of the file with this name.
    Like(String),
    /// This text.
    Own(String),
}

/// A setting with another value than in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// The path of keys, such as `backend.key`.
    pub(super) key: String,
    /// The value as TOML: `value = …`.
    pub(super) text: String,
    pub(super) place: &'static Location<'static>,
}

impl EnvironmentInCode {
    /// An environment with the values of a file: `like("prod", …)` begins with `environments/prod.toml`.
    #[track_caller]
    pub fn like(file: impl Into<String>, name: impl Into<String>) -> Self {
        Self::of(name.into(), Text::Like(file.into()))
    }

    /// An environment with a text of its own, in the form of a file. `include_str!` reads one that is no environment itself.
    #[track_caller]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self::of(name.into(), Text::Own(text.into()))
    }

    #[track_caller]
    fn of(name: String, text: Text) -> Self {
        Self { name, text, changes: Vec::new(), place: Location::caller() }
    }

    /// The same environment with another value of this setting, such as `api.access.reads`: a text, a number, `true`, or a
    /// `Vec` or table of them.
    #[must_use]
    #[track_caller]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Setting>) -> Self {
        let value: Setting = value.into();
        let (key, text) = (key.into(), format!("value = {value}"));
        self.changes.push(Change { key, text, place: Location::caller() });
        self
    }
}

impl Change {
    /// Whether a path of keys leads to this value, or into it.
    pub(super) fn covers(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.key.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }

    /// Whether it changes a key, such as `writes`, or a table, such as `[api]`.
    pub(super) fn is_of(&self, key: &str) -> bool {
        match key.strip_prefix('[').and_then(|table| table.strip_suffix(']')) {
            Some(table) => self.key == table || self.key.starts_with(&format!("{table}.")),
            None => self.key.rsplit('.').next() == Some(key),
        }
    }
}
