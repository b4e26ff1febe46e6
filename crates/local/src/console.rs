//! Standard output and standard error, written without blocking the caller.
//!
//! A terminal may be paused, and a pipe may be full because nobody reads it. Text is therefore queued and written by a
//! separate thread; requests, the loader and the shutdown never wait for that thread. Text that does not fit in the
//! queue is dropped, and the number of dropped lines is printed as soon as there is room again.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::printable;

/// The maximum number of queued bytes. A longer text is accepted if nothing else is queued.
const WAITING: usize = 1024 * 1024;
/// How long the thread waits before it retries a non-blocking stream that is full.
const PAUSE: Duration = Duration::from_millis(10);

static OUTPUT: LazyLock<Stream> = LazyLock::new(|| Stream::to(io::stdout().as_fd()));
static ERRORS: LazyLock<Stream> = LazyLock::new(|| Stream::to(io::stderr().as_fd()));

/// Prints text on standard output.
pub(crate) fn print(text: impl Into<String>) {
    OUTPUT.add(text.into());
}

/// Prints text on standard error.
pub(crate) fn print_error(text: impl Into<String>) {
    ERRORS.add(text.into());
}

/// Prints a warning on one line. The message may contain text from outside the runtime.
pub(crate) fn warn(message: &str) {
    print_error(format!("warning: {}\n", printable::line(message)));
}

/// Waits until everything is written, at most for the given time. Returns whether everything was written.
pub(crate) fn flush(patience: Duration) -> bool {
    let end = Instant::now() + patience;
    // Both streams are flushed, even if the first one is stuck.
    let errors = ERRORS.flush(end);
    OUTPUT.flush(end) && errors
}

/// Prints panics through the queue: the default hook would block the thread of a request on standard error.
pub(crate) fn print_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("unnamed");
        print_error(format!("thread `{name}` {}\n", printable::block(&panic.to_string())));
    }));
}

/// A queue and the thread that writes it.
struct Stream {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Wakes the thread when text was added, and callers of `flush` when text was written.
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    texts: VecDeque<String>,
    /// The bytes of `texts`, and of the text that is being written.
    size: usize,
    /// The number of lines dropped since the last accepted text.
    dropped: usize,
}

impl Stream {
    fn to(stream: BorrowedFd<'_>) -> Self {
        // A separate file, because the standard library's handles stay locked while a write blocks.
        Self::writing(stream.try_clone_to_owned().map(File::from))
    }

    fn writing(target: io::Result<impl Write + Send + 'static>) -> Self {
        let shared = Arc::<Shared>::default();
        // Without a stream or a thread nothing can be printed, and the queue fills up.
        if let Ok(target) = target {
            let shared = Arc::clone(&shared);
            let _ = std::thread::Builder::new().name("console".into()).spawn(move || shared.write_to(target));
        }
        Self { shared }
    }

    fn add(&self, text: String) {
        self.shared.lock().add(text);
        self.shared.changed.notify_all();
    }

    fn flush(&self, end: Instant) -> bool {
        let mut queue = self.shared.lock();
        while queue.size > 0 {
            let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else {
                return false;
            };
            queue = self.shared.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl Queue {
    fn add(&mut self, text: String) {
        if self.size > 0 && self.size + text.len() > WAITING {
            self.dropped += text.lines().count();
            return;
        }
        if self.dropped > 0 {
            let dropped = std::mem::take(&mut self.dropped);
            self.push(format!("({dropped} lines are missing here: nobody read them in time)\n"));
        }
        self.push(text);
    }

    fn push(&mut self, text: String) {
        self.size += text.len();
        self.texts.push_back(text);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_to(&self, mut target: impl Write) {
        loop {
            let text = self.next();
            // A closed terminal is no reason to stop serving.
            let _ = write_whole(&mut target, text.as_bytes());
            self.lock().size -= text.len();
            self.changed.notify_all();
        }
    }

    fn next(&self) -> String {
        let mut queue = self.lock();
        loop {
            if let Some(text) = queue.texts.pop_front() {
                return text;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Writes all bytes, also to a terminal that another program has made non-blocking.
fn write_whole(target: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match target.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(PAUSE),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_mins(1)
    }

    #[test]
    fn everything_is_written_in_its_order() {
        let (mut reader, writer) = io::pipe().unwrap();
        let stream = Stream::writing(Ok(writer));
        (0..100).for_each(|number| stream.add(format!("{number}\n")));
        assert!(stream.flush(soon()));
        let expected = (0..100).fold(String::new(), |text, number| text + &number.to_string() + "\n");
        let mut read = vec![0; expected.len()];
        reader.read_exact(&mut read).unwrap();
        assert_eq!(String::from_utf8(read).unwrap(), expected);
    }

    #[test]
    fn a_pipe_that_nobody_reads_does_not_block_and_reports_dropped_lines() {
        let (mut reader, writer) = io::pipe().unwrap();
        let stream = Stream::writing(Ok(writer));
        let line = format!("{}\n", "a".repeat(1023));
        let lines = 3 * WAITING / line.len();
        (0..lines).for_each(|_| stream.add(line.clone()));
        assert!(!stream.flush(Instant::now()));
        assert!(stream.shared.lock().size <= WAITING);
        let reading = std::thread::spawn(move || {
            let mut read = String::new();
            let mut buffer = [0; 4096];
            while !read.ends_with("last\n") {
                let size = reader.read(&mut buffer).unwrap();
                read.push_str(std::str::from_utf8(&buffer[..size]).unwrap());
            }
            read
        });
        assert!(stream.flush(soon()));
        stream.add("last\n".to_owned());
        let read = reading.join().unwrap();
        // The thread may have started to write before all lines were added, so lines may be missing in several places.
        let missing = |line: &str| -> Option<usize> {
            line.strip_prefix('(')?.strip_suffix(" lines are missing here: nobody read them in time)")?.parse().ok()
        };
        let missing: usize = read.lines().filter_map(missing).sum();
        let written = read.lines().filter(|read| *read == line.trim_end()).count();
        assert_eq!(written + missing, lines);
        assert!(missing > lines / 3, "{missing} of {lines}");
    }

    #[test]
    fn a_closed_pipe_is_no_reason_to_wait() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let stream = Stream::writing(Ok(writer));
        (0..10).for_each(|_| stream.add("a\n".to_owned()));
        assert!(stream.flush(soon()));
    }
}
