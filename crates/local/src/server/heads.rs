//! Records the heads of requests as they came over the wire.
//!
//! `http` makes header names lowercase, and API Gateway does not: `$input.params('X-Shop')` finds `X-Shop` and not `x-shop`.
//! So the recorder parses the bytes of a connection as well, far enough to know where each head begins. It also enforces
//! the exact length of a head: hyper limits only its buffer, and accepts a longer head that comes in one piece. Framing and
//! all other refusals are left to hyper.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The longest head that is recorded.
const LONGEST: usize = super::LONGEST_HEAD * 2;
/// The most headers of a request, as in hyper.
const MOST_HEADERS: usize = 100;

/// A request's headers in the client's order and letter case.
pub(super) type Headers = Vec<(String, String)>;

/// A recorded head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// The headers of a request that may be answered.
    Complete(Headers),
    /// A head longer than [`super::LONGEST_HEAD`].
    TooLong,
}

/// A stream whose heads are recorded.
pub(super) struct Heads {
    stream: TcpStream,
    recorded: Recorded,
}

/// The recorded heads that were not taken yet.
#[derive(Clone, Default)]
pub(super) struct Recorded(Arc<Mutex<Recorder>>);

impl Heads {
    pub(super) fn new(stream: TcpStream) -> (Self, Recorded) {
        let recorded = Recorded::default();
        (Self { stream, recorded: recorded.clone() }, recorded)
    }
}

impl Recorded {
    /// Takes the oldest head.
    pub(super) fn take(&self) -> Option<Head> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).heads.pop_front()
    }

    fn feed(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).feed(bytes);
    }
}

impl AsyncRead for Heads {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.recorded.feed(&buffer.filled()[before..]);
        polled
    }
}

impl AsyncWrite for Heads {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The stream's position within a request.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Head,
    /// A body, with the number of remaining bytes.
    Body(u64),
    /// The line with a chunk's size.
    ChunkSize,
    /// A chunk, with the number of remaining bytes, including the line end after it.
    Chunk(u64),
    /// The lines after the last chunk.
    Trailers,
    /// The stream is not HTTP. Hyper refuses it.
    Lost,
}

/// Follows a stream, and records its heads.
#[derive(Default)]
struct Recorder {
    state: State,
    /// The incomplete head or line.
    pending: Vec<u8>,
    heads: VecDeque<Head>,
}

impl Recorder {
    fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && self.state != State::Lost {
            bytes = match self.state {
                State::Head => self.head(bytes),
                State::Body(left) => self.skip(bytes, left, State::Body, State::Head),
                State::Chunk(left) => self.skip(bytes, left, State::Chunk, State::ChunkSize),
                State::ChunkSize | State::Trailers => self.line(bytes),
                State::Lost => &[],
            };
        }
    }

    /// Skips bytes of a body.
    fn skip<'b>(&mut self, bytes: &'b [u8], left: u64, more: fn(u64) -> State, then: State) -> &'b [u8] {
        let skipped = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let left = left - skipped as u64;
        self.state = if left == 0 { then } else { more(left) };
        &bytes[skipped..]
    }

    /// Reads a head, or a part of one.
    fn head<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        let known = self.pending.len();
        // Most heads come in one piece, and need not be copied.
        let gathered: &[u8] = if known == 0 {
            bytes
        } else {
            self.pending.extend_from_slice(bytes);
            &self.pending
        };
        let parsed = request.parse(gathered);
        match parsed {
            Ok(httparse::Status::Complete(length)) => {
                let headers: Vec<_> =
                    request.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect();
                self.pending.clear();
                self.state = after_head(&headers);
                let fits = length <= super::LONGEST_HEAD;
                self.heads.push_back(if fits { Head::Complete(headers) } else { Head::TooLong });
                bytes.get(length.saturating_sub(known)..).unwrap_or_default()
            }
            Ok(httparse::Status::Partial) if gathered.len() <= LONGEST => {
                if known == 0 {
                    self.pending.extend_from_slice(bytes);
                }
                &[]
            }
            _ => {
                self.state = State::Lost;
                self.pending = Vec::new();
                &[]
            }
        }
    }

    /// Reads a line of a chunked body, or a part of one.
    fn line<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
            self.pending.extend_from_slice(bytes);
            if self.pending.len() > LONGEST {
                self.state = State::Lost;
            }
            return &[];
        };
        self.pending.extend_from_slice(&bytes[..end]);
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.pending)).trim().to_owned();
        self.state = match self.state {
            State::Trailers if line.is_empty() => State::Head,
            State::Trailers => State::Trailers,
            _ => match u64::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) {
                Ok(0) => State::Trailers,
                Ok(size) => size.checked_add(2).map_or(State::Lost, State::Chunk),
                Err(_) => State::Lost,
            },
        };
        &bytes[end + 1..]
    }
}

