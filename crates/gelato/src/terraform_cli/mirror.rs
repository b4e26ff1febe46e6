//! Filesystem mirrors of providers, which are recognised by their layout.
//!
//! Unpacked: `HOST/NAMESPACE/TYPE/VERSION/OS_ARCH/`; packed:
//! `HOST/NAMESPACE/TYPE/terraform-provider-TYPE_VERSION_OS_ARCH.zip`.
//! <https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror>

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use semver::{Version, VersionReq};

/// The provider to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Namespace and type, such as `hashicorp/aws`.
    pub source: &'static str,
    /// The supported versions.
    pub versions: VersionReq,
    /// This machine's platform, such as `linux_amd64`.
    pub platform: String,
    /// The sources of the other providers that a mirror must have.
    pub others: Vec<String>,
}

/// A mirror with the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// Its folder, which has a folder per host.
    pub folder: PathBuf,
    /// The newest supported version in it.
    pub version: Version,
}

impl Wanted {
    /// The AWS provider for this machine, in the versions that generated configurations require.
    pub fn aws() -> Self {
        // The requirement is a valid literal. If it were not, any version would be accepted.
        let versions = VersionReq::parse(">=5.100.0, <7.0.0").unwrap_or(VersionReq::STAR);
        Self { source: "hashicorp/aws", versions, platform: platform(), others: Vec::new() }
    }

    /// The AWS provider and others. Terraform takes all providers from one mirror, or none.
    #[must_use]
    pub fn with(self, others: Vec<String>) -> Self {
        Self { others, ..self }
    }

    /// The mirror in a folder, if it has the provider.
    pub fn mirror_in(&self, folder: &Path) -> Option<Mirror> {
        let hosts = folders(folder);
        let versions = hosts.iter().flat_map(|host| self.versions_in(&host.join(self.source)));
        let newest = versions.filter(|version| self.versions.matches(version)).max()?;
        let has = |other: &String| hosts.iter().any(|host| host.join(other).is_dir());
        if !self.others.iter().all(has) {
            return None;
        }
        Some(Mirror { folder: folder.to_owned(), version: newest })
    }

    fn versions_in(&self, folder: &Path) -> Vec<Version> {
        let names = entries(folder).into_iter().map(|path| (file_name(&path), path));
        names.filter_map(|(name, path)| self.unpacked(&name, &path).or_else(|| self.packed(&name))).collect()
    }

    fn unpacked(&self, name: &str, path: &Path) -> Option<Version> {
        path.join(&self.platform).is_dir().then(|| Version::parse(name).ok())?
    }

    fn packed(&self, name: &str) -> Option<Version> {
        let kind = self.source.rsplit('/').next()?;
        let rest = name.strip_prefix(&format!("terraform-provider-{kind}_"))?;
        Version::parse(rest.strip_suffix(&format!("_{}.zip", self.platform))?).ok()
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "`{}` {} for {}", self.source, self.versions, self.platform)?;
        self.others.iter().try_for_each(|other| write!(formatter, ", with `{other}`"))
    }
}

/// The subfolders of a folder; none if it cannot be read.
pub(super) fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// This machine's platform in Go's terms, which providers use.
fn platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{system}_{processor}")
}
