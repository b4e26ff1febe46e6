//! Why a package has no binary to bundle, in a file of its own because every error of a bundle includes it.

use crate::printable;
use crate::terraform::closest;

/// Why a package has no binary to bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoBinary {
    /// The workspace has no such package.
    #[error(
        "found no package `{}`; the workspace has {}\nhint: {}",
        printable::line(found),
        list(allowed),
        meant(found, allowed)
    )]
    UnknownPackage {
        /// The name.
        found: String,
        /// The packages of the workspace.
        allowed: Vec<String>,
    },
    /// The package is only a library.
    #[error(
        "found no binary in the package `{package}`; a function is a program\nhint: add a `src/main.rs` to the package"
    )]
    None {
        /// The package.
        package: String,
    },
    /// The package has several binaries, and none is called `bootstrap`.
    #[error(
        "found several binaries in the package `{package}`: {}; a function is one program\nhint: rename the function's \
         binary to `bootstrap` in the package's Cargo.toml, or move the others to another package",
        list(found)
    )]
    Several {
        /// The package.
        package: String,
        /// The names of its binaries.
        found: Vec<String>,
    },
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", printable::line(name))).collect();
    quoted.join(", ")
}

fn meant(found: &str, allowed: &[String]) -> String {
    match closest(found, allowed.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "a function is a package that the workspace's Cargo.toml lists in `members`".to_owned(),
    }
}
