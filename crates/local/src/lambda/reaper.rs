//! A process beside each function that ends the function, and all that it started, when either the function or the
//! runtime ends, however that ends.
//!
//! It is the function's parent. On Linux it is also the parent of every process that the function leaves behind, in
//! whichever session or group that may be: the kernel gives orphans to the nearest ancestor that asked for them. Elsewhere
//! it kills the function's group, so what has left the group lives on.
//!
//! It hears of the runtime's end by the end of its input, whose other side nobody but the runtime has.

use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_process, kill_process_group, wait};

/// The name of the command that becomes the process, in this program and in `gelato`.
pub(crate) const REAPER: &str = "reap-function";

/// The name of the command that becomes the function.
pub(crate) const FUNCTION: &str = "start-function";

/// Runs a function until it or the input ends, and then ends all that it started. `launcher` is the program whose command
/// [`FUNCTION`] calls [`super::end_with_parent`].
///
/// # Errors
/// Where the function cannot be started.
pub fn reap(launcher: &Path, function: &Path, input: impl Read + Send + 'static) -> io::Result<WaitStatus> {
    adopt_orphans();
    let function = Pid::from_child(&start(launcher, function)?);
    std::thread::spawn(move || {
        end_of(input);
        // It may have ended by itself. It may also have left its group, which is nobody's then.
        let _ = kill_process_group(function, Signal::KILL);
        let _ = kill_process(function, Signal::KILL);
    });
    let status = ended(function)?;
    let _ = kill_process_group(function, Signal::KILL);
    end_adopted();
    Ok(status)
}

/// In a group of its own, since a function may well kill its group.
fn start(launcher: &Path, function: &Path) -> io::Result<Child> {
    let mut command = Command::new(launcher);
    command.arg(FUNCTION).arg(std::process::id().to_string()).arg(function);
    command.stdin(Stdio::null()).process_group(0).spawn()
}

fn end_of(mut input: impl Read) {
    let mut unread = [0; 64];
    while matches!(input.read(&mut unread), Ok(1..)) {}
}

/// Waits for the end of a process. Others that end meanwhile were left behind, and nobody asks for them.
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
    // Without it the function's group is still killed.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Kills the children, and those that come to this process as they end, until there are no more.
#[cfg(target_os = "linux")]
fn end_adopted() {
    loop {
        let killed = children().into_iter().filter(|child| kill_process(*child, Signal::KILL).is_ok()).count();
        // Who must not be killed by this one is not waited for.
        if killed == 0 || matches!(wait(WaitOptions::empty()), Err(error) if error != Errno::INTR) {
            return;
        }
    }
}

/// The processes whose parent this one is.
#[cfg(target_os = "linux")]
fn children() -> Vec<Pid> {
    let own = rustix::process::getpid().as_raw_nonzero().get();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    ids.filter(|id| parent(*id) == Some(own)).filter_map(Pid::from_raw).collect()
}

/// The parent of a process. Its name, which may hold anything, stands in parentheses before.
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
