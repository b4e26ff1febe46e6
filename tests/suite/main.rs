//! The parlour's integration tests in one binary, one file per subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first failure")]

mod bad_input;
mod compatibility;
mod environment;
mod gateway_responses;
mod interfaces;
mod leftovers;
mod life_cycle;
mod mapping_templates;
mod modules;
mod named_paths;
mod openapi;
mod ownership;
mod plan;
mod shell;
mod standard_output;
mod synth_command;
mod terraform_cli;
mod tidy;

// Helpers shared with the library's tests.
#[path = "../../crates/gelato/tests/suite/hostile.rs"]
mod hostile;
#[path = "../../crates/gelato/tests/suite/openapi_schema.rs"]
mod openapi_schema;
#[path = "../../crates/gelato/tests/suite/project_copy.rs"]
mod project_copy;
#[path = "../../crates/gelato/tests/suite/real_terraform.rs"]
mod real_terraform;
