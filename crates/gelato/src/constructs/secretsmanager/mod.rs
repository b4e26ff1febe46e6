//! AWS Secrets Manager.

mod stored_secret;

pub use stored_secret::{StoredSecret, StoredSecretProps};
