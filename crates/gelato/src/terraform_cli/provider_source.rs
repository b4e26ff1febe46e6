//! The source of the provider.
//!
//! In this order: the user's Terraform CLI configuration; `GELATO_PLUGIN_DIR`; Terraform's implied mirror folders; a mirror
//! in the system's usual folders for add-on software; the registry.
//! <https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation>

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;

use super::error::Error;
use super::mirror::{Mirror, Wanted, folders};

/// The source of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderSource {
    /// The user's Terraform CLI configuration decides.
    Configuration(PathBuf),
    /// The folder that `GELATO_PLUGIN_DIR` names.
    Named(Mirror),
    /// One of Terraform's implied mirror folders.
    Implied(Mirror),
    /// A mirror in one of the system's folders for add-on software.
    System(Mirror),
    /// The registry.
    Registry,
}

/// The system's usual folders for add-on software, as the Filesystem Hierarchy Standard names them.
const SYSTEM_FOLDERS: [&str; 6] = ["/opt", "/usr/local/lib", "/usr/local/share", "/usr/lib", "/usr/share", "/srv"];

impl ProviderSource {
    /// Chooses the source.
    ///
    /// # Errors
    /// If `GELATO_PLUGIN_DIR` is set and its folder does not have the provider.
    pub fn choose(wanted: &Wanted) -> Result<Self, Error> {
        if let Some(file) = own_configuration() {
            return Ok(Self::Configuration(file));
        }
        if let Some(folder) = env::var_os("GELATO_PLUGIN_DIR").filter(|folder| !folder.is_empty()) {
            return named(Path::new(&folder), wanted);
        }
        let implied = implied_folders().iter().find_map(|folder| wanted.mirror_in(folder)).map(Self::Implied);
        Ok(implied.or_else(|| system_mirror(wanted).map(Self::System)).unwrap_or(Self::Registry))
    }

    /// The arguments for `init`.
    pub(super) fn plugin_folder(&self) -> Option<&Path> {
        match self {
            Self::Named(mirror) | Self::System(mirror) => Some(&mirror.folder),
            Self::Configuration(_) | Self::Implied(_) | Self::Registry => None,
        }
    }
}

impl fmt::Display for ProviderSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(file) => write!(formatter, "your Terraform CLI configuration `{}`", file.printable()),
            Self::Named(mirror) => write!(formatter, "{mirror}, which GELATO_PLUGIN_DIR names"),
            Self::Implied(mirror) => write!(formatter, "{mirror}, where Terraform looks by itself"),
            Self::System(mirror) => write!(formatter, "{mirror}"),
            Self::Registry => formatter.write_str("the registry"),
        }
    }
}

impl fmt::Display for Mirror {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "version {} from the mirror `{}`", self.version, self.folder.printable())
    }
}

fn named(folder: &Path, wanted: &Wanted) -> Result<ProviderSource, Error> {
    let refused = || Error::PluginFolder { folder: folder.printable(), wanted: wanted.clone() };
    // Terraform resolves the folder relative to the root, so that it must be absolute.
    let folder_there = std::path::absolute(folder).map_err(|_| refused())?;
    wanted.mirror_in(&folder_there).map(ProviderSource::Named).ok_or_else(refused)
}

/// The user's configuration: the file that `TF_CLI_CONFIG_FILE` names, or the usual one.
fn own_configuration() -> Option<PathBuf> {
    let named = env::var_os("TF_CLI_CONFIG_FILE").filter(|file| !file.is_empty()).map(PathBuf::from);
    let usual = match env::var_os("APPDATA") {
        Some(folder) if cfg!(windows) => {
            vec![Path::new(&folder).join("terraform.rc"), Path::new(&folder).join("tofu.rc")]
        }
        _ => home().map(|home| vec![home.join(".terraformrc"), home.join(".tofurc")]).unwrap_or_default(),
    };
    named.into_iter().chain(usual).find(|file| file.is_file())
}

/// <https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories>
fn implied_folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(home) = home() {
        folders.push(home.join(".terraform.d/plugins"));
        folders.push(home.join("Library/Application Support/io.terraform/plugins"));
        folders.push(home.join(".local/share/terraform/plugins"));
    }
    if let Some(data) = env::var_os("XDG_DATA_HOME") {
        folders.push(Path::new(&data).join("terraform/plugins"));
    }
    folders.extend(["/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"].map(PathBuf::from));
    folders
}

/// A mirror in a system folder, at most two levels deep.
fn system_mirror(wanted: &Wanted) -> Option<Mirror> {
    let usual = SYSTEM_FOLDERS.iter().map(PathBuf::from);
    let near: Vec<PathBuf> = usual.flat_map(|folder| std::iter::once(folder.clone()).chain(folders(&folder))).collect();
    let found = near.iter().find_map(|folder| wanted.mirror_in(folder));
    found.or_else(|| near.iter().flat_map(|folder| folders(folder)).find_map(|folder| wanted.mirror_in(&folder)))
}

fn home() -> Option<PathBuf> {
    env::home_dir()
}
