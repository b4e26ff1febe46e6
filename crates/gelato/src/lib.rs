//! Infrastructure as a small typed Rust program, written as Terraform JSON.
//!
//! A program describes a service with [`constructs`] over typed resources ([`aws`]), in modules that do not know the
//! environment and roots that call them. [`synth`] writes them as Terraform JSON; Terraform does the rest.

pub mod terraform;
pub mod schema;
pub mod bindings;
pub mod aws;
pub mod environment;
pub mod modules;
pub mod constructs;
pub mod service;
pub mod synth;
pub mod openapi;
pub mod bundle;
pub mod terraform_cli;
pub mod plan;
pub mod import;
pub mod project;
pub mod messages;
mod called_as;
pub mod prelude;
pub mod printable;
mod temporary_folder;
mod whole_file;
mod cli;

/// The programs in the documentation for users, compiled as doctests.
#[cfg(doctest)]
mod texts {
    #[doc = include_str!("../../../README.md")]
    struct Readme;

    #[doc = include_str!("../../../docs/own-service.md")]
    struct OwnService;

    #[doc = include_str!("../../../docs/terraform-language.md")]
    struct TerraformLanguage;

    #[doc = include_str!("../../../docs/constructs/events.md")]
    struct Events;

    #[doc = include_str!("../../../docs/constructs/alarms.md")]
    struct Alarms;

    #[doc = include_str!("../../../docs/constructs/keys-and-secrets.md")]
    struct KeysAndSecrets;
}

pub use cli::{LocalZip, Prepared, run, write_text};
