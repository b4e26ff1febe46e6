//! The instruction sets of Lambda, which are the targets of a build.

use std::fmt;
use std::str::FromStr;

/// An instruction set of Lambda.
///
/// See <https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Architecture {
    /// 64-bit x86: `x86_64`.
    X86_64,
    /// 64-bit ARM, on Graviton processors: `arm64`.
    Arm64,
}

/// A name that is not an architecture's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found architecture `{found}`; Lambda has `x86_64` and `arm64`")]
pub struct UnknownArchitecture {
    /// The name.
    pub found: String,
}

impl Architecture {
    /// Both.
    pub const ALL: [Self; 2] = [Self::X86_64, Self::Arm64];

    /// Lambda's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// The architecture of this machine.
    ///
    /// # Errors
    ///
    /// If Lambda does not have it.
    pub fn of_this_machine() -> Result<Self, UnknownArchitecture> {
        let name = std::env::consts::ARCH;
        let found = Self::ALL.into_iter().find(|architecture| architecture.rust_name() == name);
        found.ok_or_else(|| UnknownArchitecture { found: name.to_owned() })
    }

    /// The Rust target with a statically linked C library, so that binaries do not depend on the runtime's.
    pub(super) fn static_target(self) -> String {
        format!("{}-unknown-linux-musl", self.rust_name())
    }

    /// Its name in Rust, zig and Linux.
    pub(super) fn rust_name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "aarch64",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Architecture {
    type Err = UnknownArchitecture;

    fn from_str(text: &str) -> Result<Self, UnknownArchitecture> {
        let found = Self::ALL.into_iter().find(|architecture| architecture.as_str() == text);
        found.ok_or_else(|| UnknownArchitecture { found: text.to_owned() })
    }
}
