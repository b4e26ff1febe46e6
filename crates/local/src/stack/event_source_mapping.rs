//! Lambda: event source mappings of DynamoDB streams and of queues.

use std::time::Duration;

use crate::finding::Finding;
use crate::pattern::{Dialect, Pattern, shortened};
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A mapping of a queue to a function, `aws_lambda_event_source_mapping`.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html>
#[derive(Debug, Clone, PartialEq)]
pub struct QueueMapping {
    /// The resource's address, for messages.
    pub address: String,
    /// The queue's ARN.
    pub queue_arn: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The most messages of an invocation.
    pub batch_size: usize,
    /// How long messages are gathered for a batch.
    pub batching_window: Duration,
    /// A message passes if it matches any of these. Without filters, all messages pass.
    pub filters: Vec<Pattern>,
    /// How many invocations run at the same time.
    pub concurrency: usize,
    /// Whether the function reports which messages failed.
    pub report_batch_item_failures: bool,
}

/// The mappings that run here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mappings {
    /// Of streams of tables.
    pub streams: Vec<EventSourceMapping>,
    /// Of queues.
    pub queues: Vec<QueueMapping>,
}

/// How many invocations of a queue run at the same time, unless the mapping says so: Lambda starts with five.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>
const USUAL_CONCURRENCY: usize = 5;

/// An event source mapping, `aws_lambda_event_source_mapping`.
/// <https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html>
#[derive(Debug, Clone, PartialEq)]
pub struct EventSourceMapping {
    /// The resource's address, for messages.
    pub address: String,
    /// Its id.
    pub uuid: String,
    /// The stream's ARN.
    pub stream_arn: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The most records of an invocation.
    pub batch_size: usize,
    /// How long records are gathered for a batch.
    pub batching_window: Duration,
    /// A record passes if it matches any of these. Without filters, all records pass.
    pub filters: Vec<Pattern>,
    /// The position in the stream where reading begins.
    pub starting_position: StartingPosition,
    /// Whether a failed batch is split in two.
    pub bisect: bool,
    /// How often a batch is retried. `None` means forever.
    pub maximum_retries: Option<u64>,
    /// The age at which records are discarded.
    pub maximum_record_age: Option<Duration>,
    /// How many batches run at the same time.
    pub parallelization_factor: usize,
    /// Whether the function reports which records failed.
    pub report_batch_item_failures: bool,
    /// The ARN of the queue, topic or bucket that is notified of discarded records.
    pub on_failure: Option<String>,
}

/// The position in a stream where reading begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartingPosition {
    /// The oldest record.
    TrimHorizon,
    /// The next record.
    Latest,
}

/// The mappings of DynamoDB streams and queues among the resources. Other sources become findings.
pub fn read(resources: &Resources) -> (Mappings, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut mappings = Mappings::default();
    for resource in resources.of("aws_lambda_event_source_mapping") {
        let mut arguments = Arguments::of(resource);
        arguments.harmless(&["function_name", "last_modified", "last_processing_result", "state", "uuid"]);
        arguments.harmless(&["state_transition_reason", "metrics_config", "kms_key_arn"]);
        if arguments.text("event_source_arn").is_some_and(|arn| arn.contains(":sqs:")) {
            mappings.queues.extend(queue_mapping(resource, arguments, &mut findings));
        } else {
            mappings.streams.extend(mapping(resource, arguments, &mut findings));
        }
    }
    (mappings, findings)
}

fn queue_mapping(
    resource: &Resource,
    mut arguments: Arguments<'_>,
    findings: &mut Vec<Finding>,
) -> Option<QueueMapping> {
    let enabled = arguments.optional_boolean("enabled").unwrap_or(true);
    let concurrency = arguments.blocks("scaling_config", |config| config.whole("maximum_concurrency"));
    let concurrency = concurrency.into_iter().flatten().next().and_then(|most| usize::try_from(most).ok());
    let mapping = QueueMapping {
        address: resource.address.clone(),
        queue_arn: arguments.text("event_source_arn").unwrap_or_default(),
        function_arn: arguments.required("function_arn"),
        batch_size: number(&mut arguments, "batch_size", 10, 1..=10_000),
        batching_window: seconds(&mut arguments, "maximum_batching_window_in_seconds").unwrap_or_default(),
        filters: filters(&mut arguments),
        concurrency: concurrency.unwrap_or(USUAL_CONCURRENCY).min(USUAL_CONCURRENCY),
        report_batch_item_failures: reports_failures(&mut arguments),
    };
    findings.extend(arguments.finish());
    enabled.then_some(mapping)
}

