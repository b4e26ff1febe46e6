//! What happens to a resource.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What Terraform means to do with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", from = "Vec<String>")]
pub enum Action {
    /// Make it.
    Create,
    /// Change it where it stands.
    Update,
    /// Destroy it and make it anew, in either order.
    Replace,
    /// Destroy it.
    Destroy,
    /// Keep it, and know of it no more.
    Forget,
    /// Nothing that changes it.
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
    /// The sign that Terraform marks it with.
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
