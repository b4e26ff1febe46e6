//! The output of a program within a bounded time.
//!
//! The program may be a wrapper that waits for a lock, for a download or for a login.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// The time limits of a program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    /// The time after which waiting is reported.
    pub(super) silent: Duration,
    /// The additional time after which the program is killed.
    pub(super) reported: Duration,
}

/// The result of a program.
#[derive(Debug)]
pub(super) enum Answer {
    /// It ended, with this standard output and standard error.
    Output(Vec<u8>, Vec<u8>),
    /// It took too long and was killed.
    TooLate,
}

/// Runs a program to its end, and calls `report` once if it takes long.
pub(super) fn answer(command: &mut Command, timeouts: Timeouts, report: &mut dyn FnMut()) -> io::Result<Answer> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (out, error) = (all_of(child.stdout.take()), all_of(child.stderr.take()));
    let output = out.recv_timeout(timeouts.silent).or_else(|_| {
        report();
        out.recv_timeout(timeouts.reported)
    });
    match output {
        Ok(output) => {
            child.wait()?;
            Ok(Answer::Output(output, error.recv_timeout(timeouts.silent).unwrap_or_default()))
        }
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => end(&mut child),
    }
}

fn end(child: &mut Child) -> io::Result<Answer> {
    child.kill()?;
    child.wait()?;
    Ok(Answer::TooLate)
}

/// Reads a pipe to its end on a separate thread, because a process that keeps the pipe open must not block the caller.
fn all_of(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        // The receiver is gone if the program took too long.
        let _ = sender.send(bytes);
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, silent: Duration, reported: Duration) -> (Answer, u32) {
        let mut count = 0;
        let timeouts = Timeouts { silent, reported };
        let answer = answer(Command::new("sh").args(["-c", script]), timeouts, &mut || count += 1);
        (answer.unwrap(), count)
    }

    #[test]
    fn what_a_program_says_is_taken() {
        let minute = Duration::from_mins(1);
        let (answer, reported) = run("echo out; echo error >&2", minute, minute);
        assert!(matches!(answer, Answer::Output(out, error) if out == b"out\n" && error == b"error\n"));
        assert_eq!(reported, 0);
    }

    /// A child of the program keeps the pipe open, and must not block the caller either.
    #[test]
    fn a_program_that_never_ends_is_told_once_and_ended() {
        let (answer, reported) = run("sleep 600 & sleep 600", Duration::ZERO, Duration::from_millis(10));
        assert!(matches!(answer, Answer::TooLate));
        assert_eq!(reported, 1);
    }
}
