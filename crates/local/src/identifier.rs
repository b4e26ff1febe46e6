//! Random identifiers of requests and messages. They are not secrets, so a fast generator is enough.

use uuid::Uuid;

/// A new random identifier.
pub(crate) fn new() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_le_bytes()).into_uuid()
}
