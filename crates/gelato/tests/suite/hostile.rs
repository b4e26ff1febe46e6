//! Hostile text, which breaks out of unescaped places.

use proptest::prelude::*;

/// Pieces that open or close something in JSON, VTL, Terraform, URLs or DynamoDB's expressions.
const PIECES: [&str; 40] = [
    "\"",
    "'",
    "\\",
    "\\'",
    "\\\"",
    "\n",
    "\r\n",
    "\t",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "🍦",
    "é",
    "$",
    "$v0",
    "$!v0",
    "${x}",
    "#set($v0 = 1)",
    "#end",
    "#if(true)",
    "#else",
    "##",
    "#*",
    "#[[",
    "#a0",
    ":v0",
    "%{x}",
    "%2F",
    "%",
    "+",
    "/",
    "\"},\"cost\":{\"S\":\"0",
    "\"},\"TableName\":\"other\",\"x\":{\"S\":\"",
    "\\u0022",
    "{{table_name}}",
    ".",
    " ",
];

/// Arbitrary text, and text that is likely to break out.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    let pieces =
        prop_oneof![any::<char>().prop_map(String::from), prop::sample::select(&PIECES[..]).prop_map(str::to_owned)];
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

/// A text as a client puts it in a URL.
pub(crate) fn percent_encoded(text: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encoded).collect()
}
