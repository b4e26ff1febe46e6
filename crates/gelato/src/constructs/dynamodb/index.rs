//! Indexes: other keys to find a table's items by.
//!
//! An index is described once, and used by the table that has it and by the calls that read it.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html>

use super::key::Key;

/// An index of a table.
///
/// ```
/// use gelato::constructs::dynamodb::{Index, IndexKey, Key, Projection};
/// const BY_AUTHOR: Index = Index {
///     name: "by_author",
///     key: IndexKey::Global { partition: Key::string("author"), sort: Some(Key::number("year")) },
///     projection: Projection::Include(&["title"]),
/// };
/// assert!(BY_AUTHOR.is_global());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its name in the table: 3 to 255 letters, digits, `_`, `.` and `-`.
    pub name: &'static str,
    /// Its key.
    pub key: IndexKey,
    /// The attributes that it holds in addition to its own key and the table's.
    pub projection: Projection,
}

/// The key of an index. An item without these attributes is not in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// None.
    KeysOnly,
    /// These attributes.
    Include(&'static [&'static str]),
    /// The whole item.
    All,
}

impl Projection {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::Include(_) => "INCLUDE",
            Self::All => "ALL",
        }
    }

    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Include(names) => names,
            Self::KeysOnly | Self::All => &[],
        }
    }
}

impl Index {
    /// Whether it spans the table, rather than one of its partitions.
    pub fn is_global(self) -> bool {
        matches!(self.key, IndexKey::Global { .. })
    }

    /// The sort key.
    pub fn sort_key(self) -> Option<Key> {
        match self.key {
            IndexKey::Global { sort, .. } => sort,
            IndexKey::Local { sort } => Some(sort),
        }
    }

    /// Its own keys, without those of the table.
    pub(in crate::constructs) fn keys(self) -> impl Iterator<Item = Key> {
        let partition = match self.key {
            IndexKey::Global { partition, .. } => Some(partition),
            IndexKey::Local { .. } => None,
        };
        partition.into_iter().chain(self.sort_key())
    }
}
