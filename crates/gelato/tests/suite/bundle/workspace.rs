//! A workspace to bundle: one package without dependencies, in a temporary folder.

use gelato::bundle::{BundleRequest, Bundled, Error, Target, bundle};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

const ROOT: &str = r#"[workspace]
members = ["announcer"]
resolver = "3"
"#;
const PACKAGE: &str = r#"[package]
name = "announcer"
version = "0.1.0"
edition = "2024"

[[bin]]
name = "bootstrap"
path = "main.rs"
"#;
const LOCK: &str = "version = 4\n\n[[package]]\nname = \"announcer\"\nversion = \"0.1.0\"\n";
/// The panic's message and the file's name would reveal the folder.
pub(crate) const SOURCE: &str =
    "fn main() {\n    let file = file!();\n    assert!(std::env::args().count() > 9, \"{file}\");\n}\n";

/// A workspace with one package without dependencies, in a temporary folder.
pub(crate) struct Workspace {
    pub(crate) folder: TempDir,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        for (file, text) in [
            ("Cargo.toml", ROOT),
            ("Cargo.lock", LOCK),
            ("announcer/Cargo.toml", PACKAGE),
            ("announcer/main.rs", SOURCE),
        ] {
            workspace.write(file, text);
        }
        workspace
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("workspace with blanks")
    }

    pub(crate) fn zip(&self) -> PathBuf {
        self.zip_of("announcer")
    }

    fn zip_of(&self, package: &str) -> PathBuf {
        self.folder.path().join(format!("dist/{package}.zip"))
    }

    pub(crate) fn bundle(&self, target: Target) -> Result<Bundled, Error> {
        self.bundle_with_progress(target).0
    }

    pub(crate) fn bundle_with_progress(&self, target: Target) -> (Result<Bundled, Error>, Vec<String>) {
        let mut lines = vec![];
        let result = bundle(&self.request("announcer", target), &mut |line| lines.push(line.to_owned()));
        (result, lines)
    }

    pub(crate) fn bundle_package(&self, package: &str, target: Target) -> Result<Bundled, Error> {
        bundle(&self.request(package, target), &mut |_| {})
    }

    fn request(&self, package: &str, target: Target) -> BundleRequest {
        BundleRequest { folder: self.root(), package: package.to_owned(), target, output: self.zip_of(package) }
    }
}
