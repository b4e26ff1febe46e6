//! Terraform's diagnostics, from its output lines with `-json`.
//! <https://developer.hashicorp.com/terraform/internals/machine-readable-ui#diagnostic>

use std::fmt;

use serde::Deserialize;

use crate::printable;

/// An error or a warning.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Diagnostic {
    severity: String,
    summary: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    address: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "type")]
    kind: String,
    diagnostic: Option<Diagnostic>,
}

impl Diagnostic {
    /// The diagnostic of a line, if it has one.
    pub(super) fn of_line(line: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(line).ok()?;
        line.diagnostic.filter(|_| line.kind == "diagnostic")
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&printable::line(&self.summary))?;
        if let Some(address) = &self.address {
            write!(formatter, " ({})", printable::line(address))?;
        }
        let detail = self.detail.trim();
        if detail.is_empty() { Ok(()) } else { write!(formatter, "\n{}", printable::quoted(detail)) }
    }
}
