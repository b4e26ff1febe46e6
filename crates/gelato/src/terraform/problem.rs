//! What can be wrong with a document, and how it is told.
//!
//! Problems are gathered rather than returned one by one, so that a program reads as a description and its
//! author sees all that is wrong at once.

use std::fmt;
use std::panic::Location;

/// Something wrong in a document: what, and where in the program it was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The place in the program that declared it.
    pub place: Option<&'static Location<'static>>,
}

/// The kinds of problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProblemKind {
    /// A logical name that Terraform would refuse.
    #[error(transparent)]
    Name(#[from] super::InvalidName),
    /// Two things under one address.
    #[error("`{address}` is declared twice in `{document}`: first at {first}\nhint: give one of them another name")]
    Duplicate {
        /// The document.
        document: String,
        /// The address.
        address: String,
        /// Where it was declared first.
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
        /// Which configuration, such as ``the default provider `aws` ``.
        configuration: String,
        /// Where it was configured first.
        first: String,
    },
    /// A provider configuration that is named and not there.
    #[error("`{from}` names the provider configuration `{provider}`, which `{document}` does not have{suggestion}")]
    UnknownProvider {
        /// The root or module.
        document: String,
        /// The resource or module call that names it.
        from: String,
        /// Its name.
        provider: String,
        /// What was perhaps meant.
        suggestion: String,
    },
    /// A reference to something that the document does not declare.
    #[error("`{from}` refers to `{to}`, which `{document}` does not declare{suggestion}")]
    Dangling {
        /// The document that refers.
        document: String,
        /// The argument that refers.
        from: String,
        /// What it refers to.
        to: String,
        /// What was perhaps meant.
        suggestion: String,
    },
    /// A reference to something of another document.
    #[error(
        "`{from}` in `{document}` refers to `{to}` of `{owner}`\n\
         hint: hand it over: an output of `{owner}`, a variable of `{document}`"
    )]
    Foreign {
        /// The document that refers.
        document: String,
        /// The argument that refers.
        from: String,
        /// What it refers to.
        to: String,
        /// The document that declares it.
        owner: String,
    },
    /// Things that need each other.
    #[error("`{document}` goes round in a circle: {}", path.join(" -> "))]
    Cycle {
        /// The document.
        document: String,
        /// The addresses, from the first back to it.
        path: Vec<String>,
    },
    /// A module call whose inputs do not fit the module's variables.
    #[error("module call `{call}` in `{document}`: {detail}")]
    Call {
        /// The document.
        document: String,
        /// The call's name.
        call: String,
        /// What does not fit.
        detail: String,
    },
    /// A value or block that the provider would refuse.
    #[error("`{address}` in `{document}`: {detail}")]
    Schema {
        /// The document.
        document: String,
        /// The resource or data source.
        address: String,
        /// What does not fit, with the provider's version.
        detail: String,
    },
    /// A template in an argument that would not do what it must.
    #[error("`{address}` in `{document}`: {detail}")]
    Template {
        /// The document.
        document: String,
        /// The resource.
        address: String,
        /// What is wrong, and where in the template.
        detail: String,
    },
    /// Something that a construct refuses, in its own words.
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

/// All that is wrong with a set of documents.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);
