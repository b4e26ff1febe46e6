//! Items: the table that they are in, their keys and their attributes.

use crate::terraform::Value;

use super::attribute::Attribute;

/// What the calls of an API work on.
#[derive(Debug, Clone)]
pub struct Items {
    /// What one is called, such as `Book`: letters and digits. The names of the models begin with it.
    pub name: &'static str,
    /// The table's name.
    pub table_name: Value<String>,
    /// The table's ARN.
    pub table_arn: Value<String>,
    /// The attribute that is the table's partition key.
    pub partition_key: &'static str,
    /// The attribute that is the table's sort key.
    pub sort_key: Option<&'static str>,
    /// All attributes, the keys among them.
    pub attributes: Vec<Attribute>,
}

impl Items {
    /// The names of the table's key attributes.
    pub(super) fn key(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.partition_key).chain(self.sort_key)
    }

    pub(super) fn is_key(&self, name: &str) -> bool {
        self.key().any(|key| key == name)
    }

    /// An attribute and its number, which its names in expressions bear.
    pub(super) fn attribute(&self, name: &str) -> Result<(usize, &Attribute), String> {
        let found = self.attributes.iter().enumerate().find(|(_, attribute)| attribute.name == name);
        found.ok_or_else(|| {
            let known: Vec<_> = self.attributes.iter().map(|attribute| format!("`{}`", attribute.name)).collect();
            format!("`{}` has no attribute `{name}`; it has {}", self.name, known.join(", "))
        })
    }
}
