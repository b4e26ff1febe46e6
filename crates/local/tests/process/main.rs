//! The program with the generated stack of this repository, over real connections: with all kinds of clients, and with
//! everything that can go wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails at the first unexpected result")]

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
