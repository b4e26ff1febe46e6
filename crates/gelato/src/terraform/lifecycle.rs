//! How Terraform replaces a resource, which changes it ignores, and what must hold before and after.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle>

use std::fmt::Display;

use super::condition::Condition;
use super::expression::Expression;
use super::json::Json;
use super::referable::references;
use super::reference::Reference;

/// How a resource is replaced and when changes are ignored.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lifecycle {
    /// Create the replacement before the old resource is destroyed.
    pub create_before_destroy: bool,
    /// Refuse plans that destroy it. Terraform only accepts a literal here.
    pub prevent_destroy: bool,
    /// The arguments whose changes are ignored.
    pub ignore_changes: Ignored,
    /// Replace the resource when one of these changes.
    pub replace_triggered_by: Vec<Reference>,
    /// What must hold before it is created or changed.
    pub preconditions: Vec<Condition>,
    /// What must hold afterwards.
    pub postconditions: Vec<Condition>,
}

/// The arguments whose changes Terraform ignores.
#[derive(Debug, Clone, PartialEq)]
pub enum Ignored {
    /// All of them: Terraform only creates and destroys the resource.
    All,
    /// These, such as `tags` or `ttl[0].enabled`.
    Arguments(Vec<String>),
}

impl Default for Ignored {
    fn default() -> Self {
        Self::Arguments(Vec::new())
    }
}

impl Ignored {
    /// The paths of single arguments.
    pub fn arguments(&self) -> &[String] {
        match self {
            Self::All => &[],
            Self::Arguments(paths) => paths,
        }
    }

    /// Adds an argument, unless all of them are ignored.
    pub(super) fn add(&mut self, path: String) {
        if let Self::Arguments(paths) = self {
            paths.push(path);
        }
    }

    fn to_json(&self) -> Option<Json> {
        match self {
            Self::All => Some(Json::from("all")),
            Self::Arguments(paths) if paths.is_empty() => None,
            Self::Arguments(paths) => Some(Json::Array(paths.iter().map(|path| Json::from(path.as_str())).collect())),
        }
    }
}

impl Lifecycle {
    pub(super) fn to_json(&self) -> Json {
        let mut entries = Vec::new();
        if self.create_before_destroy {
            entries.push(("create_before_destroy", Json::Bool(true)));
        }
        if self.prevent_destroy {
            entries.push(("prevent_destroy", Json::Bool(true)));
        }
        if let Some(ignored) = self.ignore_changes.to_json() {
            entries.push(("ignore_changes", ignored));
        }
        if !self.replace_triggered_by.is_empty() {
            entries.push(("replace_triggered_by", references(self.replace_triggered_by.iter().cloned())));
        }
        for (name, conditions) in [("precondition", &self.preconditions), ("postcondition", &self.postconditions)] {
            if !conditions.is_empty() {
                entries.push((name, Condition::all_to_json(conditions)));
            }
        }
        Json::object(entries)
    }

    /// Visits the expressions of the conditions.
    pub(super) fn for_each_expression(&self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &Expression)) {
        for (name, conditions) in [("precondition", &self.preconditions), ("postcondition", &self.postconditions)] {
            for expression in conditions.iter().flat_map(Condition::expressions) {
                visit(&format_args!("{path}.lifecycle.{name}"), expression);
            }
        }
    }

    /// Visits the expressions of the conditions, to change them.
    pub(super) fn rewrite(&mut self, path: &dyn Display, visit: &mut impl FnMut(&dyn Display, &mut Expression)) {
        let conditions = [("precondition", &mut self.preconditions), ("postcondition", &mut self.postconditions)];
        for (name, conditions) in conditions {
            for expression in conditions.iter_mut().flat_map(Condition::expressions_mut) {
                visit(&format_args!("{path}.lifecycle.{name}"), expression);
            }
        }
    }
}
