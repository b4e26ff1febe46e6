//! The library's integration tests, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

mod access;
mod assets;
mod bindings;
mod bindings_at_scale;
mod bundle;
mod constructs;
mod descriptions;
mod documents;
mod environments_in_code;
mod escaping;
mod event_refusals;
mod events;
mod examples;
mod foreign_modules;
mod function_routes;
mod functions;
mod gate;
mod hostile;
mod injection;
mod item_cases;
mod item_descriptions;
mod item_methods;
mod library;
mod meta_arguments;
mod lockers;
mod meters;
mod openapi_schema;
mod overrides;
mod programs;
mod project_copy;
mod providers;
mod real_terraform;
mod refactoring;
mod refusals;
mod schema;
mod schema_sources;
mod service;
mod sort_conditions;
mod stacks;
mod take_over;
mod template_check;
mod user_pools;
mod velocity;
