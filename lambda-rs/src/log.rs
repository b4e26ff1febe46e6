//! Structured logs: one JSON object per line on standard output, which Lambda collects.
//!
//! See <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>.

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Logs everything up to `level` to standard output.
///
/// The level applies to this package. Libraries only log warnings: at lower levels the SDK logs whole requests, and with
/// them the announcements.
pub fn start(level: LevelFilter) {
    let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_target(false).with_span_list(false);
    let targets = Targets::new().with_target("notifier", level).with_target("Lambda runtime invoke", level);
    let targets = targets.with_default(level.min(LevelFilter::WARN));
    // A second start has no effect.
    let _ = tracing_subscriber::registry().with(lines).with(targets).try_init();
}
