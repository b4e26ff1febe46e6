//! Detects changed files by polling. There are some hundreds of files, and checking one takes microseconds on every
//! system and file system.
//!
//! A file written during a build may not be part of the result, so it counts as changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// The interval between two checks.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// Files with their modification times; a missing file has none.
#[derive(Debug, Default)]
pub(super) struct Snapshot(BTreeMap<PathBuf, Option<SystemTime>>);

impl Snapshot {
    /// Reads the modification times of files.
    pub(super) fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(files.into_iter().map(|file| (file.clone(), modified(&file))).collect())
    }

    /// A snapshot of the sources of a build that started at `begun`. A file that is in this snapshot already keeps its
    /// time, and any other file written since `begun` counts as changed.
    pub(super) fn after_build(&self, files: impl IntoIterator<Item = PathBuf>, begun: SystemTime) -> Self {
        let look = |file: PathBuf| {
            let known = self.0.get(&file).copied();
            let time = known.unwrap_or_else(|| modified(&file).filter(|time| *time < begun));
            (file, time)
        };
        Self(files.into_iter().map(look).collect())
    }

    /// Returns the files that have changed and updates the snapshot. It waits until nothing changes any more, because
    /// several files are often written one after the other.
    pub(super) fn take_changed(&mut self) -> Vec<PathBuf> {
        let mut now = self.again();
        let changed = self.different(&now);
        if changed.is_empty() {
            return changed;
        }
        loop {
            sleep(PAUSE / 4);
            let next = self.again();
            if now.different(&next).is_empty() {
                break;
            }
            now = next;
        }
        let changed = self.different(&now);
        *self = now;
        changed
    }

    fn again(&self) -> Self {
        Self::of(self.0.keys().cloned())
    }

    fn different(&self, other: &Self) -> Vec<PathBuf> {
        let changed = self.0.iter().filter(|(file, time)| other.0.get(*file) != Some(time));
        changed.map(|(file, _)| file.clone()).collect()
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_during_a_build_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let [known, new, late] = ["known", "new", "late"].map(|name| folder.path().join(name));
        let write = |file: &Path, time: SystemTime| {
            std::fs::File::create(file).unwrap().set_modified(time).unwrap();
        };
        let begun = SystemTime::UNIX_EPOCH + Duration::from_mins(1);
        let (before, after) = (begun - Duration::from_secs(1), begun + Duration::from_secs(1));
        write(&known, before);
        write(&new, before);
        let snapshot = Snapshot::of([known.clone()]);
        write(&known, after);
        write(&late, after);
        let mut built = snapshot.after_build([known.clone(), new, late.clone()], begun);
        assert_eq!(built.take_changed(), [known, late]);
        assert_eq!(built.take_changed(), Vec::<PathBuf>::new());
    }

    #[test]
    fn each_change_is_reported_once() {
        let folder = tempfile::tempdir().unwrap();
        let [kept, changed, gone, new] = ["kept", "changed", "gone", "new"].map(|name| folder.path().join(name));
        for file in [&kept, &changed, &gone] {
            std::fs::write(file, "").unwrap();
        }
        let mut snapshot = Snapshot::of([kept, changed.clone(), gone.clone(), new.clone()]);
        assert_eq!(snapshot.take_changed(), Vec::<PathBuf>::new());
        let file = std::fs::File::options().write(true).open(&changed).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        std::fs::remove_file(&gone).unwrap();
        std::fs::write(&new, "").unwrap();
        assert_eq!(snapshot.take_changed(), [changed, gone, new]);
        assert_eq!(snapshot.take_changed(), Vec::<PathBuf>::new());
    }
}
