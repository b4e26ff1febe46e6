//! The tests of the function from outside: events as files, the rules of a batch under every pattern of failure, and
//! the compiled `bootstrap` against a Lambda Runtime API on loopback.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod bootstrap;
mod emulation;
mod events;
mod fake_aws;
mod rules;
mod runtime_api;
mod stream_event;
