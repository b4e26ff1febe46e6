//! How the runtime is: what it runs, since when, and what it refused since.

use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::timestamp;

/// How the runtime is.
#[derive(Debug)]
pub struct Health(Mutex<Configuration>);

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// The root's folder, or the state's file.
    pub source: String,
    /// When it was loaded, in RFC 3339.
    pub loaded_at: String,
    /// Why the newest version does not run, where it does not.
    pub refused: Option<String>,
}

impl Health {
    /// A configuration that was loaded now.
    pub fn of(source: String) -> Self {
        Self(Mutex::new(Configuration { source, loaded_at: timestamp::now(), refused: None }))
    }

    /// Another version runs.
    pub fn taken(&self) {
        let mut configuration = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        configuration.loaded_at = timestamp::now();
        configuration.refused = None;
    }

    /// Another version cannot be run.
    pub fn refused(&self, why: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).refused = Some(why);
    }

    /// What runs now.
    pub fn configuration(&self) -> Configuration {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
