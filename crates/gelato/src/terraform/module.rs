//! Modules: documents that any root can call, in any environment, by anyone.
//!
//! A module has no provider, no backend and no environment's value: differences arrive through variables.
//! <https://developer.hashicorp.com/terraform/language/modules/develop>

use std::ops::{Deref, DerefMut};

use super::document::Document;
use super::settings::Versions;

/// A reusable module: a document, and what its README says about it.
#[derive(Debug, Clone)]
pub struct Module {
    /// What it declares.
    pub document: Document,
    /// What it is for: the first paragraph of its README.
    pub description: String,
    /// What it works with.
    pub versions: Versions,
}

impl Module {
    /// An empty module. Its name is its folder's.
    pub fn new(name: &str, description: &str, versions: Versions) -> Self {
        Self { document: Document::new(name), description: description.to_owned(), versions }
    }
}

impl Deref for Module {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.document
    }
}

impl DerefMut for Module {
    fn deref_mut(&mut self) -> &mut Document {
        &mut self.document
    }
}
