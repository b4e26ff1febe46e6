//! One integration-test binary: what the project promises, each promise in the file of its noun.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod project_copy;
mod real_terraform;
mod schema_sources;

mod bad_input;
mod bindings;
mod bundle;
mod compatibility;
mod constructs;
mod documents;
mod environment;
mod escaping;
mod gate;
mod life_cycle;
mod mapping_templates;
mod modules;
mod plan;
mod schema;
mod synth_command;
mod terraform_cli;
mod tidy;
