//! What a bundle is built for.

use super::architecture::{Architecture, UnknownArchitecture};

/// Where the bundle is going to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// On this machine, for the local runtime: built quickly, with the compiler that is there and nothing else.
    Native,
    /// On Lambda: built small and static, with pinned tools.
    Lambda(Architecture),
}

impl Target {
    /// The architecture of the binary.
    ///
    /// # Errors
    ///
    /// Where this machine has none that Lambda has.
    pub fn architecture(self) -> Result<Architecture, UnknownArchitecture> {
        match self {
            Self::Native => Architecture::of_this_machine(),
            Self::Lambda(architecture) => Ok(architecture),
        }
    }

    /// The profile in the workspace's `Cargo.toml`.
    pub(super) fn profile(self) -> &'static str {
        match self {
            Self::Native => "local",
            Self::Lambda(_) => "lambda",
        }
    }
}
