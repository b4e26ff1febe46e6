//! Why a file is not replaced, although the system might allow it.

use std::io;
use std::path::PathBuf;

use crate::printable::PrintablePath as _;

/// The obstacle to a write, and what to do about it. It is the inner error of an [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The path leads to a folder.
    #[error("it is a folder\nhint: name a file in it")]
    Folder,
    /// The path leads to a device, a FIFO or a socket.
    #[error(
        "it is {kind}, and only regular files are read or written\n\
         hint: name a regular file; `--out -`, where a command has it, prints to standard output"
    )]
    Special {
        /// The kind of file, with its article.
        kind: &'static str,
    },
    /// The mode does not allow anyone to write.
    #[error("it is read-only (mode {mode:04o})\nhint: allow writing with `chmod u+w`, or name another file")]
    ReadOnly {
        /// The mode's permission bits.
        mode: u32,
    },
    /// The system does not let this user write.
    #[error("you are not allowed to change it\nhint: see who owns it with `ls -l`, or name another file")]
    NotAllowed,
    /// The file has other hard links.
    #[error(
        "it has {links} hard links, and replacing it would separate it from the others\n\
         hint: remove it first, or name another file"
    )]
    HardLinks {
        /// The number of its links.
        links: u64,
    },
    /// A loop of symbolic links.
    #[error("its symbolic links form a cycle\nhint: remove the link, or name another file")]
    LinkLoop,
    /// A symbolic link into a folder that does not exist.
    #[error(
        "it is a symbolic link to `{}`, and that folder does not exist\n\
         hint: create the folder, or remove the link",
        .target.printable()
    )]
    Dangling {
        /// The target of the link.
        target: PathBuf,
    },
    /// The folder is read-only.
    #[error(
        "its folder `{}` is not writable, and a file is replaced by one that is written beside it\n\
         hint: allow writing with `chmod u+w`, or name a file in another folder",
        .folder.printable()
    )]
    ReadOnlyFolder {
        /// The folder.
        folder: PathBuf,
    },
}

impl From<Refusal> for io::Error {
    fn from(refusal: Refusal) -> Self {
        let kind = match refusal {
            Refusal::Folder => io::ErrorKind::IsADirectory,
            Refusal::Special { .. } | Refusal::LinkLoop => io::ErrorKind::InvalidInput,
            Refusal::Dangling { .. } => io::ErrorKind::NotFound,
            Refusal::ReadOnly { .. }
            | Refusal::NotAllowed
            | Refusal::HardLinks { .. }
            | Refusal::ReadOnlyFolder { .. } => io::ErrorKind::PermissionDenied,
        };
        Self::new(kind, refusal)
    }
}
