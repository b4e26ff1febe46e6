//! The files of a configuration, and when each was changed last.
//!
//! It is made as soon as they are read, and not when somebody begins to look: what is written in between is a change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::load;

/// Files as they were at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    files: Vec<PathBuf>,
    /// A file that is gone has no moment.
    changed: BTreeMap<PathBuf, Option<SystemTime>>,
}

impl Seen {
    /// Looks at files, and at those beside them that would be read too. What else comes and goes there makes no
    /// difference.
    pub(super) fn of(files: Vec<PathBuf>) -> Self {
        let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
        let beside = folders.into_iter().flat_map(load::configuration_files);
        let changed = files.iter().cloned().chain(beside).map(|path| (path.clone(), changed(&path))).collect();
        Self { files, changed }
    }

    /// The same files, as they are now.
    pub(super) fn now(&self) -> Self {
        Self::of(self.files.clone())
    }

    /// These files, as they were before they were read: what was written meanwhile is still to be seen.
    pub(super) fn since(mut self, before: &Self) -> Self {
        for (path, changed) in &mut self.changed {
            if let Some(moment) = before.changed.get(path) {
                *changed = *moment;
            }
        }
        self
    }
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}
