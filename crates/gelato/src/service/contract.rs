//! The trait that a user implements: a service.

use serde::de::DeserializeOwned;

use crate::constructs::{AwsVersions, bootstrap_root};
use crate::environment::{Environment, EnvironmentInCode};
use crate::terraform::Root;

use super::description::Description;

/// A service: modules that do not know the environment, and what each environment's root adds to them.
///
/// ```
/// use gelato::prelude::*;
///
/// struct Library;
///
/// impl Service for Library {
///     const NAME: &'static str = "library";
///     type Settings = NoSettings;
///
///     fn describe(&self, service: &Description) {
///         let books = service.module("books", "The table of books.", |m| {
///             Table::new(m, "books", TableProps::new(Key::string("isbn")))
///         });
///         service.output("table", "The table's name.", books.name());
///     }
/// }
/// ```
pub trait Service {
    /// The service's name, with which the names of its resources begin: 1 to 32 lowercase letters, digits and `-`.
    const NAME: &'static str;

    /// The service's own settings: the table `[service]` of an environment's file. Use a struct that derives
    /// `Deserialize` with `deny_unknown_fields`, or [`NoSettings`](crate::environment::NoSettings).
    type Settings: DeserializeOwned + 'static;

    /// The major versions of the AWS provider that the service works with: both, unless it chooses one.
    const AWS_PROVIDER: AwsVersions = AwsVersions::Both;

    /// Describes the service. It is called once, and gets no environment, so that no module can contain an environment's
    /// value.
    fn describe(&self, service: &Description<Self::Settings>);

    /// The environments that the program describes, beside the files of the folder `environments`: one for each tenant, say.
    /// Each has a root of its own, and all commands know it by its name.
    fn environments(&self) -> Vec<EnvironmentInCode> {
        Vec::new()
    }

    /// The root for the resources that exist once per account and region, if there are any.
    fn bootstrap(&self, environment: &Environment) -> Option<Root> {
        bootstrap_root(environment)
    }
}
