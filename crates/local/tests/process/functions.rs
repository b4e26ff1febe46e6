//! Functions that fail: every record is still delivered.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Method;
use serde_json::json;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, lives};
use crate::stack::Stack;

async fn post(runtime: &Runtime, count: usize) -> Vec<String> {
    let client = Client::new(runtime.address);
    let names: Vec<_> = (0..count).map(|number| format!("Flavour {number}")).collect();
    for name in &names {
        assert_eq!(client.post(name, "1.00").await.map(|response| response.status), Some(200));
    }
    names
}

/// Waits until a function has processed events with all flavours.
#[track_caller]
fn all_answered(stack: &Stack, names: &[String]) {
    eventually("not every flavour was delivered", || {
        let answered = stack.flavours("answered");
        names.iter().all(|name| answered.contains(name))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_the_middle_of_a_batch_loses_no_record() {
    let stack = Stack::doing("if [ ! -e crashed ]; then echo $$ > crashed; kill -SEGV $$; fi");
    let mut runtime = Runtime::start(&stack, &[]);
    let names = post(&runtime, 30).await;
    all_answered(&stack, &names);
    assert!(!lives(&stack.read("crashed")));
    // The batch in which it crashed was delivered again.
    assert!(stack.flavours("events").len() > names.len());
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_hangs_times_out_and_is_retried() {
    let stack = Stack::doing("if [ ! -e hung ]; then echo $$ > hung; sleep 600; fi");
    stack.change("notifier", "notifier_timeout_seconds", &json!(1));
    let mut runtime = Runtime::start(&stack, &[]);
    let names = post(&runtime, 3).await;
    all_answered(&stack, &names);
    assert!(!lives(&stack.read("hung")));
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_runs_at_a_lower_priority() {
    let stack = Stack::doing("nice > niceness");
    let mut runtime = Runtime::start(&stack, &[]);
    let names = post(&runtime, 1).await;
    all_answered(&stack, &names);
    let own = std::process::Command::new("nice").output().expect("`nice`").stdout;
    let niceness = |text: &str| text.trim().parse::<i32>().expect("a number");
    let own = niceness(&String::from_utf8_lossy(&own));
    assert_eq!(niceness(&stack.read("niceness")), (own + 5).min(19));
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (waits for retries): `make test-all` runs it"]
async fn text_messages_arrive_even_if_every_other_publication_fails() {
    let Some(stack) = Stack::deployed() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    stack.variable("AWS_ENDPOINT_URL_SNS", &format!("http://{}", listener.local_addr().expect("an address")));
    let mut runtime = Runtime::start(&stack, &[]);
    let refused = fail_every_other(listener, runtime.address);
    let names = post(&runtime, 50).await;
    let client = Client::new(runtime.address);
    for name in &names {
        let text = format!("Come try our new {name} flavour");
        let mut patience = 600;
        while !client.inbox().await.contains(&text) {
            patience -= 1;
            if patience == 0 {
                let invocations = client.ask(Method::GET, "/_gelato/invocations", "").await;
                let logs = client.ask(Method::GET, "/_gelato/logs", "").await;
                panic!("`{text}` never came: {invocations:?} {logs:?}");
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    assert!(refused.load(Ordering::Relaxed) > 0, "nothing failed");
    runtime.is_well();
}

/// Forwards every second request, and responds to the others with an error. Returns their count.
fn fail_every_other(listener: TcpListener, target: SocketAddr) -> Arc<AtomicUsize> {
    let refused = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&refused);
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let Ok(stream) = stream else { return };
            if number % 2 == 0 {
                count.fetch_add(1, Ordering::Relaxed);
                refuse(stream);
            } else {
                pass(stream, target);
            }
        }
    });
    refused
}

fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = vec![0; 65536];
    loop {
        let size = stream.read(&mut buffer).unwrap_or_default();
        request.extend_from_slice(&buffer[..size]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if size == 0 {
                return request;
            }
            continue;
        };
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
        if size == 0 || body.len() >= length.unwrap_or(0) {
            return request;
        }
    }
}

fn refuse(mut stream: TcpStream) {
    request(&mut stream);
    let _ = stream.write_all(b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}

/// Forwards one request per connection, by asking the server to close it.
fn pass(mut stream: TcpStream, target: SocketAddr) {
    let request = request(&mut stream);
    let Ok(mut service) = TcpStream::connect(target) else { return };
    let text = String::from_utf8_lossy(&request).replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let _ = service.write_all(text.as_bytes());
    let _ = service.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = service.read_to_end(&mut answer);
    let _ = stream.write_all(&answer);
}