fn mapping(
    resource: &Resource,
    mut arguments: Arguments<'_>,
    findings: &mut Vec<Finding>,
) -> Option<EventSourceMapping> {
    let enabled = arguments.optional_boolean("enabled").unwrap_or(true);
    let stream_arn = arguments.text("event_source_arn").unwrap_or_default();
    let is_stream = stream_arn.contains(":dynamodb:") && stream_arn.contains("/stream/");
    if !is_stream {
        arguments.ignored(format!(
            "`event_source_arn` is `{stream_arn}`; only streams of tables and queues invoke functions here"
        ));
    }
    if arguments.whole("tumbling_window_in_seconds").is_some_and(|seconds| seconds > 0) {
        arguments.ignored("`tumbling_window_in_seconds` is set; the function gets no window state here");
    }
    let mapping = EventSourceMapping {
        address: resource.address.clone(),
        uuid: arguments.text("id").unwrap_or_else(|| resource.address.clone()),
        stream_arn,
        function_arn: arguments.required("function_arn"),
        batch_size: number(&mut arguments, "batch_size", 100, 1..=10_000),
        batching_window: seconds(&mut arguments, "maximum_batching_window_in_seconds").unwrap_or_default(),
        filters: filters(&mut arguments),
        starting_position: starting_position(&mut arguments, is_stream),
        bisect: arguments.boolean("bisect_batch_on_function_error"),
        maximum_retries: arguments.whole("maximum_retry_attempts"),
        maximum_record_age: seconds(&mut arguments, "maximum_record_age_in_seconds"),
        parallelization_factor: number(&mut arguments, "parallelization_factor", 1, 1..=10),
        report_batch_item_failures: reports_failures(&mut arguments),
        on_failure: on_failure(&mut arguments),
    };
    findings.extend(arguments.finish());
    (is_stream && enabled).then_some(mapping)
}

fn reports_failures(arguments: &mut Arguments<'_>) -> bool {
    arguments.list("function_response_types").iter().any(|kind| kind == "ReportBatchItemFailures")
}

fn number(
    arguments: &mut Arguments<'_>,
    name: &str,
    default: usize,
    allowed: std::ops::RangeInclusive<usize>,
) -> usize {
    // A state holds 0 where nothing was set.
    let set = arguments.whole(name).and_then(|number| usize::try_from(number).ok()).filter(|number| *number != 0);
    let number = set.unwrap_or(default);
    if !allowed.contains(&number) {
        arguments.unusable(format!("`{name}` is `{number}`; it must be {} to {}", allowed.start(), allowed.end()));
    }
    number
}

fn seconds(arguments: &mut Arguments<'_>, name: &str) -> Option<Duration> {
    arguments.whole(name).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

fn starting_position(arguments: &mut Arguments<'_>, is_stream: bool) -> StartingPosition {
    match arguments.text("starting_position").as_deref() {
        Some("LATEST") => StartingPosition::Latest,
        Some("TRIM_HORIZON") => StartingPosition::TrimHorizon,
        other => {
            if is_stream {
                let found = other.unwrap_or_default();
                arguments.unusable(format!("`starting_position` is `{found}`; it must be `TRIM_HORIZON` or `LATEST`"));
            }
            StartingPosition::TrimHorizon
        }
    }
}

fn filters(arguments: &mut Arguments<'_>) -> Vec<Pattern> {
    let blocks = arguments.blocks("filter_criteria", |criteria| {
        criteria.blocks("filter", |filter| {
            let text = filter.text("pattern")?;
            let parsed = Pattern::parse(&text, Dialect::EventSource);
            if let Err(reason) = &parsed {
                filter.unusable(format!("`pattern` is `{}`: {reason}", shortened(&text)));
            }
            parsed.ok()
        })
    });
    blocks.into_iter().flatten().flatten().collect()
}

fn on_failure(arguments: &mut Arguments<'_>) -> Option<String> {
    let blocks = arguments.blocks("destination_config", |config| {
        config.blocks("on_failure", |destination| destination.text("destination_arn"))
    });
    blocks.into_iter().flatten().flatten().find(|arn| !arn.is_empty())
}
