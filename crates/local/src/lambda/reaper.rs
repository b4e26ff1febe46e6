//! A process beside the runtime that ends what functions started, should the runtime itself be killed.
//!
//! The kernel ends a function with the runtime, on Linux, and not what the function has started. This process hears of
//! each function's group, waits for the end of its input, which comes with the end of the runtime however it ends, and
//! kills the groups that are left. It is the same on every Unix.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use rustix::process::{Pid, Signal, kill_process_group};

/// The name of the command that becomes the process.
pub(crate) const COMMAND: &str = "reap";

/// The way to the process.
#[derive(Debug)]
pub(super) struct Reaper(Option<Mutex<ChildStdin>>);

impl Reaper {
    /// Starts it. Where that fails, functions end with the runtime as far as the kernel sees to it.
    pub(super) fn start(program: &Path) -> Self {
        let mut command = Command::new(program);
        // A group of its own: the keyboard's interrupt is for the runtime.
        command.arg(COMMAND).env_clear().process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let input = command.spawn().ok().and_then(|mut child| child.stdin.take());
        Self(input.map(Mutex::new))
    }

    /// A group is there.
    pub(super) fn watch(&self, group: Pid) {
        self.tell('+', group);
    }

    /// A group is gone.
    pub(super) fn forget(&self, group: Pid) {
        self.tell('-', group);
    }

    fn tell(&self, sign: char, group: Pid) {
        if let Some(input) = &self.0 {
            let mut input = input.lock().unwrap_or_else(PoisonError::into_inner);
            // It may have been ended by hand.
            let _ = input.write_all(format!("{sign}{}\n", group.as_raw_nonzero()).as_bytes());
        }
    }
}

/// Reads which groups there are until the input ends, and kills those that are left.
pub fn reap(input: impl BufRead) {
    let mut groups = BTreeSet::new();
    for line in input.lines().map_while(Result::ok) {
        let id = |text: &str| text.parse().ok();
        match (line.strip_prefix('+').and_then(id), line.strip_prefix('-').and_then(id)) {
            (Some(group), _) => drop(groups.insert(group)),
            (_, Some(group)) => drop(groups.remove(&group)),
            _ => {}
        }
    }
    for group in groups.into_iter().filter_map(Pid::from_raw) {
        // It may have ended by itself.
        let _ = kill_process_group(group, Signal::KILL);
    }
}
