//! The real engine: `Judge.java` in a JVM of its own, a template a line.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Where Debian puts the libraries of Java.
const LIBRARIES: &str = "/usr/share/java";
const NAMES: [&str; 3] = ["velocity-1.7.jar", "commons-lang.jar", "commons-collections3.jar"];

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
        let hashed = out.ends_with("[Ljava.lang.String;") || out.ends_with("[C");
        out.push('@');
        out.push_str(if hashed { part.trim_start_matches(|c: char| c.is_ascii_hexdigit()) } else { part });
    }
    out
}

pub(crate) struct Velocity {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The compiled program, as long as it runs.
    _classes: tempfile::TempDir,
}

impl Velocity {
    /// Compiles and starts the program; the error names what is missing for it.
    pub(crate) fn start() -> Result<Self, String> {
        let libraries: Vec<_> = NAMES.iter().map(|name| Path::new(LIBRARIES).join(name)).collect();
        if let Some(missing) = libraries.iter().find(|library| !library.is_file()) {
            return Err(missing.display().to_string());
        }
        let classes = tempfile::tempdir().unwrap();
        let mut path: Vec<_> = libraries.iter().map(|library| library.display().to_string()).collect();
        path.push(classes.path().display().to_string());
        let path = path.join(":");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/Judge.java");
        let compiled =
            Command::new("javac").args(["-nowarn", "-cp", &path, "-d"]).arg(classes.path()).arg(program).status();
        match compiled {
            Ok(status) => assert!(status.success(), "Judge.java does not compile"),
            Err(_) => return Err("a JDK".to_owned()),
        }
        let mut command = Command::new("java");
        command.args(["-Xss16m", "-Xmx512m", "-XX:+UseSerialGC", "-cp", &path, "Judge"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (questions, answers) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Ok(Self { child, questions, answers, _classes: classes })
    }

    pub(crate) fn render(&mut self, source: &str) -> Verdict {
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{}", STANDARD.encode(source)).unwrap();
        questions.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let (kind, text) = line.trim_end_matches('\n').split_once(' ').unwrap();
        let text = String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
        match kind {
            "output" => Verdict::Output(text),
            "syntax" => Verdict::Syntax(text),
            _ => Verdict::Exception(text),
        }
    }
}

impl Drop for Velocity {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}
