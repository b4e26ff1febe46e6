//! The check of a reference's attribute against the schema of its target.

use super::block_schema::BlockSchema;
use super::finding::Problem;

impl BlockSchema {
    /// Whether a reference may use a name: that of an attribute or of a nested block.
    pub fn gives(&self, name: &str) -> bool {
        self.attributes.contains_key(name) || self.block_types.contains_key(name)
    }

    /// All names, sorted.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.attributes.keys().chain(self.block_types.keys()).cloned().collect();
        names.sort();
        names
    }

    fn gives_unwillingly(&self, name: &str) -> bool {
        let attribute = self.attributes.get(name).is_some_and(|attribute| attribute.deprecated);
        attribute || self.block_types.get(name).is_some_and(|nested| nested.block.deprecated)
    }
}

/// The problem of a reference to an attribute.
pub(super) fn check_attribute(schema: &BlockSchema, name: &str) -> Option<Problem> {
    match name {
        unknown if !schema.gives(unknown) => {
            Some(Problem::Unknown { name: unknown.to_owned(), allowed: schema.names() })
        }
        old if schema.gives_unwillingly(old) => Some(Problem::Deprecated),
        _ => None,
    }
}
