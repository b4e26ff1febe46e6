//! One invocation: reads the event, announces it in the remaining time, and reports the records that failed.

use crate::batch::{Batch, EventError};
use crate::memory::Memory;
use crate::notifier::{Notifier, Report};
use crate::publisher::Publisher;
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use lambda_runtime::{Context, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use std::time::{Duration, SystemTime};
use tokio::time::Instant;

/// Publishing stops this long before the timeout, which leaves time to record the announcements and to answer.
pub const DEADLINE_MARGIN: Duration = Duration::from_millis(500);

/// Handles invocations until Lambda ends the process.
///
/// # Errors
///
/// If the Runtime API cannot be reached.
pub async fn serve<P: Publisher, M: Memory>(notifier: &Notifier<P, M>) -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(service_fn(|event| handle(notifier, event))).await
}

/// Announces one event. The answer names the record that Lambda retries from, if there is one.
///
/// The event arrives as text, because the runtime client would track the path of every field, and would quote an item's
/// values in its error message.
///
/// # Errors
///
/// If the event is not a stream event. Nothing was announced then.
pub async fn handle<P: Publisher, M: Memory>(
    notifier: &Notifier<P, M>,
    event: LambdaEvent<Box<RawValue>>,
) -> Result<DynamoDbEventResponse, EventError> {
    let batch = Batch::read(event.payload.get())?;
    let report = notifier.announce(&batch, stop_at(&event.context)).await;
    log(&report);
    Ok(response(report))
}

fn stop_at(context: &Context) -> Instant {
    let left = context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
    Instant::now() + left.saturating_sub(DEADLINE_MARGIN)
}

fn response(report: Report) -> DynamoDbEventResponse {
    let failure = |number: crate::SequenceNumber| {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = Some(number.as_str().to_owned());
        failure
    };
    let mut response = DynamoDbEventResponse::default();
    response.batch_item_failures = report.first_failed.map(failure).into_iter().collect();
    response
}

fn log(report: &Report) {
    let tally = &report.tally;
    tracing::info!(
        published = tally.published,
        repeated = tally.repeated,
        ignored = tally.ignored,
        impossible = tally.impossible,
        failed = tally.failed,
        postponed = tally.postponed,
        "batch settled"
    );
}
