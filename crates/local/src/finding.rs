//! Differences from AWS that are reported before the runtime starts.

use std::fmt;

use crate::printable;
use crate::resource::{Place, Resource};

/// Something that is unknown, or would be ignored.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether the runtime can start anyway.
    pub severity: Severity,
    /// The resource's address, such as `module.api.aws_api_gateway_method.add_flavour`.
    pub address: String,
    /// Where it is declared.
    pub place: Option<Place>,
    /// What was found, and its consequence.
    pub message: String,
}

/// Whether the runtime can start despite a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It starts without it, unless `--strict` is given.
    Ignored,
    /// It cannot start.
    Unusable,
}

impl Finding {
    /// A resource, or a part of one, that is ignored.
    pub fn ignored(resource: &Resource, message: impl Into<String>) -> Self {
        Self::of(resource, Severity::Ignored, message.into())
    }

    /// A resource that cannot run.
    pub fn unusable(resource: &Resource, message: impl Into<String>) -> Self {
        Self::of(resource, Severity::Unusable, message.into())
    }

    fn of(resource: &Resource, severity: Severity, message: String) -> Self {
        Self { severity, address: resource.address.clone(), place: resource.place.clone(), message }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(formatter, "{place}: ")?;
        }
        write!(formatter, "{}: {}", printable::line(&self.address), self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_forges_no_line() {
        let key = "resource.aws_sqs_queue.a\nb".to_owned();
        let place = Place { file: "one\nerror: two.tf".into(), key };
        let message = "it is left out".to_owned();
        let finding = Finding { severity: Severity::Ignored, address: "a\nb".to_owned(), place: Some(place), message };
        let expected = r"one\nerror: two.tf: resource.aws_sqs_queue.a\nb: a\nb: it is left out";
        assert_eq!(finding.to_string(), expected);
    }
}
