//! A parent process for each function. When the function or the runtime ends, however it ends, the reaper kills the
//! function and all its descendants.
//!
//! On Linux it adopts every process that the function leaves behind, whatever its session or group: the kernel assigns
//! orphans to the nearest ancestor that is a subreaper. Elsewhere it kills the function's group, so a process that has
//! left the group survives.
//!
//! It notices the end of the runtime by the end of its input, whose other end only the runtime holds.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, kill_process_group, wait};

/// The command that runs a reaper, in this program and in `gelato`.
pub(crate) const REAPER: &str = "reap-function";

/// The command that executes a function.
pub(crate) const FUNCTION: &str = "start-function";

/// Runs a function until it or the input ends, then kills its descendants. `launcher` is the program whose command
/// `FUNCTION` calls [`super::end_with_parent`].
///
/// # Errors
/// If the function cannot be started.
pub fn reap(launcher: &Path, function: &Path, input: impl Read + Send + 'static) -> io::Result<WaitStatus> {
    adopt_orphans();
    let function = Pid::from_child(&start(launcher, function)?);
    std::thread::spawn(move || {
        end_of(input);
        // The function may have ended, or may have left its group, which then no longer exists.
        let _ = kill_process_group(function, Signal::KILL);
        let _ = kill_process(function, Signal::KILL);
    });
    let status = ended(function)?;
    let _ = kill_process_group(function, Signal::KILL);
    end_adopted();
    Ok(status)
}

/// Starts the function in its own process group, because it may kill its group.
fn start(launcher: &Path, function: &Path) -> io::Result<Child> {
    let mut command = Command::new(launcher);
    command.arg(FUNCTION).arg(std::process::id().to_string()).arg(function);
    command.stdin(Stdio::null()).process_group(0).spawn()
}

fn end_of(mut input: impl Read) {
    let mut unread = [0; 64];
    while matches!(input.read(&mut unread), Ok(1..)) {}
}

/// Waits for the end of a process. Other children that end meanwhile are orphans, whose status is ignored.
fn ended(process: Pid) -> io::Result<WaitStatus> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((ended, status))) if ended == process => return Ok(status),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(target_os = "linux")]
fn adopt_orphans() {
    // If this fails, the function's group is still killed.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Kills all children, including processes that are adopted meanwhile, until there are no more.
#[cfg(target_os = "linux")]
fn end_adopted() {
    loop {
        let killed = children().into_iter().filter(|child| kill_process(*child, Signal::KILL).is_ok()).count();
        // A child that this process may not kill is not waited for.
        if killed == 0 || matches!(wait(WaitOptions::empty()), Err(error) if error != Errno::INTR) {
            return;
        }
    }
}

/// The children of this process.
#[cfg(target_os = "linux")]
fn children() -> Vec<Pid> {
    let own = rustix::process::getpid().as_raw_nonzero().get();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    ids.filter(|id| parent(*id) == Some(own)).filter_map(Pid::from_raw).collect()
}

/// The parent of a process. It follows the process name, which is in parentheses and may contain any character.
#[cfg(target_os = "linux")]
fn parent(id: i32) -> Option<i32> {
    let stat = std::fs::read(format!("/proc/{id}/stat")).ok()?;
    let after_name = stat.rsplit(|byte| *byte == b')').next()?;
    std::str::from_utf8(after_name).ok()?.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn adopt_orphans() {}

#[cfg(not(target_os = "linux"))]
fn end_adopted() {}
