//! The findings of the check as data, with their English text.

use std::fmt;

use crate::terraform::closest;

/// The rule against anything that is deprecated in one of a provider's versions, for
/// [`Scope::except`](crate::terraform::Scope::except). The subject is an argument, such as
/// `aws_sns_topic.alerts.name`, or a reference, such as `data.aws_region.current.id`.
pub const DEPRECATED: &str = "deprecated";

/// If there are more allowed names than this, they are only listed if none is similar to the wrong one.
const LISTED: usize = 12;

/// A part of a block that one version of its provider does not accept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The provider's address, such as `registry.terraform.io/hashicorp/aws`.
    pub provider: String,
    /// The provider's version.
    pub version: String,
    /// The path in the block, such as `attribute[0].name`, which is empty for the block itself. For a reference, its text.
    pub path: String,
    /// The problem.
    pub problem: Problem,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It works, but the provider warns about it.
    Deprecated,
    /// Terraform refuses it.
    Error,
}

/// The problem of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// An unknown argument or block, or the unknown attribute of a reference.
    Unknown {
        /// The value or name that was found.
        name: String,
        /// The allowed names, sorted.
        allowed: Vec<String>,
    },
    /// An argument that only the provider sets.
    ReadOnly,
    /// A missing required argument.
    Missing,
    /// A value of the wrong type.
    WrongType {
        /// The value, such as ``the text `many` ``.
        found: String,
        /// The allowed type.
        allowed: String,
    },
    /// An expression where a block must be written out.
    NotABlock {
        /// The value or name that was found.
        found: String,
    },
    /// Too few blocks.
    TooFew {
        /// Their number.
        found: usize,
        /// The minimum.
        at_least: usize,
    },
    /// Too many blocks.
    TooMany {
        /// Their number.
        found: usize,
        /// The maximum.
        at_most: usize,
    },
    /// Something deprecated.
    Deprecated,
    /// The schema of the type cannot be read, so that nothing was checked.
    UnreadableSchema {
        /// The parser's message.
        cause: String,
    },
}

impl Finding {
    /// Its severity.
    pub fn severity(&self) -> Severity {
        match self.problem {
            Problem::Deprecated => Severity::Deprecated,
            _ => Severity::Error,
        }
    }
}

impl Problem {
    /// A similar allowed name.
    pub fn did_you_mean(&self) -> Option<&str> {
        match self {
            Self::Unknown { name, allowed } => closest(name, allowed.iter().map(String::as_str)),
            _ => None,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provider, version, path, problem } = self;
        if !path.is_empty() {
            write!(formatter, "`{path}`: ")?;
        }
        let provider = provider.strip_prefix("registry.terraform.io/").unwrap_or(provider);
        write!(formatter, "{problem} ({provider} {version})")
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, allowed } => write_unknown(formatter, name, allowed, self.did_you_mean()),
            Self::ReadOnly => formatter.write_str("only the provider sets this attribute"),
            Self::Missing => formatter.write_str("a required argument is missing"),
            Self::WrongType { found, allowed } => write!(formatter, "found {found}; allowed is {allowed}"),
            Self::NotABlock { found } => write!(formatter, "found {found}; allowed is a block, written out"),
            Self::TooFew { found, at_least } => write!(formatter, "found {found} of at least {at_least} blocks"),
            Self::TooMany { found, at_most } => {
                write!(formatter, "found {found} blocks; allowed are at most {at_most}")
            }
            Self::Deprecated => formatter.write_str("the provider deprecates this"),
            Self::UnreadableSchema { cause } => write!(formatter, "the provider's schema cannot be read: {cause}"),
        }
    }
}

fn write_unknown(
    formatter: &mut fmt::Formatter<'_>,
    name: &str,
    allowed: &[String],
    similar: Option<&str>,
) -> fmt::Result {
    write!(formatter, "unknown name `{name}`")?;
    if allowed.is_empty() {
        formatter.write_str("; nothing is allowed here")?;
    } else if allowed.len() <= LISTED || similar.is_none() {
        write!(formatter, "; allowed are `{}`", allowed.join("`, `"))?;
    }
    similar.map_or(Ok(()), |similar| write!(formatter, "; did you mean `{similar}`?"))
}
