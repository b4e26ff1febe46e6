//! One resource of a plan: its action, and the reason. Values are compared and never shown.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::action::Action;

/// The change of one resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Change {
    /// Its address.
    pub address: String,
    /// Its mode: a resource (`managed`) or a data source (`data`).
    pub(super) mode: String,
    /// Its type, such as `aws_dynamodb_table`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(rename = "change")]
    values: Values,
    #[serde(default)]
    action_reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Values {
    actions: Vec<String>,
    #[serde(default)]
    before: Value,
    #[serde(default)]
    after: Value,
    #[serde(default)]
    after_unknown: Value,
    #[serde(default)]
    replace_paths: Vec<Vec<Value>>,
    #[serde(default)]
    importing: Option<Value>,
}

/// Why a resource is destroyed or replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// These arguments change, and cannot be updated in place.
    Arguments(Vec<String>),
    /// Terraform's own reason.
    Other(String),
}

impl Change {
    /// The action.
    pub fn action(&self) -> Action {
        Action::from(self.values.actions.clone())
    }

    /// Whether the replacement is created before the old resource is destroyed.
    pub(super) fn is_made_first(&self) -> bool {
        self.values.actions == ["create", "delete"]
    }

    /// Whether it exists already, and is imported.
    pub fn is_imported(&self) -> bool {
        self.values.importing.is_some()
    }

    /// The arguments whose values change, sorted. Empty if the resource is created or destroyed.
    pub fn changed_arguments(&self) -> Vec<&str> {
        let (Value::Object(before), Value::Object(after)) = (&self.values.before, &self.values.after) else {
            return Vec::new();
        };
        let unknown = self.values.after_unknown.as_object();
        let is_unknown = |name: &str| unknown.and_then(|all| all.get(name)).is_some_and(holds_true);
        let names = before.keys().chain(after.keys()).map(String::as_str);
        let mut changed: Vec<_> = names.filter(|name| differs(before, after, name) || is_unknown(name)).collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// The arguments that changed outside of Terraform, if this is drift.
    pub fn drifted_arguments(&self) -> Vec<&str> {
        let drifted = |name: &&str| !(is_nothing(self.before(name)) && is_nothing(self.after(name)));
        self.changed_arguments().into_iter().filter(drifted).collect()
    }

    /// The planned values of the resource, including sensitive ones.
    pub(crate) fn planned(&self) -> &Value {
        &self.values.after
    }

    /// The values of the resource before the change, including sensitive ones.
    pub(super) fn all_before(&self) -> &Value {
        &self.values.before
    }

    /// The value of an argument before the change.
    pub(super) fn before(&self, name: &str) -> &Value {
        self.values.before.get(name).unwrap_or(&Value::Null)
    }

    /// The value of an argument after the change, if it is known.
    pub(super) fn after(&self, name: &str) -> &Value {
        self.values.after.get(name).unwrap_or(&Value::Null)
    }

    /// Why it is destroyed or replaced.
    pub fn reason(&self) -> Reason {
        let mut forcing: Vec<String> = self.values.replace_paths.iter().map(|path| in_words(path)).collect();
        forcing.sort();
        forcing.dedup();
        if forcing.is_empty() { Reason::Other(self.terraforms_reason()) } else { Reason::Arguments(forcing) }
    }

    /// Whether it is only replaced because its creation failed half-way.
    pub(super) fn is_tainted(&self) -> bool {
        self.action_reason.as_deref() == Some("replace_because_tainted")
    }

    fn terraforms_reason(&self) -> String {
        match self.action_reason.as_deref() {
            Some("delete_because_no_resource_config" | "delete_because_no_module") => {
                "the configuration no longer has it".into()
            }
            Some("delete_because_wrong_repetition" | "delete_because_count_index" | "delete_because_each_key") => {
                "the configuration no longer has this instance of it".into()
            }
            Some("replace_because_tainted") => {
                "it is tainted (its creation failed half-way; `terraform untaint` keeps it)".into()
            }
            Some("replace_by_request") => "`-replace` asks for it".into(),
            Some("replace_by_triggers") => "`replace_triggered_by` asks for it".into(),
            Some(other) => other.replace('_', " "),
            None => "everything is to be destroyed".into(),
        }
    }
}

/// Providers may read an absent value back as any of these, which is not a change that anybody made.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether anything below a value of `after_unknown` is unknown.
fn holds_true(mark: &Value) -> bool {
    match mark {
        Value::Bool(unknown) => *unknown,
        Value::Array(items) => items.iter().any(holds_true),
        Value::Object(items) => items.values().any(holds_true),
        _ => false,
    }
}

fn differs(before: &Map<String, Value>, after: &Map<String, Value>, name: &str) -> bool {
    // An unknown value is not in `after`, but in `after_unknown`.
    after.get(name).is_some_and(|value| before.get(name) != Some(value))
}

/// A path such as `["attribute", 0, "name"]`.
fn in_words(path: &[Value]) -> String {
    let step = |step: &Value| step.as_str().map_or_else(|| step.to_string(), str::to_owned);
    path.iter().map(step).collect::<Vec<_>>().join(".")
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(names) if names.len() == 1 => write!(formatter, "`{}` changes", names[0]),
            Self::Arguments(names) => write!(formatter, "`{}` change", names.join("`, `")),
            Self::Other(reason) => formatter.write_str(reason),
        }
    }
}
