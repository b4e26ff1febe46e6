//! The properties of a table: keys, indexes, billing and stream.

use crate::constructs::kms::EncryptionKey;
use crate::terraform::{Number, Value};

use super::index::Index;
use super::key::Key;

/// The properties of a table.
///
/// ```
/// use gelato::constructs::dynamodb::{Key, StreamView, TableProps};
/// let props = TableProps {
///     sort_key: Some(Key::string("isbn")),
///     stream: Some(StreamView::NewImage),
///     ..TableProps::new(Key::string("shelf"))
/// };
/// ```
#[derive(Debug, Clone)]
pub struct TableProps {
    /// The partition key.
    pub partition_key: Key,
    /// The sort key.
    pub sort_key: Option<Key>,
    /// Its indexes.
    pub indexes: Vec<Index>,
    /// Its name in the region, 3 to 255 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// How reads and writes are paid for.
    pub billing: Billing,
    /// The contents of its stream's records; `None` for no stream.
    pub stream: Option<StreamView>,
    /// The number attribute that says when an item expires, in seconds since 1970.
    pub time_to_live: Option<String>,
    /// The key that encrypts it. The default is the one that AWS manages for `DynamoDB`, which shows in the account's log.
    pub key: Option<EncryptionKey>,
    /// Whether the table can be restored to any second of the last 35 days. The default is the environment's
    /// `point_in_time_recovery`.
    pub point_in_time_recovery: Option<Value<bool>>,
    /// Whether AWS refuses to delete it. The default is the environment's `deletion_protection`, and roots of a protected
    /// environment refuse to replace or destroy the table.
    pub deletion_protection: Option<Value<bool>>,
}

/// How reads and writes are paid for.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html>
#[expect(clippy::large_enum_variant, reason = "a program has a handful of tables")]
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Billing {
    /// Per request.
    #[default]
    OnDemand,
    /// Provisioned capacity.
    Provisioned {
        /// Read capacity units.
        read: Value<Number>,
        /// Write capacity units.
        write: Value<Number>,
    },
}

/// The contents of a stream's records.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamView {
    /// The item's key.
    KeysOnly,
    /// The item as it is after the change.
    NewImage,
    /// The item as it was before the change.
    OldImage,
    /// Both.
    NewAndOldImages,
}

impl StreamView {
    /// The view as DynamoDB writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::KeysOnly => "KEYS_ONLY",
            Self::NewImage => "NEW_IMAGE",
            Self::OldImage => "OLD_IMAGE",
            Self::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }
}

impl TableProps {
    /// A table with this partition key, paid per request, without a sort key, indexes and a stream.
    pub fn new(partition_key: Key) -> Self {
        Self {
            partition_key,
            sort_key: None,
            indexes: Vec::new(),
            name: None,
            billing: Billing::default(),
            stream: None,
            time_to_live: None,
            key: None,
            point_in_time_recovery: None,
            deletion_protection: None,
        }
    }

    /// The table's own keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.partition_key).chain(&self.sort_key)
    }

    /// The keys of the table and its indexes.
    pub(super) fn all_keys(&self) -> impl Iterator<Item = &Key> {
        self.keys().chain(self.indexes.iter().flat_map(Index::keys))
    }

    /// Each key attribute once, even if it is part of several keys.
    pub(super) fn declared_keys(&self) -> Vec<&Key> {
        let mut declared: Vec<&Key> = Vec::new();
        for key in self.all_keys() {
            if declared.iter().all(|known| known.name != key.name) {
                declared.push(key);
            }
        }
        declared
    }

    /// Two keys with the same name and different types.
    pub(super) fn contradiction(&self) -> Option<(&Key, &Key)> {
        let other = |one: &Key| self.all_keys().find(|key| key.name == one.name && key.kind != one.kind);
        self.all_keys().find_map(|one| Some((one, other(one)?)))
    }
}
