//! DynamoDB Streams: what changed, in order, for a day.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

pub(crate) mod log;
pub(crate) mod record;
mod service;

pub use record::Record;
pub(crate) use service::{SHARD, Streams};
