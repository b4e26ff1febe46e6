//! Terraform as a program: found, told where its provider comes from, and run in a root.
//!
//! OpenTofu serves as well. <https://developer.hashicorp.com/terraform/cli>

mod answer;
mod credentials;
mod cut_off;
mod diagnostic;
mod error;
mod hint;
mod interruption;
mod mirror;
mod program;
mod provider_source;
mod root_folder;
mod variables;

pub use credentials::{Credentials, MissingCredentials};
pub use diagnostic::Diagnostic;
pub use error::Error;
pub use interruption::outlasting;
pub use mirror::{Mirror, Wanted};
pub use program::Program;
pub use provider_source::ProviderSource;
pub use root_folder::{Planned, RootFolder};
pub use variables::{MissingVariables, check_variables};
