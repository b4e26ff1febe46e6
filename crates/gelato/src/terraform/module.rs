//! Modules: documents that any root can call, in any environment.
//!
//! A module has no provider, no backend and no value of an environment: it gets these through variables.
//! <https://developer.hashicorp.com/terraform/language/modules/develop>

use std::cell::RefCell;
use std::ops::Deref;

use super::scope::Scope;
use super::settings::Versions;

/// A reusable module: its declarations, and the description for its README.
#[derive(Debug)]
pub struct Module {
    scope: Scope,
    /// Its purpose: the first paragraph of its README.
    pub description: String,
    versions: RefCell<Versions>,
}

impl Module {
    /// An empty module, named after its folder.
    pub fn new(name: &str, description: &str, versions: Versions) -> Self {
        Self { scope: Scope::new(name), description: description.to_owned(), versions: versions.into() }
    }

    /// Its Terraform and provider versions.
    pub fn versions(&self) -> Versions {
        self.versions.borrow().having(self.document().needs())
    }

    /// Sets its Terraform and provider versions.
    pub(crate) fn set_versions(&self, versions: Versions) {
        *self.versions.borrow_mut() = versions;
    }
}

impl Deref for Module {
    type Target = Scope;
    fn deref(&self) -> &Scope {
        &self.scope
    }
}
