//! Slow clients, large bodies and invalid HTTP do not affect other clients.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use fastrand::Rng;
use http::Method;

use crate::client::{Client, FLAVOURS};
use crate::runtime::Runtime;
use crate::stack::Stack;

/// The maximum size of a body in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// The maximum memory of a debug build in MB. Its program alone is large.
const MEMORY: u64 = 200;

/// Less than the timeout of slow clients, which would free their resources.
const SOONER: Duration = Duration::from_secs(20);

fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a time");
    // It may respond before everything was sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (a thousand clients): `make test-all` runs it"]
async fn a_thousand_slow_clients_do_not_delay_others() {
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let head = format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
    let halves = [
        String::new(),
        head.clone(),
        format!("{head}Content-Length: 1000000\r\n\r\n{{\"flavour\":\""),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n10\r\n{{"),
    ];
    let slow: Vec<_> = (0..1000)
        .map(|number| {
            let mut stream = TcpStream::connect(runtime.address).expect("a connection");
            stream.write_all(halves[number % halves.len()].as_bytes()).expect("half a request");
            stream
        })
        .collect();
    let client = Client::new(runtime.address);
    for number in 0..20 {
        let flavour = format!("Flavour {number}");
        let served = client.is_served(&flavour);
        tokio::time::timeout(SOONER, served).await.expect("an answer before the slow clients are gone");
    }
    assert!(runtime.memory() < MEMORY, "{} MB", runtime.memory());
    drop(slow);
    client.is_served("Afterwards").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_are_rejected_and_not_kept_in_memory() {
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    let mut large = Vec::new();
    for _ in 0..8 {
        let client = client.clone();
        let ask = async move { client.ask(Method::POST, FLAVOURS, vec![b'a'; LARGEST + 1]).await };
        large.push(tokio::spawn(ask));
    }
    for answer in large {
        let answer = answer.await.expect("an answer").expect("an answer");
        assert_eq!((answer.status, answer.json()["message"].as_str()), (413, Some("Request Too Long")));
    }
    assert!(runtime.memory() < MEMORY, "{} MB", runtime.memory());
    client.is_served("Small").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_http_is_rejected_and_does_not_affect_others() {
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let long = "a".repeat(100_000);
    let malformed = [
        String::new(),
        "\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET {FLAVOURS}\r\n\r\n"),
        format!("GET {FLAVOURS} HTTP/9.9\r\nHost: localhost\r\n\r\n"),
        format!("GET {FLAVOURS}/\u{0} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("GET {FLAVOURS} HTTP/1.1\r\nBad Header: x\r\n\r\n"),
        format!("GET {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\n folded: x\r\n\r\n"),
        format!("GET {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n"),
        format!("GET {FLAVOURS}/{long} HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"),
        format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na"),
        format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        format!("POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\na"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned(),
    ];
    for bytes in &malformed {
        let answer = String::from_utf8_lossy(&exchange(runtime.address, bytes.as_bytes())).into_owned();
        let shown = &bytes[..bytes.len().min(80)];
        // A connection may close without a response only if there was no request.
        let status = answer.get(9..10);
        assert!(answer.is_empty() || status == Some("4"), "{shown:?}: {answer}");
    }
    let client = Client::new(runtime.address);
    client.is_served("Afterwards").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn corrupted_requests_do_not_affect_others() {
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    let body = r#"{"flavour":"Garbled","cost":"1.00"}"#;
    let whole = format!(
        "POST {FLAVOURS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut random = Rng::with_seed(7);
    for _ in 0..500 {
        let mut bytes = whole.clone().into_bytes();
        for _ in 0..random.usize(1..4) {
            let place = random.usize(..bytes.len());
            match random.u8(..3) {
                0 => bytes[place] = random.u8(..),
                1 => drop(bytes.drain(place..)),
                _ => bytes.insert(place, random.u8(..)),
            }
            if bytes.is_empty() {
                break;
            }
        }
        let answer = exchange(runtime.address, &bytes);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1."), "{}", String::from_utf8_lossy(&answer));
        assert_ne!(answer.get(9..12), Some(b"500".as_ref()), "{}", String::from_utf8_lossy(&bytes));
    }
    Client::new(runtime.address).is_served("Afterwards").await;
    runtime.is_well();
}
