//! Indexes: other keys that a table's items are found by.
//!
//! An index is described once, for the table that has it and for the calls that read it.
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
    /// What items are found by.
    pub key: IndexKey,
    /// What it holds of an item, beside its own key and the table's.
    pub projection: Projection,
}

/// What items are found by. One without these attributes is not in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKey {
    /// Another partition key, over the whole table. It may be added at any time and lags behind writes a little.
    Global {
        /// The partition key.
        partition: Key,
        /// The sort key.
        sort: Option<Key>,
    },
    /// Another sort key within the table's own partitions. It is made with the table: adding one later replaces it.
    Local {
        /// The sort key.
        sort: Key,
    },
}

/// What an index holds of an item, beside its own key and the table's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// Nothing else.
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

    /// The keys that are its own.
    pub(in crate::constructs) fn keys(self) -> impl Iterator<Item = Key> {
        let partition = match self.key {
            IndexKey::Global { partition, .. } => Some(partition),
            IndexKey::Local { .. } => None,
        };
        partition.into_iter().chain(self.sort_key())
    }
}
