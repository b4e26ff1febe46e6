//! One integration-test binary: what the project promises, each promise in the file of its noun.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod hostile;
mod item_cases;
mod library;
mod project_copy;
mod real_terraform;
mod schema_sources;

mod access;
mod bindings;
mod bundle;
mod constructs;
mod documents;
mod environment;
mod escaping;
mod gateway_responses;
mod injection;
mod item_descriptions;
mod item_methods;
mod mapping_templates;
mod openapi;
mod plan;
mod schema;
mod synth_command;
mod template_check;
mod terraform_cli;
mod tidy;
mod velocity;
