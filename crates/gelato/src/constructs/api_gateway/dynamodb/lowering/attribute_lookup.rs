//! Looking up attributes by name.

use crate::terraform::Refusal;

use super::declaration::{Attribute, Attributes, Items};

impl Items {
    /// The names of the table's keys.
    pub(super) fn key(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.partition_key.as_str()).chain(self.sort_key.as_deref())
    }

    pub(super) fn is_key(&self, name: &str) -> bool {
        self.key().any(|key| key == name)
    }

    /// An attribute and its number, which appears in its placeholders.
    pub(super) fn attribute(&self, name: &str) -> Result<(usize, &Attribute), Refusal> {
        let found = self.attributes.iter().enumerate().find(|(_, attribute)| attribute.name == name);
        found.ok_or_else(|| {
            let known = self.attributes.iter().map(|attribute| attribute.name.as_str());
            Refusal::new(format!("item `{}` has no attribute `{name}`", self.name)).knowing(name, known)
        })
    }
}

impl Attributes {
    /// Whether the choice includes an attribute.
    pub(super) fn contain(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|known| known == name),
        }
    }
}
