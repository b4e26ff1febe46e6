//! Amazon `EventBridge` Scheduler.

mod expression;
mod schedule;

pub use schedule::{Schedule, ScheduleProps, Scheduled};
