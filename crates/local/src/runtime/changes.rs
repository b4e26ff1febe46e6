//! Notices that a configuration has changed.
//!
//! Files are looked at a few times a second. There are some dozens of them, looking at one takes some microseconds, and
//! it is the same on every system and file system.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Error, Prepared, Runtime, prepare};
use crate::load;

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

/// The moments at which files were changed, by path. A file that is gone has none.
type Seen = BTreeMap<PathBuf, Option<SystemTime>>;

/// Takes changes over, until the end of the program. Each is told.
pub async fn watch(runtime: Arc<Runtime>, mut files: Vec<PathBuf>, mut tell: impl FnMut(Change) + Send) {
    let mut seen = look(&files);
    loop {
        tokio::time::sleep(PAUSE).await;
        let now = look(&files);
        if now == seen {
            continue;
        }
        seen = settle(&files, now).await;
        let settings = runtime.settings();
        match prepare(&settings.source, settings.strict) {
            Ok(prepared) => {
                let Prepared { files: read, findings, .. } = &prepared;
                files.clone_from(read);
                seen = look(&files);
                let findings = findings.clone();
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
async fn settle(files: &[PathBuf], mut now: Seen) -> Seen {
    loop {
        tokio::time::sleep(PAUSE / 4).await;
        let next = look(files);
        if next == now {
            return now;
        }
        now = next;
    }
}

/// The files, and those beside them that would be read too. What else comes and goes there makes no difference.
fn look(files: &[PathBuf]) -> Seen {
    let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
    let beside = folders.into_iter().flat_map(load::configuration_files);
    files.iter().cloned().chain(beside).map(|path| (path.clone(), changed(&path))).collect()
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
