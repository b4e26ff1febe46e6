//! Amazon Simple Storage Service.

mod bucket;

pub(in crate::constructs) use bucket::private;
pub use bucket::{Bucket, BucketProps};
