//! Indexes: the keys of a query, and the checks of the index that it reads.

use crate::constructs::dynamodb::{Index, IndexKey, Key, Projection};

use super::call::Call;
use super::declaration::{Attributes, Items, Query};
use crate::terraform::Refusal;

impl Call<'_> {
    /// The partition key and sort key of the table or index that the query reads.
    pub(super) fn query_key(&self, query: &Query) -> Result<(String, Option<String>), Refusal> {
        let items = self.items;
        let Some(name) = &query.index else { return Ok((items.partition_key.clone(), items.sort_key.clone())) };
        let index = items.indexes.iter().find(|index| index.name == *name).ok_or_else(|| unknown(items, name))?;
        self.check_index(index, query).map_err(|refused| refused.within(format_args!("index `{name}`")))?;
        let partition_key = match &index.key {
            IndexKey::Global { partition, .. } => &partition.name,
            IndexKey::Local { .. } => &items.partition_key,
        };
        Ok((partition_key.clone(), index.sort_key().map(|key| key.name.clone())))
    }

    /// Checks that an index supports a query.
    fn check_index(&self, index: &Index, query: &Query) -> Result<(), Refusal> {
        for Key { name, kind } in index.keys() {
            let (_, attribute) = self.items.attribute(name)?;
            if attribute.kind.letter() != kind.letter() {
                let (found, wanted) = (attribute.kind.letter(), kind.letter());
                let refused = Refusal::new(format!(
                    "its key `{name}` is `{wanted}` in the table, and `{found}` in item `{}`",
                    self.items.name
                ));
                return Err(refused.hint("describe both with the same type"));
            }
        }
        if query.consistent_read && index.is_global() {
            let refused = Refusal::new("a global index does not support consistent reads");
            return Err(refused.hint("leave out `consistent_read`, or query the table itself"));
        }
        let read: &[String] = match &query.attributes {
            Attributes::All => &[],
            Attributes::Only(names) => names,
        };
        // An index's items lack the attributes that it does not project, so no filter by them would ever match.
        let filtered = query.filter.iter().map(|(name, _)| name);
        let missing = read.iter().chain(filtered).find(|name| !self.is_in(index, name));
        missing.map_or(Ok(()), |name| Err(self.not_in(index, name)))
    }

    fn not_in(&self, index: &Index, name: &str) -> Refusal {
        let attributes = self.items.attributes.iter().map(|attribute| attribute.name.as_str());
        Refusal::new(format!("it does not hold `{name}`"))
            .hint("let the index hold it too: `.projecting(Projection::Include(…))`")
            .knowing(name, attributes.filter(|name| self.is_in(index, name)))
    }

    fn is_in(&self, index: &Index, name: &str) -> bool {
        let is_own = index.keys().any(|key| key.name == name);
        let is_projected = match &index.projection {
            Projection::All => true,
            Projection::Include(names) => names.iter().any(|known| known == name),
            Projection::KeysOnly => false,
        };
        is_own || is_projected || self.items.is_key(name)
    }
}

fn unknown(items: &Items, name: &str) -> Refusal {
    let refused = Refusal::new(format!("index `{name}` is unknown"));
    if items.indexes.is_empty() {
        return refused.hint("the table has no indexes: describe this one in its `TableProps`");
    }
    refused.knowing(name, items.indexes.iter().map(|index| index.name.as_str()))
}
