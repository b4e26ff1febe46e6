//! Standard output, where data goes: what cannot be written there is an error, or the quiet end of a pipe.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

use crate::printable;
use crate::whole_file;

use crate::messages::note;

/// What names standard output in the place of a file.
const STANDARD_OUTPUT: &str = "-";

/// Where a command's data goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// Standard output.
    StandardOutput,
    /// A file, which is replaced as a whole.
    File(PathBuf),
}

/// Why data did not get out.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotPrinted {
    /// The shell closed it before the program began.
    #[error(
        "standard output is closed (or is `/dev/null`, opened for reading as well), so nothing can be printed\n\
         hint: leave out `>&-`, or redirect it to a file"
    )]
    Closed,
    /// The program at the other end of a pipe has gone.
    #[error("nobody reads standard output any more")]
    Unread,
    /// The system refuses, such as on a full disk.
    #[error("cannot write to standard output\nhint: where it goes to a file, see whether the disk is full")]
    Failed(#[source] io::Error),
}

impl Destination {
    /// Where an option `--out` says, or standard output without one.
    pub(super) fn of(out: Option<&PathBuf>) -> Self {
        match out {
            Some(file) if file.as_os_str() != STANDARD_OUTPUT => Self::File(file.clone()),
            _ => Self::StandardOutput,
        }
    }

    /// Writes the data.
    pub(super) fn write(&self, data: &str) -> anyhow::Result<()> {
        match self {
            Self::StandardOutput => {
                check_open()?;
                Ok(print(data)?)
            }
            Self::File(file) => {
                let name = printable::line(&file.to_string_lossy());
                let written = whole_file::write(file, data.as_bytes());
                let written = written.with_context(|| format!("cannot write `{name}`"))?;
                let done = if written { "wrote" } else { "unchanged:" };
                note(&format!("{done} {name}"));
                Ok(())
            }
        }
    }
}

/// Writes all of this to standard output.
///
/// # Errors
/// When not all of it got out.
pub(super) fn print(data: &str) -> Result<(), NotPrinted> {
    let mut out = anstream::stdout();
    out.write_all(data.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => NotPrinted::Unread,
        _ => NotPrinted::Failed(error),
    })
}

/// Refuses a standard output that was closed. Only for commands that do nothing but print.
///
/// Rust opens `/dev/null` for reading and writing in the place of a closed one before the program begins. Some
/// languages open it just so for the programs that they start, which want to know a command's exit status only.
#[cfg(unix)]
pub(super) fn check_open() -> Result<(), NotPrinted> {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let out = io::stdout();
    let both_ways = fcntl_getfl(&out).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let is_null = match (fstat(&out), stat("/dev/null")) {
        (Ok(out), Ok(null)) => out.st_rdev == null.st_rdev && out.st_mode == null.st_mode,
        _ => false,
    };
    if both_ways && is_null { Err(NotPrinted::Closed) } else { Ok(()) }
}

#[cfg(not(unix))]
pub(super) fn check_open() -> Result<(), NotPrinted> {
    Ok(())
}
