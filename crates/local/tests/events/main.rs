//! Tables, their streams and the functions that hear of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod deliveries;
mod expressions;
mod functions;
mod tables;
mod vectors;
mod world;
