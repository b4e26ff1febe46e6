//! The problems of a document, and their messages.
//!
//! Problems are collected rather than returned one by one, so that a program reads as a description, and its author sees
//! all problems at once.

use std::fmt;
use std::panic::Location;

/// A problem of a document, and its place in the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// The place in the program.
    pub place: Option<&'static Location<'static>>,
}

/// The kinds of problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// A logical name that Terraform would refuse.
    #[error(transparent)]
    Name(#[from] super::InvalidName),
    /// Two declarations under one address.
    #[error("`{address}` is declared twice in `{document}`: first at {first}\nhint: give one of them another name")]
    Duplicate {
        /// The document.
        document: String,
        /// The address.
        address: String,
        /// The place of the first declaration.
        first: String,
    },
    /// Two configurations of a provider that Terraform cannot tell apart.
    #[error(
        "`{document}` configures {configuration} twice: first at {first}\n\
         hint: keep one of them, or give one an `alias` that no other has"
    )]
    ProviderTwice {
        /// The root.
        document: String,
        /// The configuration, such as ``the default provider `aws` ``.
        configuration: String,
        /// The place of the first configuration.
        first: String,
    },
    /// An unknown provider configuration.
    #[error("`{from}` names the provider configuration `{provider}`, which `{document}` does not have{suggestion}")]
    UnknownProvider {
        /// The root or module.
        document: String,
        /// The resource or module call that names it.
        from: String,
        /// Its name.
        provider: String,
        /// A suggestion.
        suggestion: String,
    },
    /// A reference to an address that the document does not declare.
    #[error("`{from}` refers to `{to}`, which `{document}` does not declare{suggestion}")]
    Dangling {
        /// The document that refers.
        document: String,
        /// The argument that refers.
        from: String,
        /// The target.
        to: String,
        /// A suggestion.
        suggestion: String,
    },
    /// A reference to another document.
    #[error(
        "`{from}` in `{document}` refers to `{to}` of `{owner}`\n\
         hint: hand it over: an output of `{owner}`, a variable of `{document}`"
    )]
    Foreign {
        /// The document that refers.
        document: String,
        /// The argument that refers.
        from: String,
        /// The target.
        to: String,
        /// The document that declares it.
        owner: String,
    },
    /// A dependency cycle.
    #[error("`{document}` has a dependency cycle: {}", path.join(" -> "))]
    Cycle {
        /// The document.
        document: String,
        /// The addresses of the cycle, which ends with its first.
        path: Vec<String>,
    },
    /// A module call whose inputs do not fit the module's variables.
    #[error("module call `{call}` in `{document}`: {detail}")]
    Call {
        /// The document.
        document: String,
        /// The call's name.
        call: String,
        /// The mismatch.
        detail: String,
    },
    /// A value or block that the provider would refuse.
    #[error("`{address}` in `{document}`: {detail}")]
    Schema {
        /// The document.
        document: String,
        /// The resource or data source.
        address: String,
        /// The mismatch, with the provider's version.
        detail: String,
    },
    /// A template that would not work, or would not be safe.
    #[error("`{address}` in `{document}`: {detail}")]
    Template {
        /// The document.
        document: String,
        /// The resource.
        address: String,
        /// The problem and its place in the template.
        detail: String,
    },
    /// The message of a construct that refuses its arguments.
    #[error("{0}")]
    Refused(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(formatter, "{}:{}: {}", place.file(), place.line(), self.kind),
            None => self.kind.fmt(formatter),
        }
    }
}

/// All problems of a set of documents.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);
