//! The real engine: `Judge.java` in a JVM of its own, a template a line.

use super::program::{Program, line_of};

/// The libraries of Velocity.
const LIBRARIES: [&str; 3] = ["velocity-1.7.jar", "commons-lang.jar", "commons-collections3.jar"];

/// What an engine makes of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Output(String),
    Syntax(String),
    Exception(String),
}

impl Verdict {
    /// Whether two engines mean the same; how they word an error is theirs.
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

/// The text with the hashes of Java arrays taken out: they differ from run to run.
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
    /// Compiles and starts the program; the error names what is missing for it.
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
