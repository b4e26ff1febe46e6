//! Amazon Simple Storage Service.

mod bucket;

pub use bucket::{Bucket, BucketProps};
