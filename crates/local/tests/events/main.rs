//! Tables, their streams, and functions that receive the records.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails at the first unexpected result")]

mod deliveries;
mod expressions;
mod functions;
mod notifications;
mod queues;
mod tables;
mod vectors;
mod world;
