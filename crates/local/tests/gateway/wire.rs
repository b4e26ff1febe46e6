//! The wire: malformed requests, too large ones and slow clients.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::api::{Api, Fake, dynamodb};

fn echo() -> Api {
    let mut api = Api::new();
    let template = "{\"exact\": \"$input.params('X-Shop')\", \"body\": $input.json('$')}";
    api.service(Arc::new(Fake::echo("dynamodb")));
    api.method("POST", "/x", json!({}), dynamodb("PutItem", template), json!([{"status_code": "200"}]));
    api.mock("GET", "/ok", json!({}));
    api
}

/// Sends bytes, and reads until the server closes or is silent.
async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(bytes).await;
    read(&mut stream).await
}

/// Sends requests, of which the last asks to close the connection, and reads until the server closes it.
async fn exchange_all(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).await.unwrap();
    answers
}

async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut buffer = vec![0; 65536];
    let mut patience = Duration::from_secs(30);
    while let Ok(Ok(size)) = tokio::time::timeout(patience, stream.read(&mut buffer)).await {
        answer.extend_from_slice(&buffer[..size]);
        patience = Duration::from_millis(700);
        if size == 0 {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn header_names_keep_their_case_on_a_persistent_connection() {
    let post = |head: &str| format!("POST /stage/x HTTP/1.1\r\nHost: h\r\n{head}\r\nContent-Length: 2\r\n\r\n{{}}");
    let chunked =
        "POST /stage/x HTTP/1.1\r\nHost: h\r\nX-Shop: c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    let all = format!("{}{chunked}{}", post("X-Shop: s"), post("x-shop: s\r\nConnection: close"));
    let answer = echo().serve(|address| async move { exchange_all(address, all.as_bytes()).await });
    let found: Vec<_> =
        answer.lines().filter_map(|line| line.split("{\"exact\": \"").nth(1)).map(|rest| &rest[..1]).collect();
    assert_eq!(found, ["s", "c", "\""], "{answer}");
}

#[test]
fn malformed_http_is_refused() {
    let status = |bytes: &'static [u8]| {
        let answer = echo().serve(|address| exchange(address, bytes));
        answer.split(' ').nth(1).unwrap_or("closed").to_owned()
    };
    assert_eq!(status(b"GET /stage/ok HTTP/1.1\r\nBad Header: x\r\n\r\n"), "400");
    assert_eq!(status(b"GET /stage/ok HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"), "400");
    assert_eq!(status(b"GET /stage/ok HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), "400");
    assert_eq!(status(b"GET  HTTP/1.1\r\n\r\n"), "400");
    assert_eq!(status(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"), "400");
    assert_eq!(status(b"GET /stage/ok HTTP/1.1\r\nHost: h\r\n\r\n"), "200");
}

/// The longest head, as in `docs/gateway.md`.
const LONGEST_HEAD: usize = 32 * 1024;

#[test]
fn a_head_of_32_kb_passes_and_one_byte_more_does_not_however_it_is_cut() {
    let head = |length: usize| {
        let (start, end) = ("GET /stage/ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Long: ", "\r\n\r\n");
        format!("{start}{}{end}", "a".repeat(length - start.len() - end.len()))
    };
    let statuses = |length: usize, before: &'static str| {
        let stream = format!("{before}{}", head(length));
        let sizes = [1000, 8192, 20_000, LONGEST_HEAD - 1, LONGEST_HEAD, LONGEST_HEAD + 1, stream.len()];
        echo().serve(|address| async move {
            let mut found = Vec::new();
            for size in sizes {
                let mut connection = TcpStream::connect(address).await.unwrap();
                connection.set_nodelay(true).unwrap();
                for piece in stream.as_bytes().chunks(size) {
                    let _ = connection.write_all(piece).await;
                    // The system decides whether the server sees two pieces. The answer is the same.
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                let answer = read(&mut connection).await;
                found.push(answer.rsplit("HTTP/1.1 ").next().unwrap_or_default()[..3].to_owned());
            }
            found
        })
    };
    let before = "GET /stage/ok HTTP/1.1\r\nHost: h\r\n\r\n";
    for before in ["", before] {
        assert_eq!(statuses(LONGEST_HEAD, before), ["200"; 7]);
        assert_eq!(statuses(LONGEST_HEAD + 1, before), ["431"; 7]);
        assert_eq!(statuses(60_000, before), ["431"; 7]);
    }
}

#[test]
fn ten_megabytes_pass_and_one_byte_more_does_not() {
    let limit = 10 * 1024 * 1024;
    let post = |size: usize| {
        let text = "a".repeat(size - 2);
        let head = format!("POST /stage/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {size}\r\n\r\n");
        let bytes = format!("{head}\"{text}\"").into_bytes();
        echo().serve(|address| async move { exchange(address, &bytes).await })
    };
    let refused = post(limit + 1);
    assert!(refused.starts_with("HTTP/1.1 413 "), "{}", &refused[..refused.len().min(300)]);
    assert!(refused.ends_with("{\"message\":\"Request Too Long\"}"), "{refused}");
    // The template engine's limit is lower than the text that this template would make of it.
    let passed = post(limit - 200);
    assert!(passed.starts_with("HTTP/1.1 200 "), "{}", &passed[..passed.len().min(300)]);
}

#[test]
fn a_chunked_body_that_is_too_large_is_refused() {
    let answer = echo().serve(|address| async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = "POST /stage/x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        let chunk = format!("100000\r\n{}\r\n", "a".repeat(0x10_0000));
        for _ in 0..11 {
            stream.write_all(chunk.as_bytes()).await.unwrap();
        }
        stream.write_all(b"0\r\n\r\n").await.unwrap();
        read(&mut stream).await
    });
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[test]
fn a_thousand_clients_that_send_half_a_request_block_nobody() {
    let statuses = echo().serve(|address| async move {
        let mut slow = Vec::new();
        for index in 0..1000 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let half: &[u8] = match index % 3 {
                0 => b"GET /stage/ok HTTP/1.1\r\nHo",
                1 => b"POST /stage/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc",
                _ => b"",
            };
            stream.write_all(half).await.unwrap();
            slow.push(stream);
        }
        let mut statuses = Vec::new();
        for _ in 0..20 {
            let request = b"GET /stage/ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            // Sooner than the server drops slow clients, which would free their memory.
            let answer = tokio::time::timeout(Duration::from_secs(20), exchange(address, request)).await.unwrap();
            statuses.push(answer.starts_with("HTTP/1.1 200 "));
        }
        statuses
    });
    assert_eq!(statuses, [true; 20]);
}

#[test]
fn the_runtimes_pages_and_the_services_answer_on_the_same_port() {
    let table = Arc::new(Fake::saying("dynamodb", 200, "{\"TableNames\":[]}"));
    let mut api = Api::new();
    api.service(table.clone());
    let [page, listed, unknown] = api.serve(|address| async move {
        let post = |path: &str, headers: &str| {
            format!("POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{headers}Content-Length: 2\r\n\r\n{{}}")
        };
        let signed = "Authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/iam/aws4_request\r\n";
        [
            exchange(address, post("/_gelato/health", "").as_bytes()).await,
            exchange(address, post("/", "X-Amz-Target: DynamoDB_20120810.ListTables\r\n").as_bytes()).await,
            exchange(address, post("/", signed).as_bytes()).await,
        ]
    });
    assert!(page.ends_with("\r\n\r\n{}"), "{page}");
    assert!(listed.ends_with("{\"TableNames\":[]}"), "{listed}");
    assert_eq!(table.last().action.as_deref(), Some("ListTables"));
    assert!(unknown.starts_with("HTTP/1.1 501 "), "{unknown}");
    let body: Value = serde_json::from_str(unknown.rsplit("\r\n\r\n").next().unwrap()).unwrap();
    assert_eq!(body["message"], "the service `iam` does not run here");
}
