//! Detects whether the last apply of a root was cut off: Terraform was killed, or an interrupt ended its pending requests.
//! Resources that AWS was creating at that moment may exist without being in the state.
//!
//! A marker file is in Terraform's own folder from the start of an apply to its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::whole_file;

const MARK: &str = ".terraform/gelato-applying";

/// Terraform's message after an interrupt.
const HALTED: &str = "execution halted";

/// The marker file of a root.
#[derive(Debug)]
pub(super) struct CutOff {
    mark: PathBuf,
}

impl CutOff {
    pub(super) fn of(root: &Path) -> Self {
        Self { mark: root.join(MARK) }
    }

    /// Whether an apply started and did not end by itself.
    pub(super) fn is_known(&self) -> bool {
        self.mark.is_file()
    }

    /// Marks the start of an apply. If the marker cannot be written, only the warning after a cut-off is lost.
    pub(super) fn begin(&self) {
        let _ = whole_file::write(&self.mark, &[]);
    }

    /// Marks the end of an apply, with its exit status and error output.
    pub(super) fn end(&self, status: Option<i32>, said: &str) {
        if status.is_some() && !said.contains(HALTED) {
            let _ = self.forget();
        }
    }

    /// Removes the marker, after interrupted resources have been looked for.
    pub(super) fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.mark) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
