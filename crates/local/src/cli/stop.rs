//! Stops the process when a signal asks for it, and in time.
//!
//! A dedicated thread handles signals. Every other thread may be busy computing or waiting for a pipe that nobody reads, and
//! the process still ends in time.

use std::future::Future;
use std::io;
use std::process::exit;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::console;

use super::end_of_input;
use super::terminal::Terminal;

/// The time from the signal to the end of the process, at most.
const GRACE: Duration = Duration::from_secs(5);
/// How long a second signal counts as an echo of the first. A parent such as `make` passes on a signal that the terminal
/// sent to this process as well.
const ECHO: Duration = Duration::from_millis(200);
/// How long the last lines may take to be printed.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Listens for signals that end the process and, with `until_end_of_input`, for the end of standard input. The returned
/// future completes with the first of them. If the process still runs at the time limit, or when a second signal comes, it
/// exits at once.
///
/// # Errors
/// If the system refuses a thread or a signal handler.
pub(super) fn listen(terminal: Terminal, until_end_of_input: bool) -> io::Result<impl Future<Output = ()>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut signals = Signals::of(&runtime)?;
    let (asked, stopping) = oneshot::channel();
    let stop = async move {
        tokio::select! {
            () = signals.any() => {}
            () = end_of_input::of(until_end_of_input) => {}
        }
        // The receiver is gone if the process is ending already.
        let _ = asked.send(());
        let _ = timeout(GRACE, signals.again()).await;
        terminal.stopped();
        console::flush(LAST_WORDS);
        exit(0);
    };
    std::thread::Builder::new().name("stop".into()).spawn(move || runtime.block_on(stop))?;
    Ok(async {
        // The sender lives as long as the process.
        let _ = stopping.await;
    })
}

/// The signals that end the process.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// Sent when a terminal is closed.
    hang_up: Signal,
}

impl Signals {
    fn of(runtime: &Runtime) -> io::Result<Self> {
        let _entered = runtime.enter();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Waits for any of them.
    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }

    /// Waits for another one that is not an echo.
    async fn again(&mut self) {
        let echoes = async {
            loop {
                self.any().await;
            }
        };
        let _: Result<(), _> = timeout(ECHO, echoes).await;
        self.any().await;
    }
}
