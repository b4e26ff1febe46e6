//! Hostile strings sent by POST are returned unchanged by GET and in text messages, over real HTTP and through the
//! generated templates. Blank strings are rejected.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::client::Client;
use crate::runtime::Runtime;
use crate::stack::Stack;

/// The number of strings; `GELATO_STRINGS` overrides it.
const STRINGS: usize = 10_000;
const CLIENTS: usize = 8;

/// Strings that are special in templates, JSON, queries, headers or terminals.
const HOSTILE: [&str; 42] = [
    "\u{85}",
    "\u{1f}",
    "\"",
    "\\",
    "\\\"",
    "'",
    "\\'",
    "/",
    "\\/",
    "\n",
    "\r\n",
    "\t",
    "\u{8}",
    "\u{c}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{202e}",
    "\u{ffff}",
    "\u{10ffff}",
    "😀",
    "é",
    "ß",
    "İ",
    "$",
    "${",
    "}",
    "#",
    "##",
    "#*",
    "#set($x=1)",
    "$input.body",
    "$!{context.requestId}",
    "\"},\"admin\":{\"S\":\"",
    "%00",
    "%2f..%2F",
    "+",
    "&a=b;c",
    "<script>",
];

/// Strings of 1 to 100 characters of all Unicode; every second string contains hostile ones.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(HOSTILE.as_slice()).prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[ -~]{1,8}",
        Just(" ".to_owned()),
    ];
    let pieces = proptest::collection::vec(piece, 1..25).prop_map(|pieces| pieces.concat());
    let any = proptest::collection::vec(any::<char>(), 1..=100).prop_map(String::from_iter);
    prop_oneof![pieces, any].prop_map(|text| text.chars().take(100).collect())
}

fn strings() -> BTreeSet<String> {
    let wanted = std::env::var("GELATO_STRINGS").ok().and_then(|count| count.parse().ok()).unwrap_or(STRINGS);
    let mut runner = TestRunner::deterministic();
    let single = HOSTILE.iter().map(|text| (*text).to_owned());
    let mut strings: BTreeSet<String> = single.collect();
    while strings.len() < wanted {
        strings.insert(hostile().new_tree(&mut runner).expect("a string").current());
    }
    strings
}

/// Whether a string has only whitespace of Java or JSON Schema, so that no request could name its item.
fn is_blank(text: &str) -> bool {
    let separator = |letter: char| matches!(letter, '\u{1c}'..='\u{1f}' | '\u{feff}');
    text.chars().all(|letter| separator(letter) || letter.is_whitespace() && letter != '\u{85}')
}

/// Writes and reads strings; fails if one is returned changed, or if a blank one is accepted.
async fn round_trip(client: Client, strings: Vec<String>) {
    for string in strings {
        let added = client.post(&string, "4.50").await.expect("an answer");
        if is_blank(&string) {
            assert_eq!(added.status, 400, "{string:?}");
            continue;
        }
        assert_eq!((added.status, added.json()), (200, json!({ "message": "Added flavour to table" })), "{string:?}");
        let got = client.get(&string).await.expect("an answer");
        let item = json!({ "Item": { "flavour": { "S": string }, "cost": { "S": "4.50" } } });
        assert_eq!((got.status, got.json()), (200, item), "{string:?}");
    }
}

/// The function's mark at the end of a text that is too long for one message.
const SHORTENED: char = '…';

/// Whether a received text is an expected one, or the beginning of one.
fn is_of(came: &str, wanted: &BTreeSet<String>) -> bool {
    let begins = |start: &str| wanted.range(start.to_owned()..).next().is_some_and(|text| text.starts_with(start));
    wanted.contains(came) || came.strip_suffix(SHORTENED).is_some_and(begins)
}

/// Whether an expected text was received, complete or shortened.
fn is_among(wanted: &str, came: &BTreeSet<String>) -> bool {
    let shortened = || wanted.char_indices().map(|(end, _)| format!("{}{SHORTENED}", &wanted[..end]));
    came.contains(wanted) || shortened().any(|text| came.contains(&text))
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (thousands of requests): `make test-all` runs it"]
async fn hostile_strings_are_returned_unchanged() {
    let deployed = Stack::deployed();
    let is_deployed = deployed.is_some();
    let stack = deployed.unwrap_or_else(|| Stack::doing(""));
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    let strings = strings();
    let texts: Arc<BTreeSet<_>> = Arc::new(
        strings.iter().filter(|name| !is_blank(name)).map(|name| format!("Come try our new {name} flavour")).collect(),
    );
    let mut shares = vec![Vec::new(); CLIENTS];
    for (number, string) in strings.into_iter().enumerate() {
        shares[number % CLIENTS].push(string);
    }
    let trips: Vec<_> = shares.into_iter().map(|share| tokio::spawn(round_trip(client.clone(), share))).collect();
    for trip in trips {
        trip.await.expect("every string to be returned");
    }
    if is_deployed {
        // The inbox keeps 10,000 messages, one for each string.
        let mut received = BTreeSet::new();
        for _ in 0..1200 {
            received = client.inbox().await.into_iter().collect::<BTreeSet<_>>();
            if received.len() >= texts.len() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let other: Vec<_> = received.iter().filter(|text| !is_of(text, &texts)).take(5).collect();
        assert!(other.is_empty(), "unexpected texts: {other:?}");
        let missing: Vec<_> = texts.iter().filter(|text| !is_among(text, &received)).take(5).collect();
        assert!(missing.is_empty(), "missing texts: {missing:?}");
    }
    runtime.is_well();
}
