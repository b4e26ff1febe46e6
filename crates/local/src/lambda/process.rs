//! A function's process, which does not outlive this one.
//!
//! Its group is killed when it is dropped. Should this process be killed itself, the kernel kills the function on
//! Linux: it is started through this program, which asks for that and then becomes the function. Elsewhere the
//! connection on which a function waits for its next event ends, and runtimes' clients end with it.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

use crate::logs::{Logs, Speaker};

/// How much of the log an invocation may ask for, in bytes.
const TAIL: usize = 4096;

/// The program, and its arguments, that calls [`end_with_parent`]; a function is started directly where there is none.
#[derive(Debug, Clone, Default)]
pub struct Launcher(pub Option<(PathBuf, Vec<OsString>)>);

/// Becomes a program that the kernel kills when the process that started it ends.
///
/// # Errors
/// Only returns where the program cannot be started, or the one that wanted it is gone.
pub fn end_with_parent(parent: u32, program: &Path) -> io::Error {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(Signal::KILL)) {
        return error.into();
    }
    let is_parent = |pid: Pid| u32::try_from(pid.as_raw_nonzero().get()).is_ok_and(|pid| pid == parent);
    if !rustix::process::getppid().is_some_and(is_parent) {
        return io::Error::other("the runtime has ended");
    }
    std::process::Command::new(program).exec()
}

/// A running function.
pub(super) struct Process {
    child: Child,
    group: Option<Pid>,
    tail: Arc<Mutex<Vec<u8>>>,
}

impl Process {
    /// Starts the program of a folder.
    pub(super) fn start(
        launcher: &Launcher,
        folder: &Path,
        variables: Vec<(String, String)>,
        group: &Arc<str>,
        logs: &Arc<Logs>,
    ) -> io::Result<Self> {
        let bootstrap = folder.join("bootstrap");
        let mut command = match &launcher.0 {
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(std::process::id().to_string()).arg(&bootstrap);
                command
            }
            None => Command::new(&bootstrap),
        };
        command.env_clear().envs(variables).current_dir(folder).process_group(0).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let tail = Arc::<Mutex<Vec<u8>>>::default();
        if let Some(output) = child.stdout.take() {
            tokio::spawn(copy(output, Arc::clone(group), Arc::clone(logs), Arc::clone(&tail)));
        }
        if let Some(output) = child.stderr.take() {
            tokio::spawn(copy(output, Arc::clone(group), Arc::clone(logs), Arc::clone(&tail)));
        }
        let group = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        Ok(Self { child, group, tail })
    }

    /// Waits for the end, and says how it came, such as `exit status 1` or `signal: killed`.
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

    /// The last of what it wrote.
    pub(super) fn tail(&self) -> Vec<u8> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // It may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

async fn copy(output: impl AsyncRead + Unpin, group: Arc<str>, logs: Arc<Logs>, tail: Arc<Mutex<Vec<u8>>>) {
    let mut lines = BufReader::new(output).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        {
            let mut tail = tail.lock().unwrap_or_else(PoisonError::into_inner);
            tail.extend_from_slice(&line);
            tail.push(b'\n');
            let more = tail.len().saturating_sub(TAIL);
            tail.drain(..more);
        }
        logs.add(Arc::clone(&group), Speaker::Function, String::from_utf8_lossy(&line).into_owned());
    }
}