/// The state after a head.
fn after_head(headers: &[(String, String)]) -> State {
    let find =
        |wanted: &str| headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
    if find("transfer-encoding").is_some() {
        return State::ChunkSize;
    }
    match find("content-length").map(|length| length.trim().parse()) {
        None | Some(Ok(0)) => State::Head,
        Some(Ok(length)) => State::Body(length),
        Some(Err(_)) => State::Lost,
    }
}

/// A header's value as text, from UTF-8 or else Latin-1.
fn text(value: &[u8]) -> String {
    match std::str::from_utf8(value) {
        Ok(text) => text.to_owned(),
        Err(_) => value.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "POST /a HTTP/1.1\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nGET /\
                          POST /b HTTP/1.1\r\nX-TWO: 2\r\nTransfer-Encoding: chunked\r\n\r\n\
                          4;x=y\r\nabcd\r\n0\r\nTrailer: t\r\n\r\n\
                          GET /c HTTP/1.1\r\nx-three: 3\r\n\r\n";

    fn names(pieces: impl Iterator<Item = Vec<u8>>) -> Vec<String> {
        let mut recorder = Recorder::default();
        pieces.for_each(|piece| recorder.feed(&piece));
        let name = |head| match head {
            Head::Complete(headers) => headers[0].0.clone(),
            Head::TooLong => "too long".to_owned(),
        };
        recorder.heads.into_iter().map(name).collect()
    }

    #[test]
    fn a_head_is_too_long_by_one_byte_however_it_is_split() {
        for (length, expected) in [(super::super::LONGEST_HEAD, "A"), (super::super::LONGEST_HEAD + 1, "too long")] {
            let (start, end) = ("GET / HTTP/1.1\r\nA: ", "\r\n\r\n");
            let head = format!("{start}{}{end}", "a".repeat(length - start.len() - end.len()));
            let stream = format!("{head}GET / HTTP/1.1\r\nB: b\r\n\r\n");
            for size in [1000, 8192, length - 1, length, length + 1, stream.len()] {
                assert_eq!(names(stream.as_bytes().chunks(size).map(<[u8]>::to_vec)), [expected, "B"], "{size}");
            }
        }
    }

    #[test]
    fn heads_are_found_however_the_stream_is_split() {
        for size in 1..STREAM.len() {
            let pieces = STREAM.as_bytes().chunks(size).map(<[u8]>::to_vec);
            assert_eq!(names(pieces), ["X-One", "X-TWO", "x-three"], "pieces of {size}");
        }
    }

    #[test]
    fn a_stream_that_is_not_http_is_abandoned() {
        let mut recorder = Recorder::default();
        recorder.feed(b"\x16\x03\x01 no http\r\n\r\n");
        recorder.feed(b"GET / HTTP/1.1\r\nA: b\r\n\r\n");
        assert_eq!((recorder.state, recorder.heads.len()), (State::Lost, 0));
    }
}
