//! Notices that a configuration has changed.
//!
//! Files are looked at a few times a second. There are some dozens of them, looking at one takes some microseconds, and
//! it is the same on every system and file system.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinError;

use super::loader::message;
use super::{Error, Prepared, Runtime, Seen, load};

/// How often files are looked at.
const PAUSE: Duration = Duration::from_millis(200);

/// What came of a change.
#[derive(Debug)]
pub enum Change {
    /// The new version runs; what it would ignore is told with it.
    Taken(Vec<crate::finding::Finding>),
    /// The new version cannot be run, and the old one goes on.
    Refused(Error),
}

/// Takes changes over, until the end of the program. Each is told.
pub async fn watch(runtime: Arc<Runtime>, mut seen: Seen, mut tell: impl FnMut(Change) + Send) {
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

/// Takes a version over. Where that panics, the version before goes on and the next change is looked at.
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

/// Several files are often written one after the other: waits until nothing changes any more.
async fn settle(mut seen: Seen) -> Seen {
    loop {
        tokio::time::sleep(PAUSE / 4).await;
        let now = seen.now();
        if now == seen {
            return now;
        }
        seen = now;
    }
}
