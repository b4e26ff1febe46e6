//! Indexes: which one a query reads, and whether it has what is asked of it.

use crate::constructs::dynamodb::{Index, IndexKey, Key, Projection};

use super::call::Call;
use super::declaration::{Attributes, Query};

impl Call<'_> {
    /// The key of what is read.
    pub(super) fn query_key(&self, query: &Query) -> Result<(&'static str, Option<&'static str>), String> {
        let Some(index) = query.index else { return Ok((self.items.partition_key, self.items.sort_key)) };
        self.check_index(index, query).map_err(|problem| format!("index `{}`: {problem}", index.name))?;
        let partition_key = match index.key {
            IndexKey::Global { partition, .. } => partition.name,
            IndexKey::Local { .. } => self.items.partition_key,
        };
        Ok((partition_key, index.sort_key().map(|key| key.name)))
    }

    /// Checks that an index has what is asked of it.
    fn check_index(&self, index: Index, query: &Query) -> Result<(), String> {
        for Key { name, kind } in index.keys() {
            let (_, attribute) = self.items.attribute(name)?;
            if attribute.kind.letter() != kind.letter() {
                let (found, wanted) = (attribute.kind.letter(), kind.letter());
                return Err(format!("its key `{name}` is `{wanted}`, and the attribute is `{found}`"));
            }
        }
        if query.consistent_read && index.is_global() {
            return Err("a global index cannot tell the latest write: read it without `consistent_read`".to_owned());
        }
        let read: &[&str] = match &query.attributes {
            Attributes::All => &[],
            Attributes::Only(names) => names,
        };
        // What an index does not hold is missing in its items: no filter would ever find any.
        let filtered = query.filter.iter().map(|(name, _)| name);
        let missing = read.iter().chain(filtered).find(|name| !self.is_in(index, name));
        missing.map_or(Ok(()), |name| Err(format!("it does not hold `{name}`: allowed is what it projects")))
    }

    fn is_in(&self, index: Index, name: &str) -> bool {
        let is_own = index.keys().any(|key| key.name == name);
        let is_projected = match index.projection {
            Projection::All => true,
            Projection::Include(names) => names.contains(&name),
            Projection::KeysOnly => false,
        };
        is_own || is_projected || self.items.is_key(name)
    }
}
