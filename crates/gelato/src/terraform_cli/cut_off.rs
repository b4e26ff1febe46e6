//! Whether the last apply of a root was cut off: Terraform was killed, or an interrupt took the answers from it that it
//! waited for. What AWS was making at that moment may exist without being in the state.
//!
//! A mark lies beside what else Terraform keeps for itself from the start of an apply to its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::whole_file;

const MARK: &str = ".terraform/gelato-applying";

/// What Terraform says when an interrupt stopped it.
const HALTED: &str = "execution halted";

/// The mark of a root.
#[derive(Debug)]
pub(super) struct CutOff {
    mark: PathBuf,
}

impl CutOff {
    pub(super) fn of(root: &Path) -> Self {
        Self { mark: root.join(MARK) }
    }

    /// Whether an apply began and did not end by itself.
    pub(super) fn is_known(&self) -> bool {
        self.mark.is_file()
    }

    /// An apply begins. Where the mark cannot be written, only the warning after a cut is lost.
    pub(super) fn begin(&self) {
        let _ = whole_file::write(&self.mark, &[]);
    }

    /// An apply ended, with this exit status and these last words.
    pub(super) fn end(&self, status: Option<i32>, said: &str) {
        if status.is_some() && !said.contains(HALTED) {
            let _ = self.forget();
        }
    }

    /// What was being made has been looked for.
    pub(super) fn forget(&self) -> io::Result<()> {
        match fs::remove_file(&self.mark) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
