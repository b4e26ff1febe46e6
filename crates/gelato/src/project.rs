//! The project's folder, which contains environments, modules and roots.

use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;

/// A project: the folder that contains `environments`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    folder: PathBuf,
}

/// No project was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no folder `environments` in `{}` or above it\n\
     hint: run the command inside a project, or name its folder with `--project`",
    .0.printable()
)]
pub struct NoProject(pub PathBuf);

impl Project {
    /// Finds the project of a folder: the folder itself, or the nearest one above it.
    ///
    /// # Errors
    /// If neither it nor any folder above it contains `environments`.
    pub fn find(start: &Path) -> Result<Self, NoProject> {
        let folder = start.ancestors().find(|folder| folder.join("environments").is_dir());
        folder.map(|folder| Self { folder: folder.to_owned() }).ok_or_else(|| NoProject(start.to_owned()))
    }

    /// The project's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of the environments' files.
    pub fn environments(&self) -> PathBuf {
        self.folder.join("environments")
    }

    /// The folder of an environment's root.
    pub fn root(&self, environment: &str) -> PathBuf {
        self.folder.join("terraform").join(environment)
    }

    /// The bundle of a function for an environment. Roots use the same path, relative to themselves.
    pub fn bundle(&self, environment: &str, function: &str) -> PathBuf {
        self.folder.join("dist").join(environment).join(format!("{function}.zip"))
    }
}

/// The path of a function's bundle, relative to a root.
pub fn bundle_from_root(environment: &str, function: &str) -> String {
    format!("/../../dist/{environment}/{function}.zip")
}
