//! Web pages of other origins can use only the stages of APIs.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::client::{Client, FLAVOURS};
use crate::runtime::{PATIENCE, Runtime, eventually};
use crate::stack::Stack;

const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/sns/aws4_request";

/// Sends a request with this request line and these headers, and returns the whole response.
fn exchange(address: &str, lines: &[&str], body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a connection");
    let length = format!("Content-Length: {}", body.len());
    let head = [lines, &[length.as_str(), "Connection: close"]].concat().join("\r\n");
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// A publication in the query string of an image's URL.
fn publish() -> String {
    let phone = crate::runtime::PHONE_NUMBER.replace('+', "%2B");
    format!("/?Action=Publish&Version=2010-03-31&PhoneNumber={phone}&Message=from+a+page")
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_hosts_and_pages_are_rejected_outside_of_stages() {
    let runtime = Runtime::start(&Stack::doing(""), &[]);
    let address = runtime.address.to_string();
    let own = format!("Host: {address}");
    let same = format!("Origin: http://{address}");
    let (get, form) = (format!("GET {} HTTP/1.1", publish()), publish().trim_start_matches("/?").to_owned());
    let inbox = "GET /_gelato/inbox HTTP/1.1";
    let evil = "Host: evil.example";
    let sent = "Content-Type: application/x-www-form-urlencoded";
    let cases: &[(&[&str], &str, &str)] = &[
        // DNS rebinding.
        (&[inbox, evil], "", "403"),
        (&["GET /_gelato/tables/local-ice-cream-flavours HTTP/1.1", evil], "", "403"),
        (&["POST /_gelato/token HTTP/1.1", evil], "", "403"),
        (&["POST / HTTP/1.1", evil, sent], &form, "403"),
        (&["POST / HTTP/1.1", evil, "X-Amz-Target: DynamoDB_20120810.ListTables"], "{}", "403"),
        (&["GET /prod/ice-cream-flavours/a HTTP/1.1", evil], "", "403"),
        (&["GET http://evil.example/_gelato/inbox HTTP/1.1", &own], "", "403"),
        (&["GET /_gelato/inbox HTTP/1.1"], "", "400"),
        (&["GET /_gelato/inbox HTTP/1.1", &own, evil], "", "400"),
        (&["GET /_gelato/inbox HTTP/1.0"], "", "200"),
        // Images, forms and `fetch` of other pages.
        (&[&get, &own], "", "403"),
        (&[&get.replace("GET", "HEAD"), &own], "", "403"),
        (&["POST / HTTP/1.1", &own, sent, "Origin: http://evil.example"], &form, "403"),
        (&["POST / HTTP/1.1", &own, sent, "Origin: null"], &form, "403"),
        (&["POST / HTTP/1.1", &own, sent, "Sec-Fetch-Site: cross-site"], &form, "403"),
        (&["POST / HTTP/1.1", &own, sent, "Sec-Fetch-Site: same-site"], &form, "403"),
        (&["POST /_gelato/token HTTP/1.1", &own, "Origin: http://evil.localhost:3000"], "", "403"),
        (&[inbox, &own, "Sec-Fetch-Site: cross-site"], "", "403"),
        (
            &["OPTIONS / HTTP/1.1", &own, "Origin: http://evil.example", "Access-Control-Request-Method: POST"],
            "",
            "403",
        ),
        // Requests of people, programs and the runtime's own pages.
        (&[inbox, &own], "", "200"),
        (&[inbox, "Host: LOCALHOST."], "", "200"),
        (&[inbox, "Host: [::1]:3000"], "", "200"),
        (&[inbox, &own, "Sec-Fetch-Site: none"], "", "200"),
        (&[inbox, &own, &same, "Sec-Fetch-Site: same-origin"], "", "200"),
        (&["GET /?Action=ListTopics&Version=2010-03-31 HTTP/1.1", &own], "", "200"),
        (&["POST / HTTP/1.1", &own, "X-Amz-Target: DynamoDB_20120810.ListTables"], "{}", "200"),
    ];
    for (lines, body, expected) in cases {
        let answer = exchange(&address, lines, body);
        assert_eq!(status(&answer), *expected, "{lines:?}: {answer}");
        assert_eq!(header(&answer, "access-control-allow-origin"), None, "{lines:?}");
    }
    let client = Client::new(runtime.address);
    assert_eq!(client.inbox().await, [""; 0]);
    assert_eq!(status(&exchange(&address, &[&get, &own, SIGNED], "")), "200");
    assert_eq!(status(&exchange(&address, &["POST / HTTP/1.1", &own, sent], &form)), "200");
    assert_eq!(client.inbox().await, ["from a page", "from a page"]);
}

#[test]
fn a_rejection_names_the_option_in_the_format_of_the_service() {
    let runtime = Runtime::start(&Stack::doing(""), &[]);
    let address = runtime.address.to_string();
    let answer = exchange(&address, &["GET /_gelato/inbox HTTP/1.1", "Host: box.lan:3000"], "");
    assert!(answer.contains("hint: `--allow-host box.lan` allows it"), "{answer}");
    let own = format!("Host: {address}");
    let sent = "Content-Type: application/x-www-form-urlencoded";
    let lines = ["POST / HTTP/1.1", &own, sent, "Origin: http://localhost:5173"];
    let answer = exchange(&address, &lines, &publish()[2..]);
    assert!(answer.contains("<Code>AccessDenied</Code>"), "{answer}");
    assert!(answer.contains("hint: `--allow-origin http://localhost:5173` allows it"), "{answer}");
    for (option, value, wanted) in [
        ("--allow-host", "box:3000", "a host is a name or an address without a port"),
        ("--allow-origin", "localhost:5173", "an origin is a scheme, a host and perhaps a port"),
        ("--allow-origin", "null", "would allow every page of every site"),
    ] {
        let error = usage(option, value);
        assert!(error.contains(wanted), "{error}");
    }
}

/// The error for an invalid value on the command line.
fn usage(option: &str, value: &str) -> String {
    let command =
        std::process::Command::new(env!("CARGO_BIN_EXE_gelato-local")).args(["serve", option, value]).output();
    let output = command.expect("a process");
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn stages_answer_browsers_by_the_rules_of_their_api() {
    let stack = Stack::doing("");
    stack.resource("aws_api_gateway_domain_name", "own", &json!({ "domain_name": "api.example.com" }));
    let runtime = Runtime::start(&stack, &[]);
    let address = runtime.address.to_string();
    let page = ["Origin: http://localhost:5173", "Sec-Fetch-Site: cross-site"];
    for host in [format!("Host: {address}"), "Host: abc.execute-api.localhost".into(), "Host: API.example.com".into()] {
        let ask = |lines: &[&str], body| exchange(&address, &[lines, &[host.as_str()], page.as_slice()].concat(), body);
        let first = format!("POST {FLAVOURS} HTTP/1.1");
        let item = json!({ "flavour": host, "cost": "1.00" }).to_string();
        let added = ask(&[&first, "Content-Type: application/json"], &item);
        assert_eq!(status(&added), "200", "{added}");
        assert!(header(&added, "access-control-allow-origin").is_some(), "{added}");
        let first = format!("OPTIONS {FLAVOURS} HTTP/1.1");
        let preflight = ask(&[&first, "Access-Control-Request-Method: POST"], "");
        assert_eq!(status(&preflight), "200", "{preflight}");
        assert!(
            header(&preflight, "access-control-allow-methods").is_some_and(|all| all.contains("POST")),
            "{preflight}"
        );
    }
    let elsewhere = exchange(&address, &["GET /_gelato/inbox HTTP/1.1", "Host: api.example.com"], "");
    assert_eq!(status(&elsewhere), "403", "{elsewhere}");
    assert!(elsewhere.contains("only API stages answer under their custom domain"), "{elsewhere}");
}

#[test]
fn an_allowed_origin_works_in_a_browser() {
    let allowed = ["--allow-host", "box.lan", "--allow-origin", "http://localhost:5173/"];
    let runtime = Runtime::start(&Stack::doing(""), &allowed);
    let address = runtime.address.to_string();
    let page = ["Host: box.lan:3000", "Origin: http://localhost:5173", "Sec-Fetch-Site: cross-site"];
    let with = |lines: &[&str], body| exchange(&address, &[lines, page.as_slice()].concat(), body);
    let asked = [
        "OPTIONS / HTTP/1.1",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization,x-amz-target",
        "Access-Control-Request-Private-Network: true",
    ];
    let preflight = with(&asked, "");
    assert_eq!(status(&preflight), "204", "{preflight}");
    let allowed = |name: &str| header(&preflight, name);
    assert_eq!(allowed("access-control-allow-origin"), Some("http://localhost:5173"));
    assert_eq!(allowed("access-control-allow-methods"), Some("POST"));
    assert_eq!(allowed("access-control-allow-headers"), Some("authorization,x-amz-target"));
    assert_eq!(allowed("access-control-allow-private-network"), Some("true"));
    for target in ["DynamoDB_20120810.ListTables", "DynamoDB_20120810.Nonsense"] {
        let answer = with(&["POST / HTTP/1.1", &format!("X-Amz-Target: {target}")], "{}");
        assert_eq!(header(&answer, "access-control-allow-origin"), Some("http://localhost:5173"), "{answer}");
        assert_eq!(header(&answer, "access-control-expose-headers"), Some("*"), "{answer}");
    }
    let inbox = with(&["GET /_gelato/inbox HTTP/1.1"], "");
    assert_eq!((status(&inbox), header(&inbox, "vary")), ("200", Some("origin")));
    // An image still cannot change anything, and other origins are still rejected.
    let refused = with(&[&format!("GET {} HTTP/1.1", publish())], "");
    assert_eq!((status(&refused), header(&refused, "access-control-expose-headers")), ("403", Some("*")), "{refused}");
    let other = ["GET /_gelato/inbox HTTP/1.1", "Host: box.lan", "Origin: http://localhost:5174"];
    assert_eq!(status(&exchange(&address, &other, "")), "403");
}

#[test]
fn a_page_can_read_that_its_request_is_too_large() {
    let runtime = Runtime::start(&Stack::doing(""), &["--allow-origin", "http://localhost:5173"]);
    let (address, large) = (runtime.address.to_string(), "a".repeat(10 * 1024 * 1024 + 1));
    let (own, target) = (format!("Host: {address}"), "X-Amz-Target: AmazonSQS.SendMessage");
    let page = |origin: &str, line: &str| {
        let answer = exchange(&address, &[line, &own, &format!("Origin: {origin}"), target], &large);
        (status(&answer).to_owned(), header(&answer, "access-control-allow-origin").map(str::to_owned))
    };
    let (service, stage) = ("POST / HTTP/1.1", format!("POST {FLAVOURS} HTTP/1.1"));
    let own_page = "http://localhost:5173";
    assert_eq!(page(own_page, service), ("413".to_owned(), Some(own_page.to_owned())));
    assert_eq!(page("http://evil.example", service), ("413".to_owned(), None));
    // A stage responds by the rules of its API, and this response cannot be customized on AWS.
    assert_eq!(page(own_page, &stage), ("413".to_owned(), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_can_fetch_an_event_of_a_function() {
    let stack = Stack::doing("echo \"$AWS_LAMBDA_RUNTIME_API\" > api");
    let runtime = Runtime::start(&stack, &[]);
    Client::new(runtime.address).is_served("Fig").await;
    eventually("the function never ran", || !stack.read("api").trim().is_empty());
    let address = stack.read("api").trim().to_owned();
    let next = "GET /2018-06-01/runtime/invocation/next HTTP/1.1";
    let own = format!("Host: {address}");
    for page in
        [[&own, "Origin: http://evil.example"], [&own, "Sec-Fetch-Site: cross-site"], ["Host: evil.example", "A: b"]]
    {
        let answer = exchange(&address, &[next, page[0], page[1]], "");
        assert_eq!(status(&answer), "403", "{page:?}: {answer}");
    }
}
