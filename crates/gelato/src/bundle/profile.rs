//! The build profiles of functions. The tool supplies them, so that a workspace declares none.
//!
//! A workspace whose `Cargo.toml` declares a profile of the same name uses its own, whole: cargo would let the tool's
//! settings win one by one, and nobody could say which profile a function was built with.

use super::Error;
use std::path::Path;
use toml::Table;

/// A profile with the settings that cargo gets with `--config`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// Its name for cargo.
    pub(super) name: &'static str,
    settings: &'static [&'static str],
}

/// For Lambda: small, because size costs cold-start time. A panic unwinds, because the runtime client turns a handler's
/// panic into a reported error.
pub(super) const LAMBDA: Profile = Profile {
    name: "lambda",
    settings: &[
        r#"profile.lambda.inherits="release""#,
        r#"profile.lambda.opt-level="s""#,
        r#"profile.lambda.lto="fat""#,
        "profile.lambda.codegen-units=1",
        r#"profile.lambda.panic="unwind""#,
        r#"profile.lambda.strip="symbols""#,
    ],
};

/// For this machine, where the local runtime starts the function: quick to build, and without debug assertions, like the
/// deployed one.
pub(super) const LOCAL: Profile = Profile {
    name: "local",
    settings: &[
        r#"profile.local.inherits="dev""#,
        "profile.local.debug-assertions=false",
        "profile.local.overflow-checks=false",
        "profile.local.debug=false",
        r#"profile.local.strip="debuginfo""#,
    ],
};

impl Profile {
    /// The settings to pass to cargo: none if the workspace declares the profile.
    pub(super) fn settings(self, workspace: &Path) -> Result<&'static [&'static str], Error> {
        let path = workspace.join("Cargo.toml");
        let text = std::fs::read_to_string(&path).map_err(Error::file("read", &path))?;
        Ok(if self.is_declared(&text) { &[] } else { self.settings })
    }

    /// A file that is not TOML declares nothing; cargo says what is wrong with it.
    fn is_declared(self, manifest: &str) -> bool {
        let manifest: Table = toml::from_str(manifest).unwrap_or_default();
        let profiles = manifest.get("profile");
        profiles.is_some_and(|profiles| profiles.get(self.name).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_declared_by_its_own_name_alone() {
        assert!(LAMBDA.is_declared("[profile.lambda]\ninherits = 'release'"));
        assert!(LAMBDA.is_declared("profile.lambda.inherits = 'release'"));
        for other in ["", "[profile.release]\nlto = true", "[profile.local]", "[lambda]", "not TOML"] {
            assert!(!LAMBDA.is_declared(other), "{other}");
        }
    }
}
