//! What can keep Terraform from being run.

use std::io;

use super::mirror::Wanted;

/// Why Terraform cannot be run, or has not done what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither Terraform nor OpenTofu is there.
    #[error(
        "found neither `terraform` nor `tofu` on the PATH; needed is version {needed} or newer\n\
         hint: install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org/docs/intro/install), \
         or name the program in GELATO_TERRAFORM"
    )]
    Missing {
        /// The oldest version that will do.
        needed: semver::Version,
    },
    /// The named program is not there.
    #[error(
        "GELATO_TERRAFORM names `{program}`, and there is no such program\nhint: name a program that is there, or unset it"
    )]
    NotThere {
        /// The program.
        program: String,
    },
    /// The program is too old.
    #[error(
        "found `{program}` {found}; needed is {needed} or newer{why}\nhint: install a newer one, or name it in GELATO_TERRAFORM"
    )]
    TooOld {
        /// The program.
        program: String,
        /// Its version.
        found: semver::Version,
        /// The oldest that will do.
        needed: semver::Version,
        /// What needs it.
        why: &'static str,
    },
    /// The program does not say its version.
    #[error("`{program} version -json` says nothing that could be understood: {said}")]
    Version {
        /// The program.
        program: String,
        /// What it says.
        said: String,
    },
    /// The program takes too long to say its version.
    #[error(
        "`{program} version` said nothing for {seconds} seconds\n\
         hint: run it by hand to see what it waits for, or name another program in GELATO_TERRAFORM"
    )]
    Silent {
        /// The program.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// The program cannot be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// The named folder holds no mirror that will do.
    #[error(
        "GELATO_PLUGIN_DIR names `{folder}`, which holds no {wanted}\n\
         hint: it should hold HOST/{source_address}/VERSION/{platform}/, as `terraform providers mirror` writes it",
        source_address = wanted.source, platform = wanted.platform
    )]
    PluginFolder {
        /// The folder.
        folder: String,
        /// What was looked for.
        wanted: Wanted,
    },
    /// `init` failed.
    #[error("`{program} init` failed in `{root}`:\n{said}{hint}")]
    Init {
        /// The program.
        program: String,
        /// The root's folder.
        root: String,
        /// What it said.
        said: String,
        /// What to do.
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
        /// What it said.
        said: String,
        /// What to do.
        hint: String,
    },
}

/// What Terraform says when `init` must run again, because a module or a provider is needed that was not needed before.
const NEEDS_INIT: [&str; 6] = [
    "Module not installed",
    "Module source has changed",
    "Module version requirements have changed",
    "Missing required provider",
    "Inconsistent dependency lock file",
    "Required plugins are not installed",
];

impl Error {
    /// Whether `init` is all that is missing.
    pub fn needs_init(&self) -> bool {
        matches!(self, Self::Failed { said, .. } if NEEDS_INIT.iter().any(|summary| said.contains(summary)))
    }
}
