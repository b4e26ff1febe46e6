//! The real engine: `Judge.java` in a separate JVM, with a template per line.

use super::program::{Program, line_of};

/// Velocity's libraries.
const LIBRARIES: [&str; 3] = ["velocity-1.7.jar", "commons-lang.jar", "commons-collections3.jar"];

/// The result of an engine for a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Output(String),
    Syntax(String),
    Exception(String),
}

impl Verdict {
    /// Whether two results agree. The wording of errors may differ.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Output(left), Self::Output(right)) => without_hashes(left) == without_hashes(right),
            _ => self.kind() == other.kind(),
        }
    }

    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Output(_) => "output",
            Self::Syntax(_) => "syntax error",
            Self::Exception(_) => "exception",
        }
    }
}

/// The text without the hashes of Java arrays, which differ from run to run.
fn without_hashes(text: &str) -> String {
    let mut parts = text.split('@');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hashed = ["[Ljava.lang.String;", "[Ljava.lang.Object;", "[C"].iter().any(|array| out.ends_with(array));
        out.push('@');
        out.push_str(if hashed { part.trim_start_matches(|c: char| c.is_ascii_hexdigit()) } else { part });
    }
    out
}

pub(crate) struct Velocity(Program);

impl Velocity {
    /// Compiles and starts the program. The error names a missing tool or library.
    pub(crate) fn start() -> Result<Self, String> {
        Program::start("Judge", &LIBRARIES).map(Self)
    }

    pub(crate) fn render(&mut self, source: &str) -> Verdict {
        let (kind, text) = self.0.answer(&line_of(&[source]));
        match kind.as_str() {
            "output" => Verdict::Output(text),
            "syntax" => Verdict::Syntax(text),
            _ => Verdict::Exception(text),
        }
    }
}
