//! A hash of all inputs of a binary, so that two bundles can be compared without building.

use super::Error;
use super::digest::Digest;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The hash of the sources that the compiler read for `binary`, of the locked dependencies and of `settings`. Files are
/// named by their path in the workspace, so that the folder does not matter.
pub(super) fn digest(workspace: &Path, binary: &Path, settings: &[&str]) -> Result<Digest, Error> {
    let mut lines: Vec<String> = settings.iter().map(ToString::to_string).collect();
    for file in files(workspace, binary)? {
        let bytes = fs::read(workspace.join(&file)).map_err(Error::file("read", &file))?;
        let name = file.to_string_lossy().replace('\\', "/");
        lines.push(format!("{name} {}", Digest::of(&bytes).hex()));
    }
    Ok(Digest::of(lines.join("\n").as_bytes()))
}

fn files(workspace: &Path, binary: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let sources = listed_sources(&binary.with_extension("d"))?;
    let settings = ["Cargo.toml", "Cargo.lock"].map(PathBuf::from);
    let sources = sources.into_iter().filter_map(|file| Some(file.strip_prefix(workspace).ok()?.to_owned()));
    Ok(sources.chain(settings).filter(|file| !file.starts_with("target")).collect())
}

/// The sources of a program, from the list that Cargo writes beside it.
///
/// # Errors
/// If the list cannot be read.
pub fn listed_sources(list: &Path) -> Result<Vec<PathBuf>, Error> {
    let text = fs::read_to_string(list).map_err(Error::file("read", list))?;
    Ok(sources(&text))
}

/// Cargo lists them like `make`: `binary: source source`, with a backslash before a space in a name.
fn sources(list: &str) -> Vec<PathBuf> {
    let line = list.lines().next().unwrap_or_default();
    let (_, names) = line.split_once(": ").unwrap_or_default();
    let names = names.replace("\\ ", "\0");
    names.split_whitespace().map(|name| PathBuf::from(name.replace('\0', " "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_may_have_blanks_in_their_names() {
        let list = "/a b/target/bootstrap: /a\\ b/src/main.rs /a\\ b/README.md\n";
        assert_eq!(sources(list), ["/a b/src/main.rs", "/a b/README.md"].map(PathBuf::from));
        assert_eq!(sources(""), Vec::<PathBuf>::new());
    }
}
