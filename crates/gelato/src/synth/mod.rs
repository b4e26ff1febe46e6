//! Synthesis: a pure function from a service and its environments to files, which are then written to disk.
//!
//! The same program and environments produce the same bytes on any machine and in any folder.

mod access_check;
mod difference;
mod disk_error;
mod provider_check;
mod readme;
mod synthesis;
mod template_check;
mod template_text;
mod write;

pub use difference::{Difference, differences};
pub use disk_error::{DiskError, FileError};
pub use synthesis::{Error, Extent, Synthesis, synthesise};
pub use write::{Written, write};
