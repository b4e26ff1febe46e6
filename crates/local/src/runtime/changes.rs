//! Notices that a configuration has changed.
//!
//! Files are looked at a few times a second. There are some dozens of them, looking at one takes some microseconds, and
//! it is the same on every system and file system.

use std::sync::Arc;
use std::time::Duration;

use super::{Error, Runtime, Seen, prepare};

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
        match prepare(&settings.source, settings.strict) {
            Ok(prepared) => {
                seen = prepared.files.clone().since(&seen);
                let findings = prepared.findings.clone();
                tell(match runtime.replace(prepared) {
                    Ok(()) => Change::Taken(findings),
                    Err(error) => refused(&runtime, error),
                });
            }
            Err(error) => tell(refused(&runtime, error)),
        }
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
