//! The problems of a document, and their messages.
//!
//! Problems are collected rather than returned one by one, so that a program reads as a description, and its author sees
//! all problems at once.

use std::fmt;
use std::panic::Location;

use super::refusal::Refusal;

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
    #[error("`{from}` names the provider configuration `{provider}`, which `{document}` does not have{}", hint(.meant.as_deref()))]
    UnknownProvider {
        /// The root or module.
        document: String,
        /// The resource or module call that names it.
        from: String,
        /// Its name.
        provider: String,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// A reference to an address that the document does not declare.
    #[error("`{from}` refers to `{to}`, which `{document}` does not declare{}", hint(.meant.as_deref()))]
    Dangling {
        /// The document that refers.
        document: String,
        /// The argument that refers.
        from: String,
        /// The target.
        to: String,
        /// What was probably meant.
        meant: Option<String>,
    },
    /// `each` or `count.index` where there are no instances.
    #[error(
        "`{from}` in `{document}` uses `{value}`, which only has a meaning in a resource with `{argument}`\n\
         hint: use it in the properties of the resource whose `Meta` has the `{argument}`"
    )]
    OutOfPlace {
        /// The document.
        document: String,
        /// The argument that uses it.
        from: String,
        /// `each.key`, `each.value` or `count.index`.
        value: &'static str,
        /// The meta-argument that gives it a meaning.
        argument: &'static str,
    },
    /// A reference to a resource with instances that does not say which one.
    #[error(
        "`{from}` in `{document}` refers to `{to}`, of which `{argument}` may make none or several\n\
         hint: refer to all of them with `instances()`, or to one with `instance(…)`"
    )]
    WhichInstance {
        /// The document.
        document: String,
        /// The argument that refers.
        from: String,
        /// The resource.
        to: String,
        /// `count` or `for_each`.
        argument: &'static str,
    },
    /// A reference to another document.
    #[error(
        "`{from}` in `{document}` refers to `{to}` of `{owner}`, which is not a module of the same service\n\
         hint: describe both in one service, whose modules share values, or hand it over: an output of `{owner}`, a variable \
         of `{document}`"
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
    #[error("module call `{call}` in `{document}`: {refusal}")]
    Call {
        /// The document.
        document: String,
        /// The call's name.
        call: String,
        /// The mismatch.
        refusal: Refusal,
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
    /// A value of another module that cannot cross the modules' boundaries.
    #[error(transparent)]
    NotCrossing(#[from] Box<NotCrossing>),
    /// Modules that use each other's values in a circle.
    #[error(
        "modules depend on each other:\n  {}\nhint: declare what they share in one module, or in a third one",
        steps.join("\n  ")
    )]
    ModuleCycle {
        /// Which module uses what of which, and where.
        steps: Vec<String>,
    },
    /// Two REST APIs of one service.
    #[error(
        "the service has a second REST API: the first is at {first}; allowed: one\n\
             hint: declare all routes in one API, or describe another service for the other"
    )]
    SecondApi {
        /// The place of the first one.
        first: String,
    },
    /// Two modules of one name.
    #[error("the module `{name}` is described twice: first at {first}\nhint: give one of them another name")]
    ModuleTwice {
        /// The name.
        name: String,
        /// The place of the first one.
        first: String,
    },
    /// A module with the name of an environment.
    #[error("the module `{name}` has the name of an environment\nhint: rename the module, or the environment's file")]
    ModuleNamedLikeRoot {
        /// The name.
        name: String,
    },
    /// A variable without a value in an environment.
    #[error(
        "environment `{environment}`: the variable `{variable}` of the module `{module}` has no value, since {origin} gives \
         none: {description}\n\
         hint: set it in `environments/{environment}.toml`, or give the variable a default in the program"
    )]
    NoValue {
        /// The environment.
        environment: String,
        /// The variable.
        variable: String,
        /// The module.
        module: String,
        /// The variable's description.
        description: String,
        /// What should have given the value.
        origin: &'static str,
    },
    /// A variable that nothing fills.
    #[error(
        "nothing fills the variable `{variable}` of the module `{module}`\n\
         hint: declare it with `m.setting(…)`, `m.from_environment(…)`, `m.input(…)` or `m.secret(…)`, or give it a default \
         with `Variable::optional(…)`"
    )]
    Unfilled {
        /// The variable.
        variable: String,
        /// The module.
        module: String,
    },
    /// A condition of a variable that is about something else.
    #[error(
        "the condition of `{variable}` in `{document}` refers to `{to}`; allowed: only the variable itself\n\
         hint: Terraform 1.5 knows no other value when it checks a variable; compare the two in the program, or in the \
         resource that uses both"
    )]
    Condition {
        /// The document.
        document: String,
        /// The variable.
        variable: String,
        /// The target.
        to: String,
    },
    /// What a construct refuses.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A value of another module that cannot cross the modules' boundaries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{from}` in `{document}` uses `{value}` of the module `{owner}`, which cannot leave it: {why}")]
pub struct NotCrossing {
    /// The module or root that uses it.
    pub document: String,
    /// The argument that uses it.
    pub from: String,
    /// The value.
    pub value: String,
    /// The module that declares it.
    pub owner: String,
    /// Why it cannot cross, what can, and what to do.
    pub why: Refusal,
}

/// The line of a hint about what was probably meant, if anything.
fn hint(meant: Option<&str>) -> String {
    meant.map_or_else(String::new, |meant| format!("\nhint: did you mean `{meant}`?"))
}

/// A place as messages name it: `FILE:LINE`.
pub(crate) fn file_and_line(place: &Location<'_>) -> String {
    format!("{}:{}", place.file(), place.line())
}

impl ProblemKind {
    /// Two declarations under one address, with the place of the first.
    pub(crate) fn duplicate(document: &str, address: String, first: &Location<'_>) -> Self {
        Self::Duplicate { document: document.to_owned(), address, first: file_and_line(first) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => write!(formatter, "{}: {}", file_and_line(place), self.kind),
            None => self.kind.fmt(formatter),
        }
    }
}

/// All problems of a set of documents.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);
