//! One integration-test binary: what the project promises, each promise in the file of its noun.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod access;
mod bad_input;
mod bindings;
mod bundle;
mod compatibility;
mod constructs;
mod documents;
mod environment;
mod escaping;
mod gate;
mod gateway_responses;
mod hostile;
mod injection;
mod item_cases;
mod item_descriptions;
mod item_methods;
mod leftovers;
mod library;
mod local_command;
mod life_cycle;
mod mapping_templates;
mod meters;
mod modules;
mod named_paths;
mod openapi;
mod ownership;
mod plan;
mod project_copy;
mod real_terraform;
mod providers;
mod schema;
mod schema_sources;
mod shell;
mod sort_conditions;
mod standard_output;
mod synth_command;
mod template_check;
mod terraform_cli;
mod tidy;
mod velocity;
