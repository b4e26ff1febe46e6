//! A Java program of this folder in a separate JVM, which answers a line with a line.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Debian's folder of Java libraries.
const FOLDER: &str = "/usr/share/java";

pub(crate) struct Program {
    child: Child,
    questions: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// The folder of the compiled program, kept while it runs.
    _classes: tempfile::TempDir,
}

/// A question: base64 texts separated by spaces.
pub(crate) fn line_of(texts: &[&str]) -> String {
    texts.iter().map(|text| STANDARD.encode(text)).collect::<Vec<_>>().join(" ")
}

impl Program {
    /// Compiles and starts a program. The error names a missing tool or library.
    pub(crate) fn start(name: &str, libraries: &[&str]) -> Result<Self, String> {
        let libraries: Vec<_> = libraries.iter().map(|library| Path::new(FOLDER).join(library)).collect();
        if let Some(missing) = libraries.iter().find(|library| !library.is_file()) {
            return Err(missing.display().to_string());
        }
        let classes = tempfile::tempdir().unwrap();
        let mut path: Vec<_> = libraries.iter().map(|library| library.display().to_string()).collect();
        path.push(classes.path().display().to_string());
        let path = path.join(":");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/differential/{name}.java"));
        let mut compiler = Command::new("javac");
        compiler.args(["-nowarn", "-Xlint:none", "-cp", &path, "-d"]).arg(classes.path()).arg(source);
        match compiler.status() {
            Ok(status) => assert!(status.success(), "{name}.java does not compile"),
            Err(_) => return Err("a JDK".to_owned()),
        }
        let mut command = Command::new("java");
        command.args(["-Xss16m", "-Xmx512m", "-XX:+UseSerialGC", "-cp", &path, name]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (questions, answers) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Ok(Self { child, questions, answers, _classes: classes })
    }

    /// The kind and the text of the answer.
    pub(crate) fn answer(&mut self, question: &str) -> (String, String) {
        let questions = self.questions.as_mut().unwrap();
        writeln!(questions, "{question}").unwrap();
        questions.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let (kind, text) = line.trim_end_matches('\n').split_once(' ').unwrap();
        (kind.to_owned(), String::from_utf8(STANDARD.decode(text).unwrap()).unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.questions.take());
        let _ = self.child.wait();
    }
}
