//! DynamoDB Streams: the changes of items in order, kept for a day.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

pub(crate) mod log;
pub(crate) mod record;

pub use record::Record;

/// The name of a stream's only shard.
pub(crate) const SHARD: &str = "shardId-00000000000000000000-00000000";
