//! Finds the binary of a package, whatever its name: in the zip it is `bootstrap` in any case.

use super::Error;
use super::archive::ENTRY;
use super::no_binary::NoBinary;
use super::program::Program;
use serde::Deserialize;
use std::path::{Path, PathBuf};

const HINT: &str = "mend what is said above, then bundle again";

/// The output of `cargo metadata`, as far as it is needed.
///
/// See <https://doc.rust-lang.org/cargo/commands/cargo-metadata.html>.
#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

/// The binary of a package.
#[derive(Clone, Debug)]
pub(super) struct Binary {
    /// Its name.
    pub(super) name: String,
    /// The folder of the workspace, with `Cargo.lock`; the project's folder may be that of a member.
    pub(super) workspace: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    targets: Vec<CargoTarget>,
}

#[derive(Debug, Deserialize)]
struct CargoTarget {
    name: String,
    kind: Vec<String>,
}

/// The binary of `package`, a package of the workspace around `folder`: the only one, or the one that is called `bootstrap`.
pub(super) fn find(folder: &Path, package: &str, progress: &mut dyn FnMut(&str)) -> Result<Binary, Error> {
    let mut cargo = Program::new("cargo", HINT);
    // Cargo says its warnings again when it builds.
    cargo.command.args(["metadata", "--quiet", "--no-deps", "--format-version=1"]).current_dir(folder);
    let program = cargo.name();
    let said = cargo.output(progress)?;
    let Metadata { packages, workspace_root: workspace } =
        serde_json::from_str(&said).map_err(|_| Error::Output { program, expected: "packages" })?;
    Ok(Binary { name: chosen(packages, package)?, workspace })
}

fn chosen(packages: Vec<Package>, package: &str) -> Result<String, NoBinary> {
    let mut names: Vec<String> = packages.iter().map(|package| package.name.clone()).collect();
    let Some(found) = packages.into_iter().find(|candidate| candidate.name == package) else {
        names.sort_unstable();
        return Err(NoBinary::UnknownPackage { found: package.to_owned(), allowed: names });
    };
    one_of(package, found.binaries())
}

impl Package {
    fn binaries(self) -> Vec<String> {
        let binaries = self.targets.into_iter().filter(|target| target.kind.iter().any(|kind| kind == "bin"));
        binaries.map(|target| target.name).collect()
    }
}

fn one_of(package: &str, mut binaries: Vec<String>) -> Result<String, NoBinary> {
    binaries.sort_unstable();
    match binaries.as_slice() {
        [] => Err(NoBinary::None { package: package.to_owned() }),
        [only] => Ok(only.clone()),
        several if several.iter().any(|binary| binary == ENTRY) => Ok(ENTRY.to_owned()),
        _ => Err(NoBinary::Several { package: package.to_owned(), found: binaries }),
    }
}
