//! What buckets hold.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use time::OffsetDateTime;

/// What buckets hold, by their name. It outlasts a change of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Contents(Arc<Mutex<Buckets>>);

/// The buckets by their names.
pub(super) type Buckets = BTreeMap<String, Bucket>;

/// A bucket.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// The objects by their keys; they are listed in the order of the keys' UTF-8.
    pub(super) objects: BTreeMap<String, Object>,
    /// The uploads that are not complete, by their ids.
    pub(super) uploads: BTreeMap<String, Upload>,
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) body: Bytes,
    /// With its quotes.
    pub(super) etag: String,
    pub(super) modified: OffsetDateTime,
    /// The headers that are kept and given back, such as `content-type` and `x-amz-meta-…`.
    pub(super) headers: HeaderMap,
    /// The name of a checksum's header, and its value.
    pub(super) checksum: (&'static str, String),
}

/// An upload that is not complete.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) key: String,
    pub(super) headers: HeaderMap,
    /// The parts by their numbers.
    pub(super) parts: BTreeMap<u32, Bytes>,
}

impl Contents {
    pub(super) fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Object {
    /// Its size in bytes.
    pub(super) fn size(&self) -> String {
        self.body.len().to_string()
    }
}
