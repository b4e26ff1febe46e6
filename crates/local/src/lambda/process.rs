//! A function's process, which never outlives this one.
//!
//! Its parent is a reaper, another process of this program, which kills the function and its descendants when the
//! function or the runtime ends: see `reaper`. If the reaper itself is killed on Linux, the kernel kills the function:
//! the process asks for that before it executes the function.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use crate::logs::{Logs, Speaker};

use super::reaper;

/// How much of the log an invocation can return, in bytes.
const TAIL: usize = 4096;

/// The maximum length of a line in bytes; longer lines are split, as in CloudWatch.
const LONGEST_LINE: u64 = 256 * 1024;

/// Starts functions so that none outlives this process. Without a program, they are started directly.
#[derive(Debug, Clone, Default)]
pub struct Launcher {
    /// The program whose command [`reaper::REAPER`] calls [`reaper::reap`].
    program: Option<PathBuf>,
}

impl Launcher {
    /// Starts functions through the program `gelato-local`.
    pub fn through(program: Option<PathBuf>) -> Self {
        Self { program }
    }

    fn command(&self, bootstrap: &Path) -> Command {
        let Some(program) = &self.program else {
            let mut command = Command::new(bootstrap);
            command.stdin(Stdio::null()).kill_on_drop(true);
            return command;
        };
        let mut command = Command::new(program);
        command.arg(reaper::REAPER).arg(program).arg(bootstrap).stdin(Stdio::piped());
        command
    }
}

/// The nice value of functions: on AWS they compute on other machines, so they should not take processor time from
/// requests.
const NICE: i32 = 5;

/// Executes a program that the kernel kills when its parent ends, at a lower priority.
///
/// # Errors
/// Only returns if the program cannot be started or the parent has ended.
pub fn end_with_parent(parent: u32, program: &Path) -> io::Error {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(Signal::KILL)) {
        return error.into();
    }
    let is_parent = |pid: Pid| u32::try_from(pid.as_raw_nonzero().get()).is_ok_and(|pid| pid == parent);
    if !rustix::process::getppid().is_some_and(is_parent) {
        return io::Error::other("the runtime has ended");
    }
    // The function also runs if the system does not permit that.
    let _ = rustix::process::nice(NICE);
    std::process::Command::new(program).exec()
}

/// A running function.
pub(super) struct Process {
    child: Child,
    /// Its process group, if it was started directly.
    group: Option<Pid>,
    /// The reaper's input, whose end tells the reaper to kill the function.
    _reaper: Option<ChildStdin>,
    tail: Arc<Mutex<Vec<u8>>>,
}

impl Process {
    /// Starts the `bootstrap` of a folder.
    pub(super) fn start(
        launcher: &Launcher,
        folder: &Path,
        variables: Vec<(String, String)>,
        group: &Arc<str>,
        logs: &Arc<Logs>,
    ) -> io::Result<Self> {
        let mut command = launcher.command(&folder.join("bootstrap"));
        // A separate group, so that Ctrl-C in the terminal signals only the runtime.
        command.env_clear().envs(variables).current_dir(folder).process_group(0);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let reaper = child.stdin.take();
        let is_direct = reaper.is_none();
        let id = child.id().filter(|_| is_direct).and_then(|id| i32::try_from(id).ok());
        let tail = Arc::<Mutex<Vec<u8>>>::default();
        if let Some(output) = child.stdout.take() {
            tokio::spawn(copy(output, Arc::clone(group), Arc::clone(logs), Arc::clone(&tail)));
        }
        if let Some(output) = child.stderr.take() {
            tokio::spawn(copy(output, Arc::clone(group), Arc::clone(logs), Arc::clone(&tail)));
        }
        Ok(Self { child, group: id.and_then(Pid::from_raw), _reaper: reaper, tail })
    }

    /// Waits for the end of the process, and describes it, such as `exit status 1` or `signal: killed`.
    pub(super) async fn ended(&mut self) -> String {
        use std::os::unix::process::ExitStatusExt;
        match self.child.wait().await {
            Ok(status) => match (status.code(), status.signal()) {
                (Some(code), _) => format!("exit status {code}"),
                (None, Some(9)) => "signal: killed".into(),
                (None, Some(signal)) => format!("signal: {signal}"),
                (None, None) => status.to_string(),
            },
            Err(error) => error.to_string(),
        }
    }

    /// Whether it has ended.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// The end of its output.
    pub(super) fn tail(&self) -> Vec<u8> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // The group may have ended already.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

async fn copy(output: impl AsyncRead + Unpin, group: Arc<str>, logs: Arc<Logs>, tail: Arc<Mutex<Vec<u8>>>) {
    let mut output = BufReader::new(output);
    let mut line = Vec::new();
    while let Ok(size) = (&mut output).take(LONGEST_LINE).read_until(b'\n', &mut line).await {
        if size == 0 {
            return;
        }
        let line = std::mem::take(&mut line);
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        {
            let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
            tail.extend_from_slice(line);
            tail.push(b'\n');
            let more = tail.len().saturating_sub(TAIL);
            tail.drain(..more);
        }
        logs.add(Arc::clone(&group), Speaker::Function, &String::from_utf8_lossy(line));
    }
}
