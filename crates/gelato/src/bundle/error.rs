//! The errors of a bundle.

use super::architecture::UnknownArchitecture;
use super::inspection::Fault;
use super::no_binary::NoBinary;
use std::io;
use std::path::{Path, PathBuf};

use crate::printable::{self, PrintablePath as _};

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that is not an architecture's.
    #[error(transparent)]
    UnknownArchitecture(#[from] UnknownArchitecture),
    /// A package without one binary to bundle.
    #[error(transparent)]
    NoBinary(#[from] NoBinary),
    /// A file could not be read, written or created.
    #[error("could not {action} `{}`", path.printable())]
    File {
        /// The operation, as a verb.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A program could not be started.
    #[error("could not start `{program}`\nhint: {hint}")]
    Start {
        /// The program.
        program: String,
        /// A hint.
        hint: &'static str,
        /// The cause.
        source: io::Error,
    },
    /// A program failed.
    #[error("`{}` failed:\n{}\nhint: {hint}", printable::line(program), printable::quoted(output))]
    Failed {
        /// The program and its arguments.
        program: String,
        /// The end of its output.
        output: String,
        /// A hint.
        hint: &'static str,
    },
    /// The output of a program is not as expected.
    #[error("could not read the output of `{program}`: it has no {expected}")]
    Output {
        /// The program and its arguments.
        program: String,
        /// The expected output.
        expected: &'static str,
    },
    /// A setting makes the compiler build for the processor of this machine.
    #[error(
        "found `target-cpu=native` in {place}; a bundle has to run on every processor of its architecture\nhint: \
         remove it there, or name the processor family that Lambda has"
    )]
    NativeProcessor {
        /// The variable or file with the setting.
        place: String,
    },
    /// A settings file of cargo that is not TOML.
    #[error("could not read `{}`:\n{}", path.printable(), printable::quoted(message))]
    CargoSettings {
        /// The file.
        path: PathBuf,
        /// The parser's message.
        message: String,
    },
    /// The binary would not run on its target.
    #[error("the binary for `{target}` would not start:{}", list(faults))]
    Unloadable {
        /// The target.
        target: String,
        /// All problems.
        faults: Vec<Fault>,
    },
    /// The archive could not be created.
    #[error("could not create the archive")]
    Archive(#[from] zip::result::ZipError),
    /// The manifest could not be created.
    #[error("could not create the manifest")]
    Manifest(#[from] serde_json::Error),
}

impl Error {
    /// For `map_err`: the operation and the file.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}

fn list(faults: &[Fault]) -> String {
    let items: Vec<String> = faults.iter().map(|fault| format!("\n- {fault}")).collect();
    items.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_program_said_is_set_off_from_what_is_said_of_it() {
        let error = Error::Failed {
            program: "cargo build".into(),
            output: "error: no field `cone`\n --> src/main.rs:1:1\nhint: run this\u{1b}[m".into(),
            hint: "mend it",
        };
        let lines = ["`cargo build` failed:", "  error: no field `cone`", "   --> src/main.rs:1:1"];
        let more = ["  hint: run this\\u{1b}[m", "hint: mend it"];
        assert_eq!(error.to_string(), [&lines[..], &more].concat().join("\n"));
    }
}
