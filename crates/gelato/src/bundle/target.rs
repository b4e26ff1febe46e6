//! The target of a bundle.

use super::architecture::{Architecture, UnknownArchitecture};
use super::profile::{LAMBDA, LOCAL, Profile};

/// The machine that runs the bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// This machine, for the local runtime: built quickly, with the installed compiler and nothing else.
    Native,
    /// Lambda: built small and static, with pinned tools.
    Lambda(Architecture),
}

impl Target {
    /// The architecture of the binary.
    ///
    /// # Errors
    ///
    /// If Lambda does not have this machine's architecture.
    pub fn architecture(self) -> Result<Architecture, UnknownArchitecture> {
        match self {
            Self::Native => Architecture::of_this_machine(),
            Self::Lambda(architecture) => Ok(architecture),
        }
    }

    /// The build profile.
    pub(super) fn profile(self) -> Profile {
        match self {
            Self::Native => LOCAL,
            Self::Lambda(_) => LAMBDA,
        }
    }
}
