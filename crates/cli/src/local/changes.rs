//! Which files have changed since they were looked at. There are some hundreds of them, and looking takes some
//! microseconds each, on every system and file system.
//!
//! What is written while something is being made may not be in it: that is a change too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

/// How often files are looked at.
pub(super) const PAUSE: Duration = Duration::from_millis(200);

/// Files, each with the moment at which it was changed; one that is gone has none.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<PathBuf, Option<SystemTime>>);

impl Seen {
    /// Looks at files.
    pub(super) fn of(files: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(files.into_iter().map(|file| (file.clone(), moment(&file))).collect())
    }

    /// Looks at the files of which something was made since `begun`. Those that were looked at before count as they
    /// were then, and others as changed when they were written since.
    pub(super) fn made(&self, files: impl IntoIterator<Item = PathBuf>, begun: SystemTime) -> Self {
        let look = |file: PathBuf| {
            let known = self.0.get(&file).copied();
            let seen = known.unwrap_or_else(|| moment(&file).filter(|changed| *changed < begun));
            (file, seen)
        };
        Self(files.into_iter().map(look).collect())
    }

    /// The files that have changed since, when nothing changes any more: several are often written one after the other.
    pub(super) fn changed(&mut self) -> Vec<PathBuf> {
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
        let changed = self.0.iter().filter(|(file, moment)| other.0.get(*file) != Some(moment));
        changed.map(|(file, _)| file.clone()).collect()
    }
}

fn moment(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_meanwhile_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let [known, new, late] = ["known", "new", "late"].map(|name| folder.path().join(name));
        let write = |file: &Path, moment: SystemTime| {
            std::fs::File::create(file).unwrap().set_modified(moment).unwrap();
        };
        let begun = SystemTime::UNIX_EPOCH + Duration::from_mins(1);
        let (before, after) = (begun - Duration::from_secs(1), begun + Duration::from_secs(1));
        write(&known, before);
        write(&new, before);
        let seen = Seen::of([known.clone()]);
        write(&known, after);
        write(&late, after);
        let mut made = seen.made([known.clone(), new, late.clone()], begun);
        assert_eq!(made.changed(), [known, late]);
        assert_eq!(made.changed(), Vec::<PathBuf>::new());
    }

    #[test]
    fn what_changes_comes_and_goes_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let [kept, changed, gone, new] = ["kept", "changed", "gone", "new"].map(|name| folder.path().join(name));
        for file in [&kept, &changed, &gone] {
            std::fs::write(file, "").unwrap();
        }
        let mut seen = Seen::of([kept, changed.clone(), gone.clone(), new.clone()]);
        assert_eq!(seen.changed(), Vec::<PathBuf>::new());
        let file = std::fs::File::options().write(true).open(&changed).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        std::fs::remove_file(&gone).unwrap();
        std::fs::write(&new, "").unwrap();
        assert_eq!(seen.changed(), [changed, gone, new]);
        assert_eq!(seen.changed(), Vec::<PathBuf>::new());
    }
}
