//! Amazon Simple Queue Service.

mod dead_letters;
mod queue;

pub use dead_letters::DeadLetters;
pub use queue::{LONGEST_RETENTION_SECONDS, Queue, QueueProps};
