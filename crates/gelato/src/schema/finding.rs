//! What the check finds: as data, turned to English only here.

use std::fmt;

use crate::terraform::closest;

/// The rule that nothing is used which one of a provider's versions calls deprecated, for
/// [`Document::except`](crate::terraform::Document::except). The subject is an argument, such as
/// `aws_sns_topic.alerts.name`, or what a reference says, such as `data.aws_region.current.id`.
pub const DEPRECATED: &str = "deprecated";

/// More allowed names than these are listed only where none of them is like the wrong one.
const LISTED: usize = 12;

/// Something about a block that a version of its provider does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The provider's address, such as `registry.terraform.io/hashicorp/aws`.
    pub provider: String,
    /// The provider's version.
    pub version: String,
    /// Where in the block, such as `attribute[0].name`; empty for the block itself. For a reference, what it says.
    pub path: String,
    /// What is wrong there.
    pub problem: Problem,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It works, and the provider warns of it.
    Deprecated,
    /// Terraform refuses it.
    Error,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// An argument or block that is not known there, or an attribute that a reference asks for.
    Unknown {
        /// What was found.
        name: String,
        /// What is allowed there, sorted.
        allowed: Vec<String>,
    },
    /// An argument that only the provider sets.
    ReadOnly,
    /// An argument that must be there and is not.
    Missing,
    /// A value of another type.
    WrongType {
        /// What was found, such as ``the text `many` ``.
        found: String,
        /// The type that is allowed.
        allowed: String,
    },
    /// An expression where a block must be written out.
    NotABlock {
        /// What was found.
        found: String,
    },
    /// Fewer blocks than there must be.
    TooFew {
        /// How many there are.
        found: usize,
        /// How many there must be.
        at_least: usize,
    },
    /// More blocks than there may be.
    TooMany {
        /// How many there are.
        found: usize,
        /// How many there may be.
        at_most: usize,
    },
    /// Something that the provider wants no longer used.
    Deprecated,
    /// The schema of the type cannot be read, so that nothing was checked.
    UnreadableSchema {
        /// What the parser says.
        cause: String,
    },
}

impl Finding {
    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self.problem {
            Problem::Deprecated => Severity::Deprecated,
            _ => Severity::Error,
        }
    }
}

impl Problem {
    /// The allowed name that may have been meant.
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
            Self::Deprecated => formatter.write_str("the provider wants this no longer used"),
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
