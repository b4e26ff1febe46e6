//! Tests the function from outside: events from files, the rules of a batch under every pattern of failures, and the
//! compiled `bootstrap` with a Lambda Runtime API on loopback.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod bootstrap;
mod emulation;
mod events;
mod fake_aws;
mod rules;
mod runtime_api;
mod stream_event;
