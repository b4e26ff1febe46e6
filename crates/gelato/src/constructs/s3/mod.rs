//! Amazon Simple Storage Service.

mod bucket;
mod lifecycle;
mod object;

pub(in crate::constructs) use bucket::private;
pub use bucket::{Bucket, BucketProps};
pub use lifecycle::{LifecycleRule, StorageClass};
