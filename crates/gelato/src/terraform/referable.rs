//! What `depends_on`, `replace_triggered_by` and `moved` can name.

use super::expression::Expression;
use super::json::Json;
use super::provider_block::Addressed;
use super::reference::{Address, Instance, Reference};
use super::syntax;
use super::value::Value;

/// A declared thing: a resource, a data source, a called module, or an attribute of one.
pub trait Referable {
    /// The reference to it. `None` if it is computed from something, and therefore not the thing itself.
    fn reference(&self) -> Option<Reference>;
}

impl<A: Addressed> Referable for A {
    fn reference(&self) -> Option<Reference> {
        // The instances of a resource cannot be waited for or moved one by one.
        let address = self.address().clone();
        let instance = if address.instance == Instance::All { Instance::Single } else { address.instance };
        Some(Address { instance, ..address }.whole())
    }
}

impl Referable for Address {
    fn reference(&self) -> Option<Reference> {
        Some(self.whole())
    }
}

impl<T> Referable for Value<T> {
    fn reference(&self) -> Option<Reference> {
        match self.expression() {
            Expression::Reference(reference) => Some(reference.clone()),
            _ => None,
        }
    }
}

/// References as Terraform JSON writes them: bare, sorted and without duplicates.
pub(super) fn references(references: impl Iterator<Item = Reference>) -> Json {
    let mut names: Vec<_> = references.map(|reference| syntax::native_reference(&reference)).collect();
    names.sort();
    names.dedup();
    Json::Array(names.iter().map(|name| Json::from(name.as_str())).collect())
}
