//! The end of the process: when it is asked for, and that it comes.
//!
//! Signals are taken on a thread of their own. Every other thread may be busy, with a request that computes or a pipe
//! that nobody reads, and the process still ends when it must.

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

/// How long everything together may take, from the signal to the end of the process.
const GRACE: Duration = Duration::from_secs(5);
/// For so long a second signal is taken for an echo of the first: what stands between a terminal and this process, such
/// as `make`, passes on the signal that the terminal has sent to all of them.
const ECHO: Duration = Duration::from_millis(200);
/// How long the last words may take to be printed.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// Listens for signals that end the process, and for the end of standard input where that is wanted. What is returned
/// ends with the first of them. If the process is still there when its time is up, or when the user asks again, it is
/// ended then and there.
///
/// # Errors
/// Where the system has no thread or no signals for it.
pub(super) fn listen(terminal: Terminal, until_end_of_input: bool) -> io::Result<impl Future<Output = ()>> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut signals = Signals::of(&runtime)?;
    let (tell, told) = oneshot::channel();
    let stop = async move {
        tokio::select! {
            () = signals.any() => {}
            () = end_of_input::of(until_end_of_input) => {}
        }
        // The receiver is gone where the process ends by itself.
        let _ = tell.send(());
        let _ = timeout(GRACE, signals.again()).await;
        terminal.stopped();
        console::flush(LAST_WORDS);
        exit(0);
    };
    std::thread::Builder::new().name("stop".into()).spawn(move || runtime.block_on(stop))?;
    Ok(async {
        // The other side only goes with the process.
        let _ = told.await;
    })
}

/// The signals that end the process.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// Comes when a terminal is closed.
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

    /// Waits for one more, which is no echo.
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
