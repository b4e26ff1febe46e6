//! Structured logs: one JSON object a line on standard output, where Lambda takes them from.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sends everything up to `level` to standard output.
///
/// The level is that of our own lines. Libraries get to say no more than warnings: at lower levels the SDK logs whole
/// requests, and with them what is announced.
pub fn start(level: LevelFilter) {
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_target(false).with_span_list(false);
    let targets = Targets::new().with_target("notifier", level).with_target("Lambda runtime invoke", level);
    let targets = targets.with_default(level.min(LevelFilter::WARN));
    // A second start changes nothing.
    let _ = tracing_subscriber::registry().with(lines).with(targets).try_init();
}
