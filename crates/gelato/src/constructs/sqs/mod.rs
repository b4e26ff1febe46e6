//! Amazon Simple Queue Service.

mod queue;

pub use queue::{LONGEST_RETENTION_SECONDS, Queue, QueueProps};
