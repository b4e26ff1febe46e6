//! Indexes: other keys to find a table's items by.
//!
//! An index is described once, and used by the table that has it and by the calls that read it.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html>

use super::key::Key;

/// An index of a table.
///
/// ```
/// use gelato::constructs::dynamodb::{Index, Key, Projection};
/// let by_author = Index::global("by_author", Key::string("author"))
///     .sorted_by(Key::number("year"))
///     .projecting(Projection::Include(vec!["title".into()]));
/// assert!(by_author.is_global());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name in the table: 3 to 255 letters, digits, `_`, `.` and `-`.
    pub name: String,
    /// Its key.
    pub key: IndexKey,
    /// The attributes that it holds in addition to its own key and the table's.
    pub projection: Projection,
}

/// The key of an index. An item without these attributes is not in the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexKey {
    /// Another partition key, over the whole table. It can be added at any time, and lags slightly behind writes.
    Global {
        /// The partition key.
        partition: Key,
        /// The sort key.
        sort: Option<Key>,
    },
    /// Another sort key within the table's own partitions. It is created with the table: adding one later replaces the
    /// table.
    Local {
        /// The sort key.
        sort: Key,
    },
}

/// The attributes that an index holds in addition to its own key and the table's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Projection {
    /// None.
    KeysOnly,
    /// These attributes.
    Include(Vec<String>),
    /// The whole item.
    All,
}

impl Projection {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::Include(_) => "INCLUDE",
            Self::All => "ALL",
        }
    }

    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::Include(names) => names,
            Self::KeysOnly | Self::All => &[],
        }
    }
}

impl Index {
    /// An index over the whole table, which holds whole items.
    pub fn global(name: impl Into<String>, partition: Key) -> Self {
        Self { name: name.into(), key: IndexKey::Global { partition, sort: None }, projection: Projection::All }
    }

    /// An index of each partition by another sort key, which holds whole items.
    pub fn local(name: impl Into<String>, sort: Key) -> Self {
        Self { name: name.into(), key: IndexKey::Local { sort }, projection: Projection::All }
    }

    /// The same index with a sort key.
    #[must_use]
    pub fn sorted_by(self, sort: Key) -> Self {
        let key = match self.key {
            IndexKey::Global { partition, .. } => IndexKey::Global { partition, sort: Some(sort) },
            IndexKey::Local { .. } => IndexKey::Local { sort },
        };
        Self { key, ..self }
    }

    /// The same index with other attributes than the whole item.
    #[must_use]
    pub fn projecting(self, projection: Projection) -> Self {
        Self { projection, ..self }
    }

    /// Whether it spans the table, rather than one of its partitions.
    pub fn is_global(&self) -> bool {
        matches!(self.key, IndexKey::Global { .. })
    }

    /// The sort key.
    pub fn sort_key(&self) -> Option<&Key> {
        match &self.key {
            IndexKey::Global { sort, .. } => sort.as_ref(),
            IndexKey::Local { sort } => Some(sort),
        }
    }

    /// Its own keys, without those of the table.
    pub(in crate::constructs) fn keys(&self) -> impl Iterator<Item = &Key> {
        let partition = match &self.key {
            IndexKey::Global { partition, .. } => Some(partition),
            IndexKey::Local { .. } => None,
        };
        partition.into_iter().chain(self.sort_key())
    }
}
