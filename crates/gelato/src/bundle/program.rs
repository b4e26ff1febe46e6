//! Runs the programs of a build, and turns failures into errors with a hint.

use super::Error;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::thread;

/// The number of output lines shown of a failed program.
const SHOWN_LINES: usize = 40;

/// A program, its arguments and a hint for failures.
pub(super) struct Program {
    pub(super) command: Command,
    pub(super) hint: &'static str,
}

impl Program {
    pub(super) fn new(name: &str, hint: &'static str) -> Self {
        Self { command: Command::new(name), hint }
    }

    /// Runs it and returns its standard output. Each line on standard error is passed to `progress` immediately.
    pub(super) fn output(mut self, progress: &mut dyn FnMut(&str)) -> Result<String, Error> {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = self.command.spawn().map_err(|source| self.not_started(source))?;
        let printed = process.stdout.take().map(read_in_background);
        let said = process.stderr.take().map(|errors| tell(errors, progress)).unwrap_or_default();
        let status = process.wait().map_err(|source| self.not_started(source))?;
        let printed = printed.and_then(|thread| thread.join().ok()).unwrap_or_default();
        if status.success() { Ok(printed) } else { Err(self.failed(&said)) }
    }

    /// The program and its arguments, for messages.
    pub(super) fn name(&self) -> String {
        let words = std::iter::once(self.command.get_program()).chain(self.command.get_args());
        words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    fn not_started(&self, source: std::io::Error) -> Error {
        let program = self.command.get_program().to_string_lossy().into_owned();
        Error::Start { program, hint: self.hint, source }
    }

    fn failed(&self, said: &[String]) -> Error {
        let last = said[said.len().saturating_sub(SHOWN_LINES)..].join("\n");
        Error::Failed { program: self.name(), output: last, hint: self.hint }
    }
}

/// Reads both streams concurrently, because a full pipe would block the program.
fn read_in_background(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = vec![];
        // The output before a failure is still useful, and the exit status has the rest.
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn tell(stream: impl Read, progress: &mut dyn FnMut(&str)) -> Vec<String> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    let said = lines.filter(|line| !line.trim().is_empty());
    said.inspect(|line| progress(line.trim())).collect()
}
