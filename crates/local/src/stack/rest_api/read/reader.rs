//! The reader of REST APIs, which gathers findings on the way.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::finding::Finding;
use crate::resource::{Resource, Resources};
use crate::stack::arguments::Arguments;
use crate::stack::rest_api::model::Schemas;
use crate::stack::rest_api::permissions::Permissions;

/// Reads resources, and gathers findings.
pub(in crate::stack::rest_api) struct Reader<'r> {
    pub(super) resources: &'r Resources,
    pub(super) permissions: Permissions,
    pub(super) findings: Vec<Finding>,
}

/// The parts of an API that its methods refer to.
pub(super) struct Definition {
    pub(super) id: String,
    /// The path of each resource, by id.
    pub(super) paths: BTreeMap<String, String>,
    pub(super) schemas: Schemas,
}

impl<'r> Reader<'r> {
    pub(in crate::stack::rest_api) fn new(resources: &'r Resources) -> Self {
        Self { resources, permissions: Permissions::of(resources), findings: Vec::new() }
    }

    /// Reads one resource, and keeps the findings.
    pub(super) fn with<T>(&mut self, resource: &'r Resource, read: impl FnOnce(&mut Arguments<'r>) -> T) -> T {
        let mut arguments = Arguments::of(resource);
        let value = read(&mut arguments);
        self.findings.extend(arguments.finish());
        value
    }

    /// The resources of a type that belong to an API.
    pub(super) fn of_api(&self, kind: &'r str, id: &str) -> Vec<&'r Resource> {
        let resources = self.resources;
        let own = |resource: &&Resource| resource.values.get("rest_api_id").and_then(Value::as_str) == Some(id);
        resources.of(kind).filter(own).collect()
    }

    pub(super) fn unusable(&mut self, resource: &Resource, message: impl Into<String>) {
        self.findings.push(Finding::unusable(resource, message));
    }
}
