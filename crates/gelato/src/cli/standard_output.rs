//! Standard output, for data. A failed write is an error, unless the reader closed the pipe.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;

use crate::printable;
use crate::whole_file;

use crate::messages::note;

/// The name of standard output in place of a file.
const STANDARD_OUTPUT: &str = "-";

/// The destination of a command's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// Standard output.
    StandardOutput,
    /// A file, which is replaced as a whole.
    File(PathBuf),
}

/// Why data was not written.
#[derive(Debug, thiserror::Error)]
pub(super) enum WriteError {
    /// The shell closed standard output before the program started.
    #[error(
        "standard output is closed (or is `/dev/null`, opened for reading as well), so nothing can be printed\n\
         hint: leave out `>&-`, or redirect it to a file"
    )]
    Closed,
    /// The reader of a pipe has ended.
    #[error("the reader of standard output has closed it")]
    ReaderGone,
    /// The system refuses, for example because the disk is full.
    #[error("cannot write to standard output\nhint: if it is a file, check whether the disk is full")]
    Failed(#[source] io::Error),
}

impl Destination {
    /// The destination of an option `--out`, or standard output without one.
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
/// If not all of it was written.
pub(super) fn print(data: &str) -> Result<(), WriteError> {
    let mut out = anstream::stdout();
    out.write_all(data.as_bytes()).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => WriteError::ReaderGone,
        _ => WriteError::Failed(error),
    })
}

/// Refuses a closed standard output. It is for commands that only print.
///
/// Rust replaces a closed one with `/dev/null`, open for reading and writing, before the program starts. Some languages
/// open it the same way for programs of which they only want the exit status.
#[cfg(unix)]
pub(super) fn check_open() -> Result<(), WriteError> {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let out = io::stdout();
    let both_ways = fcntl_getfl(&out).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let is_null = match (fstat(&out), stat("/dev/null")) {
        (Ok(out), Ok(null)) => out.st_rdev == null.st_rdev && out.st_mode == null.st_mode,
        _ => false,
    };
    if both_ways && is_null { Err(WriteError::Closed) } else { Ok(()) }
}

#[cfg(not(unix))]
pub(super) fn check_open() -> Result<(), WriteError> {
    Ok(())
}
