//! The files of a configuration, and when each was changed last.
//!
//! What is written while they are read, or before somebody begins to look, is a change.

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
    fn of(files: Vec<PathBuf>) -> Self {
        let folders: BTreeSet<_> = files.iter().filter_map(|file| file.parent()).collect();
        let beside = folders.into_iter().flat_map(load::configuration_files);
        let changed = files.iter().cloned().chain(beside).map(|path| (path.clone(), changed(&path))).collect();
        Self { files, changed }
    }

    /// Looks at files that were read from a moment on. What was written since may not have been read, and counts as
    /// never seen.
    pub(super) fn read(files: Vec<PathBuf>, begun: SystemTime) -> Self {
        let mut seen = Self::of(files);
        for moment in seen.changed.values_mut() {
            *moment = moment.filter(|changed| *changed < begun);
        }
        seen
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

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_written_while_files_are_read_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let begun = SystemTime::UNIX_EPOCH + Duration::from_mins(1);
        let write = |name: &str, moment: SystemTime| {
            let file = folder.path().join(name);
            File::create(&file).unwrap().set_modified(moment).unwrap();
            file
        };
        let before = write("before.tf.json", begun - Duration::from_secs(1));
        let seen = Seen::read(vec![before.clone()], begun);
        assert_eq!(seen, seen.now());
        let meanwhile = write("meanwhile.tf.json", begun);
        let seen = Seen::read(vec![before, meanwhile], begun);
        assert_ne!(seen, seen.now());
    }
}
