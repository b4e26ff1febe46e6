//! The errors of running Terraform.

use std::io;

use super::mirror::Wanted;

/// Why Terraform cannot run, or failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither Terraform nor OpenTofu is installed.
    #[error(
        "found neither `terraform` nor `tofu` on the PATH; version {needed} or newer is needed\n\
         hint: install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org/docs/intro/install), \
         or name the program in GELATO_TERRAFORM"
    )]
    Missing {
        /// The oldest supported version.
        needed: semver::Version,
    },
    /// The named program does not exist.
    #[error("GELATO_TERRAFORM names `{program}`, which does not exist\nhint: name an existing program, or unset it")]
    NotThere {
        /// The program.
        program: String,
    },
    /// The program is too old.
    #[error(
        "found `{program}` {found}; {needed} or newer is required{why}\nhint: install a newer one, or name it in GELATO_TERRAFORM"
    )]
    TooOld {
        /// The program.
        program: String,
        /// Its version.
        found: semver::Version,
        /// The oldest supported version.
        needed: semver::Version,
        /// The feature that needs it.
        why: &'static str,
    },
    /// The program does not print its version.
    #[error("`{program} version -json` printed no version: {said}")]
    Version {
        /// The program.
        program: String,
        /// Its output.
        said: String,
    },
    /// The program takes too long to print its version.
    #[error(
        "`{program} version` said nothing for {seconds} seconds\n\
         hint: run it by hand to see what it waits for, or name another program in GELATO_TERRAFORM"
    )]
    Silent {
        /// The program.
        program: String,
        /// The timeout.
        seconds: u64,
    },
    /// The program cannot be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// The system's message.
        source: io::Error,
    },
    /// The named folder is not a suitable mirror.
    #[error(
        "GELATO_PLUGIN_DIR names `{folder}`, which holds no {wanted}\n\
         hint: it should hold HOST/{source_address}/VERSION/{platform}/, as `terraform providers mirror` writes it",
        source_address = wanted.source, platform = wanted.platform
    )]
    PluginFolder {
        /// The folder.
        folder: String,
        /// The provider.
        wanted: Wanted,
    },
    /// `init` failed.
    #[error("`{program} init` failed in `{root}`:\n{said}{hint}")]
    Init {
        /// The program.
        program: String,
        /// The root's folder.
        root: String,
        /// Its error output.
        said: String,
        /// A hint.
        hint: String,
    },
    /// A command failed.
    #[error("`{program} {command}` failed in `{root}`:\n{said}{hint}")]
    Failed {
        /// The program.
        program: String,
        /// The command.
        command: &'static str,
        /// The root's folder.
        root: String,
        /// Its error output.
        said: String,
        /// A hint.
        hint: String,
    },
}

/// Terraform's messages when `init` must run again for a new module or provider.
const NEEDS_INIT: [&str; 6] = [
    "Module not installed",
    "Module source has changed",
    "Module version requirements have changed",
    "Missing required provider",
    "Inconsistent dependency lock file",
    "Required plugins are not installed",
];

impl Error {
    /// Whether running `init` solves the problem.
    pub fn needs_init(&self) -> bool {
        matches!(self, Self::Failed { said, .. } if NEEDS_INIT.iter().any(|summary| said.contains(summary)))
    }
}
