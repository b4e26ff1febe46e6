//! Constructs: intent over the typed resources, one folder a service.
//!
//! A construct takes props with plain fields and other constructs, declares what AWS needs into a document, and
//! gives what others may refer to. Nothing here knows a particular service.

pub mod api_gateway;
mod bootstrap;
pub mod dynamodb;
pub mod iam;
pub mod lambda;
pub mod logs;
pub mod s3;
pub mod sns;
pub mod sqs;
mod environment_root;
mod presence;
mod protection;
mod region;
mod versions;

pub use bootstrap::bootstrap_root;
pub use environment_root::environment_root;
pub use protection::protect;
pub use region::region;
pub use versions::versions;
