//! A described module and its place in the program.

use std::panic::Location;

use crate::modules::Module;

/// A module and its place in the program.
pub(super) struct DescribedModule<S> {
    pub(super) module: Module<S>,
    /// The stack whose root calls it, if the service has stacks.
    pub(super) stack: Option<String>,
    pub(super) place: &'static Location<'static>,
}
