//! Versions of the GNU C library in the symbols of a binary.

use std::fmt;

/// A version such as 2.34.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GlibcVersion {
    major: u32,
    minor: u32,
}

impl GlibcVersion {
    /// The version `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Parses a symbol version such as `GLIBC_2.34` or `GLIBC_2.2.5`, whose third number does not matter here. Other names,
    /// such as `GCC_3.0` and `GLIBC_PRIVATE`, give `None`.
    pub fn of_symbol(name: &str) -> Option<Self> {
        let mut numbers = name.strip_prefix("GLIBC_")?.split('.').map(str::parse);
        let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some(Self { major, minor })
    }
}

impl fmt::Display for GlibcVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbol_versions_are_ordered_as_numbers() {
        let version = |name| GlibcVersion::of_symbol(name).unwrap();
        assert!(version("GLIBC_2.2.5") < version("GLIBC_2.17"));
        assert!(version("GLIBC_2.9") < version("GLIBC_2.34"));
        assert_eq!(version("GLIBC_2.34"), GlibcVersion::new(2, 34));
    }

    #[test]
    fn other_names_are_no_versions() {
        for name in ["GCC_3.0", "GLIBC_PRIVATE", "GLIBC_", "GLIBC_2", "2.34"] {
            assert_eq!(GlibcVersion::of_symbol(name), None, "{name}");
        }
    }
}
