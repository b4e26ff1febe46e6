//! The action of a plan on a resource.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Terraform's action on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", from = "Vec<String>")]
pub enum Action {
    /// Create it.
    Create,
    /// Update it in place.
    Update,
    /// Replace it, in either order.
    Replace,
    /// Destroy it.
    Destroy,
    /// Remove it from the state, and keep it.
    Forget,
    /// No change.
    Nothing,
}

impl From<Vec<String>> for Action {
    fn from(actions: Vec<String>) -> Self {
        match actions.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["create"] => Self::Create,
            ["update"] => Self::Update,
            ["delete", "create"] | ["create", "delete"] => Self::Replace,
            ["delete"] => Self::Destroy,
            ["forget"] => Self::Forget,
            _ => Self::Nothing,
        }
    }
}

impl Action {
    /// Terraform's symbol for it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Create => "+",
            Self::Update => "~",
            Self::Replace => "-/+",
            Self::Destroy => "-",
            Self::Forget => ".",
            Self::Nothing => "",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Replace => "replace",
            Self::Destroy => "destroy",
            Self::Forget => "forget",
            Self::Nothing => "nothing",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}
