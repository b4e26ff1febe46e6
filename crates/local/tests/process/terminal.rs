//! Text from outside cannot control the terminal.

use serde_json::json;

use crate::client::Client;
use crate::runtime::{Runtime, eventually, refused};
use crate::stack::Stack;

/// Whether a terminal interprets a character, or reorders text because of it.
fn is_hostile(character: char) -> bool {
    (character.is_control() && !"\n\t".contains(character)) || "\u{202e}\u{2066}\u{2028}".contains(character)
}

#[track_caller]
fn is_harmless(text: &str) {
    assert_eq!(text.chars().find(|character| is_hostile(*character)), None, "{text:?}");
    assert_eq!(text.lines().find(|line| line.starts_with("forged")), None, "{text:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_logs_are_printed_without_control_characters() {
    let stack = Stack::doing(r"printf 'forged: line\nSMS to all: forged\n\033[2J\rlogged \302\233\n'");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    assert_eq!(client.post("Pistachio", "2.00").await.map(|answer| answer.status), Some(200));
    let message = "Mango\u{1b}]0;title\u{7}\nforged: line\r\u{202e}";
    let text = format!(
        "Action=Publish&Version=2010-03-31&PhoneNumber=%2B15555550100&Message={}",
        percent_encoding::utf8_percent_encode(message, percent_encoding::NON_ALPHANUMERIC)
    );
    let request = http::Request::post("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/sns/aws4_request")
        .body(http_body_util::Full::new(text.into()))
        .expect("a request");
    assert_eq!(client.send(request).await.map(|answer| answer.status), Some(200));
    eventually("the message was not printed", || runtime.stderr().contains("Mango"));
    eventually("the log was not printed", || runtime.stderr().contains("logged"));
    let text = runtime.stderr();
    is_harmless(&text);
    assert!(text.contains(r"Mango\u{1b}]0;title\u{7}\nforged: line\r\u{202e}"), "{text}");
    assert!(text.contains(r"\u{1b}[2J\rlogged \u{9b}"), "{text}");
    assert!(text.contains(" | SMS to all: forged\n"), "{text}");
    assert_eq!(text.lines().find(|line| line.starts_with("SMS to all")), None, "{text}");
    // Pages have the original text.
    assert_eq!(client.inbox().await, [message]);
}

#[test]
fn findings_and_errors_are_printed_without_control_characters() {
    let stack = Stack::doing("");
    stack.resource("aws_vpc", "main", &json!({ "cidr_block": "10.0.0.0/16" }));
    std::fs::rename(stack.root().join("main.tf.json"), stack.root().join("\u{1b}[31m\nforged\u{202e}.tf.json"))
        .expect("a file");
    is_harmless(&Runtime::start(&stack, &[]).stderr());
    let text = refused(&stack, &["--strict", "--port", "0"]);
    is_harmless(&text);
    assert!(text.contains(r"\u{1b}[31m"), "{text}");
}

#[test]
fn paths_and_options_are_printed_on_one_line() {
    const HOSTILE: &str = "a\nforged\u{1b}[2J\r";
    let stack = Stack::doing("");
    std::fs::write(stack.folder().join("file"), "").expect("a file");
    let data = format!("{}/file/{HOSTILE}", stack.folder().display());
    for (arguments, status) in [
        (&["serve", "--root", HOSTILE][..], 1),
        (&["serve", "--state", HOSTILE], 1),
        (&["serve", "--root", HOSTILE, "--data", &data], 1),
        (&["serve", "--var-file", HOSTILE, "--root", "."], 1),
        (&["serve", "--port", HOSTILE], 2),
        (&[HOSTILE], 2),
        (&["serve", &format!("--{HOSTILE}")], 2),
    ] {
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_gelato-local")).args(arguments).output();
        let output = command.expect("a process");
        let text = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(status), "{text}");
        is_harmless(&text);
        assert!(text.contains("forged"), "{text}");
    }
    let text = refused(&stack, &["--port", "0", "--data", &data]);
    is_harmless(&text);
    assert!(text.contains(r"a\nforged\u{1b}[2J\r"), "{text}");
}
