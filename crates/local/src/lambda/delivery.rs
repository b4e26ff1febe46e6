//! Detects whether a process received its event.
//!
//! A process may end while it waits for an event, and the runtime may notice that only after it has responded. The
//! connection shows the fate of the response: if the process closes it before the response, or resets it, which is how
//! a system closes a connection with unread bytes, the process never received the event. The event can then be given to
//! another process, as Lambda does.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use rustix::net::{RecvFlags, recv};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long the connection of an ended process may take to close.
const PATIENCE: Duration = Duration::from_secs(1);

/// The state of the last event on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is being written.
    Begun,
    /// The system has accepted all of it.
    Sent,
    /// The process has read it: it closed its side without a reset.
    Fetched,
    /// The process has not read it.
    Lost,
}

/// The event deliveries on a connection.
#[derive(Debug, Clone)]
pub(super) struct Delivered(watch::Sender<State>);

/// The delivery of one event.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) request_id: String,
    state: watch::Receiver<State>,
}

impl Delivered {
    /// Another request proves that the process has read the previous response.
    pub(super) fn asked(&self) {
        self.0.send_if_modified(|state| replace(state, State::Sent, State::Fetched));
    }

    /// An event is about to be sent.
    pub(super) fn begin(&self, request_id: &str) -> Delivery {
        self.0.send_replace(State::Begun);
        Delivery { request_id: request_id.to_owned(), state: self.0.subscribe() }
    }

    /// The event has been flushed.
    fn flushed(&self) {
        self.0.send_if_modified(|state| replace(state, State::Begun, State::Sent));
    }

    /// The process may not have read the event.
    fn lost(&self) {
        self.0.send_if_modified(|state| {
            replace(state, State::Begun, State::Lost) || replace(state, State::Sent, State::Lost)
        });
    }

    /// The connection has closed.
    fn ended(&self) {
        self.0.send_if_modified(|state| {
            replace(state, State::Sent, State::Fetched) || replace(state, State::Begun, State::Lost)
        });
    }
}

fn replace(state: &mut State, old: State, new: State) -> bool {
    let is_old = *state == old;
    if is_old {
        *state = new;
    }
    is_old
}

impl Delivery {
    /// Whether the ended process had read the event.
    pub(super) async fn was_fetched(mut self) -> bool {
        let ended = self.state.wait_for(|state| matches!(state, State::Fetched | State::Lost));
        // If the connection does not close, its process is still alive.
        timeout(PATIENCE, ended).await.is_err() || *self.state.borrow() == State::Fetched
    }
}

/// A connection that observes the delivery of events.
pub(super) struct Watched {
    stream: TcpStream,
    delivered: Delivered,
}

impl Watched {
    pub(super) fn new(stream: TcpStream) -> (Self, Delivered) {
        let delivered = Delivered(watch::Sender::new(State::Fetched));
        (Self { stream, delivered: delivered.clone() }, delivered)
    }

    /// Whether the process has closed the connection. The system knows that before the event loop does.
    fn is_closed(&self) -> bool {
        let peeked = recv(&self.stream, &mut [0; 1], RecvFlags::PEEK | RecvFlags::DONTWAIT);
        peeked.is_ok_and(|(_, read)| read == 0)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.delivered.ended();
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(context, buffer));
        // After an orderly close, the system keeps the error of a later reset until it is queried.
        let is_end = buffer.filled().len() == before;
        if read.is_err() || is_end && !matches!(self.stream.take_error(), Ok(None)) {
            self.delivered.lost();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.is_closed() {
            self.delivered.lost();
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.delivered.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
