//! Where a module of others comes from, with its version pinned.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/sources>

use std::fmt;

use semver::Version;

use super::refusal::Refusal;

/// The folder of a project, from a root's or a module's folder.
const PROJECT: &str = "../../";

/// The source of a module that is not one of the service's own.
///
/// ```
/// use gelato::terraform::ModuleSource;
/// let registry = ModuleSource::registry("terraform-aws-modules/vpc/aws", "5.1.2");
/// let git = ModuleSource::git("https://example.com/network.git", "v1.2.0").folder("modules/vpc");
/// let local = ModuleSource::local("hcl/network");
/// assert_eq!(git.to_string(), "git::https://example.com/network.git//modules/vpc?ref=v1.2.0");
/// assert!(registry.check().is_ok() && git.check().is_ok() && local.check().is_ok());
/// assert!(ModuleSource::registry("terraform-aws-modules/vpc/aws", "~> 5.0").check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleSource {
    place: Place,
    folder: Option<String>,
}

/// The kinds of source whose content a version fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Registry { address: String, version: String },
    Git { url: String, reference: String },
    Local,
}

impl ModuleSource {
    /// A module of a registry: `NAMESPACE/NAME/PROVIDER`, with the registry's host before it if it is not the public one, and
    /// its exact version, such as `5.1.2`.
    /// <https://developer.hashicorp.com/terraform/language/modules/sources#terraform-registry>
    pub fn registry(address: impl Into<String>, version: impl Into<String>) -> Self {
        Self { place: Place::Registry { address: address.into(), version: version.into() }, folder: None }
    }

    /// A module in a git repository, as `git clone` takes its URL, at a tag or commit. A branch moves, and is no version.
    /// <https://developer.hashicorp.com/terraform/language/modules/sources#generic-git-repository>
    pub fn git(url: impl Into<String>, reference: impl Into<String>) -> Self {
        Self { place: Place::Git { url: url.into(), reference: reference.into() }, folder: None }
    }

    /// A module in a folder of this machine, relative to the project's folder.
    /// <https://developer.hashicorp.com/terraform/language/modules/sources#local-paths>
    pub fn local(folder: impl Into<String>) -> Self {
        Self { place: Place::Local, folder: Some(folder.into()) }
    }

    /// The module in a folder of the repository or package, such as `modules/vpc`.
    #[must_use]
    pub fn folder(self, folder: impl Into<String>) -> Self {
        Self { folder: Some(folder.into()), ..self }
    }

    /// Reads a source as Terraform writes it, with the version of a registry's module.
    ///
    /// # Errors
    /// If it is not of a registry, of git or local, or its version is not pinned.
    pub fn parse(source: &str, version: Option<&str>) -> Result<Self, Refusal> {
        let parsed = parsed(source, version)?;
        parsed.check()?;
        Ok(parsed)
    }

    /// Checks that it is a source, and that its version is pinned.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self) -> Result<(), Refusal> {
        match &self.place {
            Place::Registry { address, version } => check_registry(address, version)?,
            Place::Git { url, reference } => check_git(url, reference)?,
            Place::Local => {}
        }
        self.folder.as_deref().map_or(Ok(()), check_folder)
    }

    /// The exact version of a registry's module.
    pub fn version(&self) -> Option<&str> {
        match &self.place {
            Place::Registry { version, .. } => Some(version),
            Place::Git { .. } | Place::Local => None,
        }
    }

    /// The module's name: `vpc` in `terraform-aws-modules/vpc/aws`, otherwise that of the folder or repository.
    pub fn name(&self) -> String {
        let last = |path: &str| path.trim_end_matches('/').rsplit(['/', ':']).next().unwrap_or_default().to_owned();
        match (&self.place, self.folder.as_deref()) {
            (_, Some(folder)) => last(folder),
            (Place::Registry { address, .. }, None) => address.rsplit('/').nth(1).unwrap_or_default().to_owned(),
            (Place::Git { url, .. }, None) => last(url).trim_end_matches(".git").to_owned(),
            (Place::Local, None) => String::new(),
        }
    }

    /// The source for people: a path from the project's folder, or the source with its version.
    pub(crate) fn shown(&self) -> String {
        match (&self.place, self.folder.as_deref()) {
            (Place::Local, folder) => folder.unwrap_or_default().trim_start_matches("./").to_owned(),
            (Place::Registry { version, .. }, _) => format!("{self} {version}"),
            (Place::Git { .. }, _) => self.to_string(),
        }
    }

    /// The code that makes it.
    pub(crate) fn code(&self) -> String {
        let folder = self.folder.as_deref().unwrap_or_default();
        let code = match &self.place {
            Place::Registry { address, version } => format!("ModuleSource::registry({address:?}, {version:?})"),
            Place::Git { url, reference } => format!("ModuleSource::git({url:?}, {reference:?})"),
            Place::Local => return format!("ModuleSource::local({folder:?})"),
        };
        if folder.is_empty() { code } else { format!("{code}.folder({folder:?})") }
    }
}

