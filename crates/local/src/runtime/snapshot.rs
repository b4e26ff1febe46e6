//! The files of a configuration and their modification times, to detect changes.
//!
//! A file that is written while it is read, or before watching starts, counts as changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::load;

/// A snapshot of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    files: Vec<PathBuf>,
    /// The modification times; `None` for a missing file.
    changed: BTreeMap<PathBuf, Option<SystemTime>>,
}

impl Snapshot {
    /// Takes a snapshot of files, and of other configuration files in their folders. Other files in these folders are
    /// ignored.
    fn of(files: Vec<PathBuf>) -> Self {
        let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
        let beside = folders.into_iter().flat_map(load::configuration_files);
        let changed = files.iter().cloned().chain(beside).map(|path| (path.clone(), changed(&path))).collect();
        Self { files, changed }
    }

    /// Takes a snapshot of files that were read from a moment on. A file written since may not have been read, and
    /// counts as changed.
    pub(super) fn read(files: Vec<PathBuf>, begun: SystemTime) -> Self {
        let mut seen = Self::of(files);
        for moment in seen.changed.values_mut() {
            *moment = moment.filter(|changed| *changed < begun);
        }
        seen
    }

    /// A new snapshot of the same files.
    pub(super) fn now(&self) -> Self {
        Self::of(self.files.clone())
    }

    /// These files with the modification times from before they were read, so that later changes are detected.
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

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_file_written_during_reading_counts_as_changed() {
        let folder = tempfile::tempdir().unwrap();
        let begun = SystemTime::UNIX_EPOCH + Duration::from_mins(1);
        let write = |name: &str, moment: SystemTime| {
            let file = folder.path().join(name);
            File::create(&file).unwrap().set_modified(moment).unwrap();
            file
        };
        let before = write("before.tf.json", begun - Duration::from_secs(1));
        let seen = Snapshot::read(vec![before.clone()], begun);
        assert_eq!(seen, seen.now());
        let meanwhile = write("meanwhile.tf.json", begun);
        let seen = Snapshot::read(vec![before, meanwhile], begun);
        assert_ne!(seen, seen.now());
    }
}
