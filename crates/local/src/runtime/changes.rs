//! Watches a configuration for changes.
//!
//! Files are polled a few times a second. There are a few dozen of them, checking one takes microseconds, and polling
//! works the same on every system and file system.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinError;

use super::loader::message;
use super::{Error, Prepared, Runtime, Snapshot, load};

/// The polling interval.
const PAUSE: Duration = Duration::from_millis(200);

/// The outcome of a change.
#[derive(Debug)]
pub enum Change {
    /// The new version runs, with these findings.
    Taken(Vec<crate::finding::Finding>),
    /// The new version cannot run, and the old one is kept.
    Refused(Error),
}

/// Applies changes until the program ends, and reports each of them.
pub async fn watch(runtime: Arc<Runtime>, mut seen: Snapshot, mut tell: impl FnMut(Change) + Send) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let now = seen.now();
        if now == seen {
            continue;
        }
        seen = settle(now).await;
        let settings = runtime.settings();
        match load(settings.source.clone(), settings.strict).await {
            Ok(prepared) => {
                seen = prepared.files.clone().since(&seen);
                tell(taken(&runtime, prepared).await);
            }
            Err(error) => tell(refused(&runtime, error)),
        }
    }
}

/// Applies a version. If that panics, the previous version is kept and watching continues.
async fn taken(runtime: &Arc<Runtime>, prepared: Prepared) -> Change {
    let (replaced, findings) = (Arc::clone(runtime), prepared.findings.clone());
    let outcome = tokio::task::spawn_blocking(move || replaced.replace(prepared)).await;
    let panicked = |error: JoinError| {
        Error::Panicked(error.try_into_panic().map_or_else(|error| error.to_string(), |panic| message(&*panic)))
    };
    match outcome.map_err(panicked).flatten() {
        Ok(()) => Change::Taken(findings),
        Err(error) => refused(runtime, error),
    }
}

fn refused(runtime: &Runtime, error: Error) -> Change {
    runtime.refuse(&error);
    Change::Refused(error)
}

/// Editors often write several files one after the other: waits until nothing changes any more.
async fn settle(mut seen: Snapshot) -> Snapshot {
    loop {
        tokio::time::sleep(PAUSE / 4).await;
        let now = seen.now();
        if now == seen {
            return now;
        }
        seen = now;
    }
}
