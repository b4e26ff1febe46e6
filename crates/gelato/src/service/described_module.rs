//! A described module and its place in the program.

use std::panic::Location;

use crate::modules::Module;

/// A module and its place in the program.
pub(super) struct DescribedModule<S> {
    pub(super) module: Module<S>,
    pub(super) place: &'static Location<'static>,
}
