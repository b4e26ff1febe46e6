//! A running `gelato-local`.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::stack::Stack;

/// A number reserved for fiction, split so that this file contains no phone number.
pub(crate) const PHONE_NUMBER: &str = concat!("+", "15555550100");

/// The timeout for anything. Nothing takes that long unless something is wrong.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// A runtime, which is killed when it is dropped.
pub(crate) struct Runtime {
    process: Child,
    pub(crate) address: SocketAddr,
    /// Its start message.
    pub(crate) started: Value,
    errors: PathBuf,
}

impl Runtime {
    /// Starts it with a stack, and returns when it listens.
    pub(crate) fn start(stack: &Stack, arguments: &[&str]) -> Self {
        Self::try_start(stack, arguments).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Starts it, or returns its errors if it does not listen.
    pub(crate) fn try_start(stack: &Stack, arguments: &[&str]) -> Result<Self, String> {
        Self::spawn(stack.folder(), command(stack, arguments), Stdio::null())
    }

    /// Starts it with an input that stays open.
    pub(crate) fn start_with_input(stack: &Stack, arguments: &[&str]) -> Self {
        let command = command(stack, arguments);
        Self::spawn(stack.folder(), command, Stdio::piped()).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Starts it with another folder for temporary files.
    pub(crate) fn start_in(stack: &Stack, temporary: &Path) -> Self {
        let mut command = command(stack, &[]);
        command.env("TMPDIR", temporary);
        Self::over(stack.folder(), command)
    }

    /// Starts it with another command; its standard error goes to a file in the folder.
    pub(crate) fn over(folder: &Path, command: Command) -> Self {
        Self::spawn(folder, command, Stdio::null()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn spawn(folder: &Path, mut command: Command, input: Stdio) -> Result<Self, String> {
        let errors = folder.join("errors");
        command.args(["--json", "--port", "0"]);
        command.stdin(input).stdout(Stdio::piped()).stderr(File::create(&errors).expect("a file"));
        let mut process = command.spawn().expect("a process");
        let line = first_line(process.stdout.take().expect("its output"));
        let started: Value = serde_json::from_str(&line).unwrap_or_default();
        let Some(endpoint) = started["endpoint"].as_str() else {
            // It should end by itself; if it does not, it is of no use.
            let _ = process.kill();
            process.wait().expect("its end");
            return Err(std::fs::read_to_string(&errors).unwrap_or_default());
        };
        let address = endpoint.trim_start_matches("http://").parse().expect("an address");
        Ok(Self { process, address, started, errors })
    }

    /// Its resident memory in MB.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("its memory") / 1024
    }

    /// Kills it with SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.kill().expect("a process");
        self.process.wait().expect("its end");
    }

    /// Stops it like Ctrl-C, and returns whether it exited successfully.
    pub(crate) fn stop(self) -> bool {
        self.signal(Signal::INT)
    }

    /// Sends a signal, and returns whether it exited successfully.
    pub(crate) fn signal(mut self, signal: Signal) -> bool {
        self.send(signal);
        self.end().success()
    }

    /// Sends a signal without waiting.
    pub(crate) fn send(&self, signal: Signal) {
        let id = Pid::from_raw(i32::try_from(self.process.id()).expect("a small number")).expect("a process");
        kill_process(id, signal).expect("a process");
    }

    /// Its CPU time in ticks of the system, usually 100 per second.
    pub(crate) fn cpu_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap_or_default();
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11);
        fields.take(2).map(|ticks| ticks.parse::<u64>().expect("a number")).sum()
    }

    /// Closes its input, and returns whether it exited successfully.
    pub(crate) fn end_input(mut self) -> bool {
        assert_eq!(self.process.try_wait().expect("its state"), None);
        drop(self.process.stdin.take().expect("an input"));
        self.end().success()
    }

    /// Waits for its end.
    #[track_caller]
    fn end(&mut self) -> ExitStatus {
        let mut status = None;
        eventually("it does not end", || {
            status = self.process.try_wait().expect("its state");
            status.is_some()
        });
        status.expect("a status")
    }

    /// Its output on standard error.
    pub(crate) fn stderr(&self) -> String {
        std::fs::read_to_string(&self.errors).unwrap_or_default()
    }

    /// Asserts that it still runs, and has printed no panic and no error.
    #[track_caller]
    pub(crate) fn is_well(&mut self) {
        let stderr = self.stderr();
        assert_eq!(self.process.try_wait().expect("its state"), None, "it ended: {stderr}");
        let bad = stderr.lines().find(|line| line.contains("panicked") || line.starts_with("error:"));
        assert_eq!(bad, None, "{stderr}");
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The command that serves a stack.
pub(crate) fn command(stack: &Stack, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gelato-local"));
    command.args(["serve", "--root"]).arg(stack.root()).args(arguments);
    command.env("TF_VAR_phone_numbers", format!("[\"{PHONE_NUMBER}\"]"));
    command
}

/// The start message for people.
pub(crate) fn overview(stack: &Stack, arguments: &[&str]) -> String {
    let mut command = command(stack, arguments);
    let mut process = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().expect("a process");
    let lines = BufReader::new(process.stdout.take().expect("its output")).lines().map_while(Result::ok);
    let lines: Vec<_> = lines.take_while(|line| line != "Ctrl-C stops").collect();
    process.kill().expect("a process");
    process.wait().expect("its end");
    lines.join("\n")
}

/// The errors of a runtime that does not start.
#[track_caller]
pub(crate) fn refused(stack: &Stack, arguments: &[&str]) -> String {
    refusal(&mut command(stack, arguments))
}

/// The errors of a command that must end by itself; fails if it starts to serve, or hangs.
#[track_caller]
pub(crate) fn refusal(command: &mut Command) -> String {
    let file = || tempfile::tempfile().expect("a file");
    let (output, mut errors) = (file(), file());
    let streams = [&output, &errors].map(|file| Stdio::from(file.try_clone().expect("a file")));
    let [to_output, to_errors] = streams;
    let mut process = command.stdin(Stdio::null()).stdout(to_output).stderr(to_errors).spawn().expect("a process");
    let end = Instant::now() + PATIENCE;
    let mut status = None;
    // A runtime that listens prints its start message on standard output.
    while status.is_none() && output.metadata().expect("its size").len() == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
        status = process.try_wait().expect("its state");
    }
    let _ = process.kill();
    process.wait().expect("its end");
    let mut stderr = Vec::new();
    errors.rewind().and_then(|()| errors.read_to_end(&mut stderr)).expect("its standard error");
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.and_then(|status| status.code()), Some(1), "{stderr}");
    stderr
}

/// The first line, or an empty string after a timeout.
fn first_line(output: ChildStdout) -> String {
    let (sender, line) = mpsc::channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        // The receiver is gone after a timeout.
        let _ = BufReader::new(output).read_line(&mut line).map(|_| sender.send(line));
    });
    line.recv_timeout(PATIENCE).unwrap_or_default()
}

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether a process is alive and not a zombie.
pub(crate) fn lives(id: &str) -> bool {
    let id = id.trim();
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // Without an ID, the file is that of the whole system.
    !id.is_empty() && !stat.is_empty() && !stat.contains(") Z ")
}
