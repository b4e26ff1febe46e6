//! The health of the runtime: the configuration that runs, and why a newer version was rejected.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::timestamp;

/// The health of the runtime.
#[derive(Debug)]
pub struct Health(Mutex<Configuration>);

/// The running configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// The root's folder, or the state's file.
    pub source: String,
    /// When it was loaded, in RFC 3339.
    pub loaded_at: String,
    /// Why the newest version was rejected, if it was.
    pub refused: Option<String>,
}

impl Health {
    /// A configuration that has just been loaded.
    pub fn of(source: String) -> Self {
        Self(Mutex::new(Configuration { source, loaded_at: timestamp::now(), refused: None }))
    }

    /// Records that a new version runs.
    pub fn taken(&self) {
        let mut configuration = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        configuration.loaded_at = timestamp::now();
        configuration.refused = None;
    }

    /// Records that a new version was rejected.
    pub fn refused(&self, why: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused = Some(why);
    }

    /// The running configuration.
    pub fn configuration(&self) -> Configuration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
