//! The folders of modules that `terraform init` fetched: those of a registry, of git and so on.
//!
//! Terraform lists them in `.terraform/modules/modules.json`, below the root, by the path of their call.
//! <https://developer.hashicorp.com/terraform/language/modules/sources>

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::Error;
use crate::regular_file::{self, TEXT_LIMIT};

/// The list, from the root's folder.
const LIST: &str = ".terraform/modules/modules.json";

/// The registry that an address without a host is of.
const REGISTRY: &str = "registry.terraform.io/";

/// The fetched modules, by the path of their call, such as `network.subnets`.
#[derive(Debug, Default)]
pub(super) struct Fetched(BTreeMap<String, Module>);

#[derive(Deserialize)]
struct List {
    #[serde(rename = "Modules")]
    modules: Vec<Module>,
}

#[derive(Debug, Deserialize)]
struct Module {
    #[serde(rename = "Key")]
    key: String,
    #[serde(rename = "Source")]
    source: String,
    #[serde(rename = "Dir")]
    folder: PathBuf,
}

impl Fetched {
    /// Reads the list. There is none if nothing was fetched.
    pub(super) fn read(root: &Path) -> Result<Self, Error> {
        let file = root.join(LIST);
        let text = match regular_file::text(&file, TEXT_LIMIT) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Error::unreadable(&file, error)),
        };
        let list: List = serde_json::from_str(&text).map_err(|error| Error::malformed(&file, error))?;
        Ok(Self(list.modules.into_iter().map(|module| (module.key.clone(), module)).collect()))
    }

    /// The folder of a called module, from the root's; or what is wrong.
    pub(super) fn folder(&self, key: &str, source: &str) -> Result<&Path, String> {
        const HINT: &str = "hint: run `terraform init` in the root, which fetches it";
        match self.0.get(key) {
            Some(module) if is_same(&module.source, source) => Ok(&module.folder),
            Some(module) => Err(format!(
                "`source` is `{source}`, but `{LIST}` has `{}` for this call, which is of an earlier `init`\n{HINT}",
                module.source
            )),
            None => Err(format!(
                "`source` is `{source}`, and `{LIST}` below the root does not list this call: the module was not \
                 fetched\n{HINT}; a module in a folder has a source that begins with `./` or `../`"
            )),
        }
    }
}

/// Whether Terraform wrote this source into its list for that of a call. It adds the registry's host, and the protocol of git.
fn is_same(listed: &str, source: &str) -> bool {
    let plain = |source: &str| {
        let source = source.strip_prefix(REGISTRY).unwrap_or(source);
        let source = source.strip_prefix("git::").unwrap_or(source);
        source
            .strip_prefix("https://")
            .or_else(|| source.strip_prefix("ssh://git@"))
            .unwrap_or(source)
            .replace(".git", "")
    };
    plain(listed) == plain(source) || plain(listed) == plain(&source.replacen(':', "/", 1).replacen("git@", "", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_compared_as_terraform_lists_them() {
        for (listed, source) in [
            ("registry.terraform.io/terraform-aws-modules/vpc/aws", "terraform-aws-modules/vpc/aws"),
            ("git::https://example.com/a.git?ref=v1", "git::https://example.com/a.git?ref=v1"),
            ("git::https://github.com/owner/a.git?ref=v1", "github.com/owner/a?ref=v1"),
            ("git::ssh://git@github.com/owner/a.git?ref=v1", "git@github.com:owner/a.git?ref=v1"),
            ("app.terraform.io/owner/a/aws", "app.terraform.io/owner/a/aws"),
        ] {
            assert!(is_same(listed, source), "{listed} {source}");
        }
        assert!(!is_same("git::https://example.com/a.git?ref=v1", "git::https://example.com/a.git?ref=v2"));
        assert!(!is_same("registry.terraform.io/a/b/aws", "a/c/aws"));
    }
}
