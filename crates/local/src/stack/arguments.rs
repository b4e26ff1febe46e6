//! Reads a resource's arguments one by one, and reports those that nothing read.
//!
//! Like Terraform, it converts between text, numbers and Booleans. An argument that is set, but was neither read nor
//! declared harmless, becomes a finding.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::finding::Finding;
use crate::resource::Resource;

/// Arguments that do not change how a resource behaves.
const DESCRIPTIVE: [&str; 9] =
    ["id", "arn", "region", "tags", "tags_all", "description", "created_date", "execution_arn", "timeouts"];

/// The arguments of a resource, or of one of its blocks.
pub(crate) struct Arguments<'r> {
    resource: &'r Resource,
    /// The prefix of names in findings, such as `settings.`.
    prefix: String,
    values: &'r Map<String, Value>,
    known: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl<'r> Arguments<'r> {
    /// The arguments of a resource.
    pub(crate) fn of(resource: &'r Resource) -> Self {
        Self::inside(resource, String::new(), &resource.values)
    }

    fn inside(resource: &'r Resource, prefix: String, values: &'r Map<String, Value>) -> Self {
        Self { resource, prefix, values, known: BTreeSet::new(), findings: Vec::new() }
    }

    /// The value of an argument that is set.
    fn value(&mut self, name: &str) -> Option<&'r Value> {
        self.known.insert(name.to_owned());
        self.values.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&mut self, name: &str, found: &Value, allowed: &str) {
        let message = format!("`{}{name}` is `{found}`; it must be {allowed}", self.prefix);
        self.findings.push(Finding::unusable(self.resource, message));
    }

    fn convert<T>(&mut self, name: &str, allowed: &str, convert: impl Fn(&'r Value) -> Option<T>) -> Option<T> {
        let value = self.value(name)?;
        let converted = convert(value);
        if converted.is_none() {
            self.wrong(name, value, allowed);
        }
        converted
    }

    /// A string. Numbers and Booleans are converted.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.convert(name, "a string", text)
    }

    /// A string that must be set.
    pub(crate) fn required(&mut self, name: &str) -> String {
        let known = self.text(name);
        if known.is_none() && self.values.get(name).is_none_or(Value::is_null) {
            let message = format!("`{}{name}` is missing", self.prefix);
            self.findings.push(Finding::unusable(self.resource, message));
        }
        known.unwrap_or_default()
    }

    /// A Boolean, `false` by default.
    pub(crate) fn boolean(&mut self, name: &str) -> bool {
        self.optional_boolean(name).unwrap_or_default()
    }

    /// A Boolean, if it is set.
    pub(crate) fn optional_boolean(&mut self, name: &str) -> Option<bool> {
        self.convert(name, "true or false", boolean)
    }

    /// A number.
    pub(crate) fn number(&mut self, name: &str) -> Option<f64> {
        self.convert(name, "a number", |value| value.as_f64().or_else(|| value.as_str()?.parse().ok()))
    }

    /// A whole number that is not negative. −1 counts as not set.
    pub(crate) fn whole(&mut self, name: &str) -> Option<u64> {
        let is_unset = self.values.get(name).and_then(text).is_some_and(|text| text == "-1");
        if is_unset {
            self.value(name);
            return None;
        }
        self.convert(name, "a whole number", |value| text(value)?.parse().ok())
    }

    /// A list or set of strings.
    pub(crate) fn list(&mut self, name: &str) -> Vec<String> {
        let list = |value: &Value| value.as_array()?.iter().map(text).collect();
        self.convert(name, "a list of strings", list).unwrap_or_default()
    }

    /// A map of strings, without null members.
    pub(crate) fn map(&mut self, name: &str) -> BTreeMap<String, String> {
        self.entries(name, "a map of strings", text)
    }

    /// A map of Booleans.
    pub(crate) fn flags(&mut self, name: &str) -> BTreeMap<String, bool> {
        self.entries(name, "a map of Booleans", boolean)
    }

    fn entries<T>(&mut self, name: &str, allowed: &str, convert: fn(&Value) -> Option<T>) -> BTreeMap<String, T> {
        let entries = |value: &Value| {
            let set = value.as_object()?.iter().filter(|(_, value)| !value.is_null());
            set.map(|(name, value)| Some((name.clone(), convert(value)?))).collect()
        };
        self.convert(name, allowed, entries).unwrap_or_default()
    }

    /// The blocks with this name, each read by a function.
    pub(crate) fn blocks<T>(&mut self, name: &str, mut read: impl FnMut(&mut Arguments<'r>) -> T) -> Vec<T> {
        let Some(value) = self.value(name) else { return Vec::new() };
        let list = match value {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut blocks = Vec::new();
        for block in list {
            let Some(values) = block.as_object() else {
                self.wrong(name, block, "a block");
                continue;
            };
            let mut inner = Arguments::inside(self.resource, format!("{}{name}.", self.prefix), values);
            blocks.push(read(&mut inner));
            self.findings.extend(inner.finish());
        }
        blocks
    }

    /// Declares arguments that make no difference here.
    pub(crate) fn harmless(&mut self, names: &[&str]) {
        self.known.extend(names.iter().map(|name| (*name).to_owned()));
    }

    /// Reports that the resource differs from AWS here.
    pub(crate) fn ignored(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::ignored(self.resource, message));
    }

    /// Reports something that AWS would reject, or that cannot run.
    pub(crate) fn unusable(&mut self, message: impl Into<String>) {
        self.findings.push(Finding::unusable(self.resource, message));
    }

    /// All findings: those reported while reading, then the arguments that are set but were not read.
    pub(crate) fn finish(self) -> Vec<Finding> {
        let known = |name: &&String| self.known.contains(*name) || DESCRIPTIVE.contains(&name.as_str());
        let set = self.values.iter().filter(|(name, value)| !known(name) && is_meaningful(value));
        let unread = set.map(|(name, value)| {
            let message = format!("`{}{name}` is set to `{value}`, which makes no difference here", self.prefix);
            Finding::ignored(self.resource, message)
        });
        let unread: Vec<_> = unread.collect();
        self.findings.into_iter().chain(unread).collect()
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| value.as_str()?.parse().ok())
}

/// Whether a value differs from those that a state has for arguments that nobody set.
fn is_meaningful(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => list.iter().any(is_meaningful),
        Value::Object(members) => members.values().any(is_meaningful),
        Value::Bool(true) | Value::Number(_) => true,
    }
}
