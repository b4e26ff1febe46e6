//! What requests and messages are called: random, and no secret, so that the system need not be asked for each.

use uuid::Uuid;

/// An identifier that nobody had before.
pub(crate) fn new() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_le_bytes()).into_uuid()
}
