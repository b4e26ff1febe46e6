//! The contents of buckets.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::HeaderMap;
use time::OffsetDateTime;

/// The contents of all buckets. They survive a change of the configuration.
#[derive(Debug, Clone, Default)]
pub struct Contents(Arc<Mutex<Buckets>>);

/// Buckets by name.
pub(super) type Buckets = BTreeMap<String, Bucket>;

/// A bucket.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// The objects, sorted by the UTF-8 of their keys, which is the order of listings.
    pub(super) objects: BTreeMap<String, Object>,
    /// Incomplete uploads by ID.
    pub(super) uploads: BTreeMap<String, Upload>,
    /// What happened to objects, and nobody was told yet.
    pub(super) happened: Vec<Happened>,
}

/// What happened to an object.
#[derive(Debug)]
pub(super) struct Happened {
    /// The event's name, such as `ObjectCreated:Put`.
    pub(super) name: &'static str,
    pub(super) bucket: String,
    pub(super) key: String,
    /// The size and the entity tag of an object that was made.
    pub(super) made: Option<(usize, String)>,
    /// Later events of an object have a greater one.
    pub(super) sequencer: String,
}

/// An object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) body: Bytes,
    /// The entity tag, quoted.
    pub(super) etag: String,
    pub(super) modified: OffsetDateTime,
    /// Stored headers, such as `content-type` and `x-amz-meta-…`.
    pub(super) headers: HeaderMap,
    /// The header of the checksum, and its value.
    pub(super) checksum: (&'static str, String),
}

/// An incomplete upload.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) key: String,
    pub(super) headers: HeaderMap,
    /// The parts by number.
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
