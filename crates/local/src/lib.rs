//! Runs a storage-first service from its Terraform JSON on this machine: API Gateway, DynamoDB and its streams, Lambda,
//! SNS, SQS, S3, schedules, parameters and secrets.
//!
//! - [`resource`] has the evaluated instances of resources.
//! - [`finding`] reports differences from AWS before the runtime starts.
//! - [`service`] is the common interface: an integration of the gateway, an SDK and a function on this machine all make
//!   a [`service::Call`] of a [`service::Service`].
//!
//! Nothing here depends on `gelato`: the generator and the runtime share only the Terraform JSON on disk.

pub mod cli;
mod console;
pub mod dynamodb;
pub mod event_source_mapping;
pub mod finding;
pub mod gateway;
pub mod health;
mod identifier;
pub mod inbox;
pub mod invocations;
pub mod lambda;
pub mod load;
pub mod logs;
pub mod outputs;
mod pages;
pub mod parameters;
pub mod pattern;
mod printable;
mod query;
mod regular_file;
pub mod resource;
pub mod runtime;
pub mod s3;
pub mod schedules;
pub mod server;
pub mod service;
pub mod sns;
pub mod sqs;
pub mod stack;
pub mod streams;
mod targets;
mod timestamp;
pub mod traffic;
pub mod wiring;
mod xml;
