//! Runs a storage-first service from its Terraform JSON, on this machine: API Gateway, DynamoDB, its streams, Lambda,
//! SNS and SQS.
//!
//! - [`resource`] is what is to run: the instances of resources, evaluated.
//! - [`finding`] is what the runtime would not do as AWS does, told before it starts.
//! - [`service`] is how everything calls everything: an integration of the gateway, an SDK on this machine and the
//!   function that runs here all make a [`service::Call`] of a [`service::Service`].
//!
//! Nothing here depends on `gelato`: the Terraform JSON on disk is all that the generator and the runtime share.

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
pub mod pattern;
mod printable;
mod query;
mod regular_file;
pub mod resource;
pub mod runtime;
pub mod s3;
pub mod server;
pub mod service;
pub mod sns;
pub mod sqs;
pub mod stack;
pub mod streams;
mod timestamp;
pub mod traffic;
mod xml;
