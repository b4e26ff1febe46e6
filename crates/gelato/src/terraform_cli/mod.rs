//! Terraform as a program: finds it, configures the source of its provider, and runs it in a root.
//!
//! OpenTofu works as well. <https://developer.hashicorp.com/terraform/cli>

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
pub use root_folder::{PlanOutcome, RootFolder};
pub use variables::{MissingVariables, check_variables};
