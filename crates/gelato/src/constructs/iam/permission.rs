//! Permissions: what a function may do, each a policy of its role.

use crate::terraform::Value;

use super::policy::Statement;

/// A permission of a function.
///
/// ```
/// # use gelato::prelude::*;
/// # fn describe(m: &Module, topic: &Topic, wanted: &Value<bool>) {
/// let publish: Permission = topic.publish().into();
/// let only_sometimes = Permission::from(topic.publish()).named("publish_alerts").only_if(wanted);
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Permission {
    /// The policy's logical name, after the role's: lowercase letters, digits and `_`.
    pub name: String,
    /// What is allowed.
    pub statement: Statement,
    /// Whether the environment wants it; `None` for always.
    pub only_if: Option<Value<bool>>,
}

impl Permission {
    /// The same permission under another name. A role has one permission of each name.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The same permission, only where the condition holds.
    #[must_use]
    pub fn only_if(self, wanted: &Value<bool>) -> Self {
        Self { only_if: Some(wanted.clone()), ..self }
    }
}

impl From<Statement> for Permission {
    /// A permission that is always given. Its name is the statement's id in snake case.
    fn from(statement: Statement) -> Self {
        Self { name: snake_case(&statement.sid), statement, only_if: None }
    }
}

/// `WriteLogs` becomes `write_logs`.
fn snake_case(sid: &str) -> String {
    let mut name = String::new();
    for letter in sid.chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// A statement's id from a logical name: `write_logs` becomes `WriteLogs`.
pub(in crate::constructs) fn statement_id(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.map(capitalised).collect()
}

/// The id of a statement about a service: `sns.amazonaws.com` becomes `Sns`.
pub(in crate::constructs) fn service_id(service: &str) -> String {
    statement_id(service.trim_end_matches(".amazonaws.com"))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
