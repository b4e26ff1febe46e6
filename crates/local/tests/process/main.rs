//! The program itself, over the stack that this repository generates, asked over real connections: by clients of all
//! kinds, and while everything that can go wrong goes wrong.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod browsers;
mod cases;
mod changes;
mod client;
mod command;
mod damage;
mod filters;
mod functions;
mod kills;
mod large;
mod others;
mod outputs;
mod pages;
mod patterns;
mod pipes;
mod requests;
mod roots;
mod runtime;
mod stack;
mod stops;
mod strings;
mod terminal;