impl fmt::Display for ModuleSource {
    /// The source as a root or a module writes it. Both are two folders below the project's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = self.folder.as_deref().unwrap_or_default().trim_start_matches("./").trim_end_matches('/');
        match &self.place {
            Place::Local => write!(formatter, "{PROJECT}{folder}"),
            Place::Registry { address, .. } if folder.is_empty() => formatter.write_str(address),
            Place::Registry { address, .. } => write!(formatter, "{address}//{folder}"),
            Place::Git { url, reference } if folder.is_empty() => write!(formatter, "git::{url}?ref={reference}"),
            Place::Git { url, reference } => write!(formatter, "git::{url}//{folder}?ref={reference}"),
        }
    }
}

/// The forms of git sources that Terraform recognises without `git::`.
const GIT: [&str; 3] = ["git@", "github.com/", "bitbucket.org/"];

fn parsed(source: &str, version: Option<&str>) -> Result<ModuleSource, Refusal> {
    if [".", "..", "./", "../"]
        .iter()
        .any(|local| source == *local || source.starts_with("./") || source.starts_with("../"))
    {
        return Ok(ModuleSource::local(source));
    }
    let git = source.strip_prefix("git::");
    if git.is_some() || GIT.iter().any(|start| source.starts_with(start)) {
        let (url, query) = git.unwrap_or(source).split_once('?').unwrap_or((git.unwrap_or(source), ""));
        let reference = query.split('&').find_map(|pair| pair.strip_prefix("ref=")).unwrap_or_default();
        let (url, folder) = split_folder(url);
        let url = if git.is_none() && !url.starts_with("git@") { format!("https://{url}") } else { url.to_owned() };
        return Ok(ModuleSource { folder, ..ModuleSource::git(url, reference) });
    }
    if source.contains("://") || source.contains("::") {
        return Err(Refusal::new(format!("the source `{source}` cannot be pinned to a version"))
            .allowing("modules of a registry, of git, and local ones"));
    }
    let (address, folder) = split_folder(source);
    Ok(ModuleSource { folder, ..ModuleSource::registry(address, version.unwrap_or_default()) })
}

/// A source without the folder after `//`, which is not that of `https://`.
fn split_folder(source: &str) -> (&str, Option<String>) {
    let start = source.find("://").map_or(0, |scheme| scheme + "://".len());
    match source[start..].split_once("//") {
        Some((before, folder)) => (&source[..start + before.len()], Some(folder.to_owned())),
        None => (source, None),
    }
}

fn check_registry(address: &str, version: &str) -> Result<(), Refusal> {
    let parts: Vec<_> = address.split('/').collect();
    let is_name =
        |part: &&str| !part.is_empty() && part.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it));
    if !(3..=4).contains(&parts.len()) || !parts.iter().all(is_name) {
        return Err(Refusal::new(format!("the module source `{address}` is not an address in a registry"))
            .allowing("`NAMESPACE/NAME/PROVIDER`, with a host before it if it is not the public registry")
            .hint("a module in a folder is `ModuleSource::local`, one in a repository `ModuleSource::git`"));
    }
    if Version::parse(version).is_err() {
        let found = match version {
            "" => format!("the module `{address}` has no version"),
            range => format!("the version `{range}` of the module `{address}` does not say which one exactly"),
        };
        return Err(Refusal::new(found).allowing("an exact version, such as `5.1.2`").hint(
            "Terraform locks the versions of providers, not those of modules: a range may mean another module tomorrow",
        ));
    }
    Ok(())
}

fn check_git(url: &str, reference: &str) -> Result<(), Refusal> {
    if url.is_empty() || url.contains(['?', ' ']) || url.contains("::") {
        return Err(Refusal::new(format!("the git source `{url}` is not the URL of a repository"))
            .allowing("a URL as `git clone` takes it, such as `https://github.com/OWNER/NAME.git`"));
    }
    if reference.is_empty() || reference.contains(['&', '?', ' ']) {
        let found = match reference {
            "" => format!("the module of `{url}` has no `ref`"),
            other => format!("the `ref` `{other}` of `{url}` is not a tag or a commit"),
        };
        return Err(Refusal::new(found)
            .allowing("a tag or a commit, such as `v1.2.0`")
            .hint("without one, Terraform takes whatever the repository has that day"));
    }
    Ok(())
}

fn check_folder(folder: &str) -> Result<(), Refusal> {
    let is_bad = folder.is_empty() || folder.starts_with('/') || folder.contains(['\\', '?', ':', '"']);
    if is_bad || folder.chars().any(char::is_control) {
        return Err(Refusal::new(format!("`{folder}` is not a module's folder"))
            .allowing("a path with `/` that is relative: of a local module, to the project's folder"));
    }
    Ok(())
}
