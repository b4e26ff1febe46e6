//! Files and folders of the project that are zipped for a deployment, as a program declares them.

use std::panic::Location;

/// A file or folder that a module's resources refer to as a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredAsset {
    /// The name of the module.
    pub module: String,
    /// The logical name, which is unique in the module.
    pub id: String,
    /// The path below the project's folder, with `/` between its parts.
    pub path: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// The place in the program.
    pub place: &'static Location<'static>,
}

impl DeclaredAsset {
    /// The name of its zip in the folder of an environment's bundles, without the extension.
    pub fn bundle_name(&self) -> String {
        format!("assets/{}/{}", self.module, self.id)
    }
}
