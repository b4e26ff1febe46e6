//! Which files have changed since they were looked at. There are some hundreds of them, and looking takes some
//! microseconds each, on every system and file system.

use std::collections::BTreeMap;
use std::path::PathBuf;
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
        let look = |file: PathBuf| {
            let changed = std::fs::metadata(&file).and_then(|metadata| metadata.modified()).ok();
            (file, changed)
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

#[cfg(test)]
mod tests {
    use super::*;

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
