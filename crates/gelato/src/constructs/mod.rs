//! Constructs: intent over the typed resources, one folder per AWS service.
//!
//! A construct takes props with plain fields and other constructs, declares resources in a document, and returns what
//! other constructs refer to. Nothing here is specific to one user's program.

pub mod api_gateway;
mod asset;
mod bootstrap;
pub mod cognito;
pub mod dynamodb;
pub mod cloudwatch;
pub mod filter;
pub mod iam;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod notifications;
pub mod s3;
pub mod scheduler;
pub mod secretsmanager;
pub mod ssm;
pub mod sns;
pub mod sqs;
mod aws_provider;
mod environment_root;
mod given;
mod literal;
mod platform;
mod presence;
mod protection;
mod referable;
mod region;
mod versions;

pub use asset::Asset;
pub use aws_provider::AwsProvider;
pub(crate) use aws_provider::aws_provider_block;
pub use bootstrap::bootstrap_root;
pub use environment_root::environment_root;
pub use protection::protect;
pub use region::region;
pub use versions::{AwsVersions, versions};
