//! Indexes: the keys of a query, and the checks of the index that it reads.

use crate::constructs::dynamodb::{Index, IndexKey, Key, Projection};

use super::call::Call;
use super::declaration::{Attributes, Query};

impl Call<'_> {
    /// The partition key and sort key of the table or index that the query reads.
    pub(super) fn query_key(&self, query: &Query) -> Result<(&'static str, Option<&'static str>), String> {
        let Some(index) = query.index else { return Ok((self.items.partition_key, self.items.sort_key)) };
        self.check_index(index, query).map_err(|problem| format!("index `{}`: {problem}", index.name))?;
        let partition_key = match index.key {
            IndexKey::Global { partition, .. } => partition.name,
            IndexKey::Local { .. } => self.items.partition_key,
        };
        Ok((partition_key, index.sort_key().map(|key| key.name)))
    }

    /// Checks that an index supports a query.
    fn check_index(&self, index: Index, query: &Query) -> Result<(), String> {
        for Key { name, kind } in index.keys() {
            let (_, attribute) = self.items.attribute(name)?;
            if attribute.kind.letter() != kind.letter() {
                let (found, wanted) = (attribute.kind.letter(), kind.letter());
                return Err(format!("its key `{name}` is `{wanted}`, and the attribute is `{found}`"));
            }
        }
        if query.consistent_read && index.is_global() {
            return Err("a global index does not support consistent reads: leave out `consistent_read`".to_owned());
        }
        let read: &[&str] = match &query.attributes {
            Attributes::All => &[],
            Attributes::Only(names) => names,
        };
        // An index's items lack the attributes that it does not project, so no filter by them would ever match.
        let filtered = query.filter.iter().map(|(name, _)| name);
        let missing = read.iter().chain(filtered).find(|name| !self.is_in(index, name));
        missing.map_or(Ok(()), |name| {
            Err(format!("it does not project `{name}`: allowed are its keys and the attributes that it projects"))
        })
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
