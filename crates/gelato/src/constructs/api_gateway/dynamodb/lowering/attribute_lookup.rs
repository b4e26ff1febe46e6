//! Looking up attributes by name.

use super::declaration::{Attribute, Attributes, Items};

impl Items {
    /// The names of the table's keys.
    pub(super) fn key(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.partition_key).chain(self.sort_key)
    }

    pub(super) fn is_key(&self, name: &str) -> bool {
        self.key().any(|key| key == name)
    }

    /// An attribute and its number, which appears in its placeholders.
    pub(super) fn attribute(&self, name: &str) -> Result<(usize, &Attribute), String> {
        let found = self.attributes.iter().enumerate().find(|(_, attribute)| attribute.name == name);
        found.ok_or_else(|| {
            let known: Vec<_> = self.attributes.iter().map(|attribute| format!("`{}`", attribute.name)).collect();
            format!("`{}` has no attribute `{name}`; it has {}", self.name, known.join(", "))
        })
    }
}

impl Attributes {
    /// Whether the choice includes an attribute.
    pub(super) fn contain(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.contains(&name),
        }
    }
}
