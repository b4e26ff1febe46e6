//! Modules: documents that any root can call, in any environment.
//!
//! A module has no provider, no backend and no value of an environment: it gets these through variables.
//! <https://developer.hashicorp.com/terraform/language/modules/develop>

use std::ops::{Deref, DerefMut};

use super::document::Document;
use super::settings::Versions;

/// A reusable module: a document, and the description for its README.
#[derive(Debug, Clone)]
pub struct Module {
    /// Its declarations.
    pub document: Document,
    /// Its purpose: the first paragraph of its README.
    pub description: String,
    /// Its Terraform and provider versions.
    pub versions: Versions,
}

impl Module {
    /// An empty module, named after its folder.
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
