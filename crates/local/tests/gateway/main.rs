//! The gateway and its server, as a client sees them, with one file per promise.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "tests fail by panicking")]

mod access;
mod api;
mod behaviour;
mod configuration;
mod elsewhere;
mod generated;
mod payload;
mod routing;
mod vectors;
mod warnings;
mod wire;
