//! Amazon CloudWatch: metrics of constructs, and alarms on them.

mod alarm;
mod metric;
mod usual_alarms;

pub use alarm::{Alarm, AlarmProps, Comparison, MissingData};
pub use metric::{Metric, Statistic};
