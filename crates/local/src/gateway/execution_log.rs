//! The execution log of one request, in the words of AWS.
//!
//! The lines are gathered and written at once, so that requests do not wait for each other.

use std::fmt::{self, Write};

use super::progress::Progress;
use super::request::Request;
use crate::stack::rest_api::Level;

/// The longest line of an execution log, in bytes.
const LONGEST_LINE: usize = 1024;

/// The log of most requests is no longer than this, in bytes.
const USUAL_TEXT: usize = 1024;

/// The execution log of one request.
#[derive(Debug)]
pub(crate) struct ExecutionLog {
    level: Level,
    data_trace: bool,
    request_id: String,
    text: String,
}

impl ExecutionLog {
    /// A log that keeps nothing until its level is set.
    pub(crate) fn new(request_id: &str) -> Self {
        Self { level: Level::Off, data_trace: false, request_id: request_id.to_owned(), text: String::new() }
    }

    pub(crate) fn set_level(&mut self, level: Level, data_trace: bool) {
        self.level = level;
        self.data_trace = data_trace;
        if self.is_detailed() {
            self.text.reserve(USUAL_TEXT);
        }
    }

    /// Whether every step is logged.
    pub(crate) fn is_detailed(&self) -> bool {
        self.level == Level::Info
    }

    /// Logs a step.
    pub(crate) fn info(&mut self, line: fmt::Arguments<'_>) {
        if self.is_detailed() {
            self.line(line);
        }
    }

    /// Logs headers or a body, if the method's settings trace data.
    pub(crate) fn data(&mut self, line: impl FnOnce() -> String) {
        if self.data_trace && self.is_detailed() {
            self.line(format_args!("{}", line()));
        }
    }

    /// Logs a failure.
    pub(crate) fn error(&mut self, line: &str) {
        if self.level >= Level::Error {
            self.line(format_args!("{line}"));
        }
    }

    /// Logs the request itself.
    pub(crate) fn request(&mut self, request: &Request<'_>, progress: &Progress<'_>) {
        if !self.is_detailed() {
            return;
        }
        self.info(format_args!("Starting execution for request: {}", request.id));
        let path = request.below_stage();
        self.info(format_args!("HTTP Method: {}, Resource Path: {path}", request.http_method));
        self.data(|| format!("Method request path: {}", java_map(&progress.path_parameters)));
        self.data(|| format!("Method request query string: {}", java_map(&request.query_parameters)));
        self.data(|| format!("Method request headers: {}", java_map(&request.headers)));
        let body = || String::from_utf8_lossy(&request.body).into_owned();
        self.data(|| format!("Method request body before transformations: {}", body()));
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        for part in ["(", &self.request_id, ") "] {
            self.text.push_str(part);
        }
        let start = self.text.len();
        let _ = self.text.write_fmt(line);
        if self.text.len() > start + LONGEST_LINE {
            let mut end = start + LONGEST_LINE;
            while !self.text.is_char_boundary(end) {
                end -= 1;
            }
            self.text.truncate(end);
            self.text.push_str(" [TRUNCATED]");
        }
    }

    /// All lines, if there are any.
    pub(crate) fn into_text(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}

/// A map as Java prints it.
pub(crate) fn java_map(entries: &[(String, String)]) -> String {
    let entries: Vec<_> = entries.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

/// Headers as Java prints them.
pub(crate) fn java_headers(headers: &http::HeaderMap) -> String {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    java_map(&headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect::<Vec<_>>())
}
