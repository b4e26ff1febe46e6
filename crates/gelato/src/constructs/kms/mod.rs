//! AWS Key Management Service.

mod encryption_key;

pub use encryption_key::{EncryptionKey, EncryptionKeyProps};
pub(in crate::constructs) use encryption_key::{reading, writing};
