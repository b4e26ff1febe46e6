//! A blocked terminal, such as a pager that is not scrolled: neither requests nor the shutdown wait for it.

use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::client::Client;
use crate::runtime::{PATIENCE, command, eventually};
use crate::stack::Stack;

/// A runtime whose output goes to pipes that are not read after the start.
struct Piped {
    process: Child,
    address: SocketAddr,
    /// Open, and no longer read.
    _pipes: [PipeReader; 2],
}

impl Piped {
    /// Starts it, reads its address, and fills the pipes.
    fn start(stack: &Stack, arguments: &[&str]) -> Self {
        let (output, to_output) = std::io::pipe().expect("a pipe");
        let (errors, to_errors) = std::io::pipe().expect("a pipe");
        let mut command = command(stack, arguments);
        command.args(["--port", "0"]).stdin(Stdio::null());
        command.stdout(to_output.try_clone().expect("a pipe")).stderr(to_errors.try_clone().expect("a pipe"));
        let process = command.spawn().expect("a process");
        let address = address(&output);
        fill(to_output);
        fill(to_errors);
        Self { process, address, _pipes: [output, errors] }
    }

    /// Sends a signal and returns the exit code; fails if the process does not end.
    #[track_caller]
    fn end(&mut self, signal: Signal) -> Option<i32> {
        let id = Pid::from_raw(i32::try_from(self.process.id()).expect("a small number")).expect("a process");
        kill_process(id, signal).expect("a process");
        let mut status = None;
        eventually("it does not end", || {
            status = self.process.try_wait().expect("its state");
            status.is_some()
        });
        status.expect("a status").code()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads the start messages, for people or as JSON.
fn address(output: &PipeReader) -> SocketAddr {
    let mut found = None;
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if let Ok(started) = serde_json::from_str::<Value>(&line) {
            return started["endpoint"].as_str().and_then(endpoint).expect("an address");
        }
        found = found.or(line.strip_prefix("SDKs and the AWS CLI: --endpoint-url ").and_then(endpoint));
        if line == "Ctrl-C stops" {
            break;
        }
    }
    found.expect("an address")
}

fn endpoint(text: &str) -> Option<SocketAddr> {
    text.strip_prefix("http://")?.parse().ok()
}

/// Writes until the pipe is full. The thread blocks until the other end closes.
fn fill(mut pipe: PipeWriter) {
    let (written, count) = std::sync::mpsc::channel();
    std::thread::spawn(move || while pipe.write_all(&[b'.'; 4096]).is_ok() && written.send(()).is_ok() {});
    // A pipe has 64 KB on Linux and less elsewhere; a pause means that it is full.
    while count.recv_timeout(std::time::Duration::from_millis(500)).is_ok() {}
}

/// A function with a lot of output.
const LOUD: &str =
    "head -c 300000 /dev/zero | tr '\\0' 'a'; echo; head -c 300000 /dev/zero | tr '\\0' 'b' >&2; echo >&2";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (waits for time limits): `make test-all` runs it"]
async fn requests_and_the_shutdown_do_not_wait_for_the_terminal() {
    for (signal, arguments) in [(Signal::TERM, &[] as &[&str]), (Signal::INT, &["--json"])] {
        let stack = Stack::doing(LOUD);
        let mut runtime = Piped::start(&stack, arguments);
        let client = Client::new(runtime.address);
        for number in 0..200 {
            client.is_served(&format!("Flavour {number}")).await;
        }
        eventually("the function waits for the terminal", || stack.flavours("answered").len() >= 200);
        // A rejected change is printed as well.
        std::fs::write(stack.root().join("broken.tf.json"), "{").expect("a file");
        let end = Instant::now() + PATIENCE;
        let mut refused = Value::Null;
        while refused.is_null() {
            assert!(Instant::now() < end, "the change was not noticed");
            let health = client.ask(http::Method::GET, "/_gelato/health", "").await.expect("an answer").json();
            refused = health["configuration"]["refused"].clone();
        }
        assert_eq!(runtime.end(signal), Some(0), "{signal:?}");
    }
}
