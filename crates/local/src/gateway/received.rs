//! A request as it came over the wire, and how its parts are decoded.

use std::net::IpAddr;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http::Method;
use percent_encoding::percent_decode_str;

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Received {
    /// The method.
    pub method: Method,
    /// The path as it was sent, beginning with the stage.
    pub path: String,
    /// The query as it was sent, without `?`.
    pub query: String,
    /// The headers in the client's order and letter case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// The client's address.
    pub source: IpAddr,
    /// When it arrived.
    pub at: SystemTime,
    /// The same moment, for measuring.
    pub started: Instant,
}

impl Received {
    /// A request that arrives now, from this machine.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let (path, query) = split_query(&path.into());
        Self {
            method,
            path,
            query,
            headers: Vec::new(),
            body: Bytes::new(),
            source: IpAddr::from([127, 0, 0, 1]),
            at: SystemTime::now(),
            started: Instant::now(),
        }
    }

    /// The last header with this name, which is case-insensitive.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }
}

fn split_query(target: &str) -> (String, String) {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path.to_owned(), query.to_owned())
}

/// The last header with this name, which is case-insensitive.
pub(super) fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().rev().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The parameters of a query, decoded once: `+` is a space, and `;` separates like `&`.
///
/// ```
/// use gelato_local::gateway::query_parameters;
/// assert_eq!(query_parameters("a=1%202&b&a=+"), [("a", "1 2"), ("b", ""), ("a", " ")].map(|(n, v)| (n.into(), v.into())));
/// ```
pub fn query_parameters(query: &str) -> Vec<(String, String)> {
    let parts = query.split(['&', ';']).filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once('=').unwrap_or((part, "")))
        .map(|(name, value)| (form(name), form(value)))
        .collect()
}

fn form(text: &str) -> String {
    if !text.contains(['+', '%']) {
        return text.to_owned();
    }
    decode(&text.replace('+', " "))
}

/// A percent-decoded text. Bytes that are not UTF-8 become U+FFFD.
pub(super) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
