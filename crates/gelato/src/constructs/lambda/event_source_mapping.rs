//! Event source mappings: Lambda reads a stream and calls a function for its records.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use crate::aws::{
    LambdaEventSourceMapping, LambdaEventSourceMappingDestinationConfig,
    LambdaEventSourceMappingDestinationConfigOnFailure, LambdaEventSourceMappingDestinationConfigOnFailureRequired,
    LambdaEventSourceMappingFilterCriteria, LambdaEventSourceMappingFilterCriteriaFilter,
    LambdaEventSourceMappingRequired,
};
use crate::terraform::{Address, Document, Meta, Number, Value};

use super::rust_function::RustFunction;

/// The properties of an event source mapping from a stream to a function.
#[derive(Debug, Clone)]
pub struct StreamMappingProps<'a> {
    /// The function.
    pub function: &'a RustFunction,
    /// The stream.
    pub stream_arn: Value<String>,
    /// The changes that the function is called for.
    pub changes: Vec<Change>,
    /// Where reading starts: `TRIM_HORIZON` or `LATEST`. `LATEST` misses records that are written while the mapping is
    /// created.
    pub starting_position: Value<String>,
    /// The most records per call, 1 to 10,000.
    pub batch_size: Value<Number>,
    /// For how many seconds records are gathered into a batch, 0 to 300.
    pub batching_window_seconds: Value<Number>,
    /// How many calls may run at once per shard, 1 to 10.
    pub parallelization_factor: Value<Number>,
    /// How often a failed batch is retried, 0 to 10,000, or -1 for as long as its records exist.
    pub maximum_retry_attempts: Value<Number>,
    /// The greatest age of a record in seconds, 60 to 604,800, or -1 for no limit.
    pub maximum_record_age_seconds: Value<Number>,
    /// Whether a failed batch is split in two and retried.
    pub bisect_batch_on_function_error: Value<bool>,
    /// The ARN of the destination for failed batches: a queue gets the position of the records in the stream, a bucket
    /// gets the records themselves.
    pub on_failure: Value<String>,
    /// The policies that must exist before the stream is read.
    pub after: Vec<Address>,
}

/// A kind of change in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A new item.
    Insert,
    /// An item that was overwritten.
    Modify,
    /// An item that was deleted or has expired.
    Remove,
}

impl Change {
    /// The change as the stream writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Modify => "MODIFY",
            Self::Remove => "REMOVE",
        }
    }
}

/// Makes Lambda call a function for a stream's records. The function reports which records failed.
#[track_caller]
pub fn map_stream(document: &mut Document, id: &str, props: StreamMappingProps<'_>) {
    let meta = Meta { depends_on: props.after.clone(), ..Meta::default() };
    document.resource_with(id, resource(props), meta);
}

fn resource(props: StreamMappingProps<'_>) -> LambdaEventSourceMapping {
    LambdaEventSourceMapping {
        batch_size: Some(props.batch_size),
        bisect_batch_on_function_error: Some(props.bisect_batch_on_function_error),
        destination_config: Some(on_failure(props.on_failure)),
        event_source_arn: Some(props.stream_arn),
        filter_criteria: Some(filter(&props.changes)),
        function_response_types: Some(["ReportBatchItemFailures"].into()),
        maximum_batching_window_in_seconds: Some(props.batching_window_seconds),
        maximum_record_age_in_seconds: Some(props.maximum_record_age_seconds),
        maximum_retry_attempts: Some(props.maximum_retry_attempts),
        parallelization_factor: Some(props.parallelization_factor),
        starting_position: Some(props.starting_position),
        ..LambdaEventSourceMapping::new(LambdaEventSourceMappingRequired { function_name: props.function.arn() })
    }
}

fn on_failure(destination_arn: Value<String>) -> LambdaEventSourceMappingDestinationConfig {
    let required = LambdaEventSourceMappingDestinationConfigOnFailureRequired { destination_arn };
    LambdaEventSourceMappingDestinationConfig {
        on_failure: Some(LambdaEventSourceMappingDestinationConfigOnFailure::new(required)),
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>
fn filter(changes: &[Change]) -> LambdaEventSourceMappingFilterCriteria {
    let names: Vec<_> = changes.iter().map(|change| change.name()).collect();
    let pattern = serde_json::json!({ "eventName": names }).to_string();
    LambdaEventSourceMappingFilterCriteria {
        filter: vec![LambdaEventSourceMappingFilterCriteriaFilter { pattern: Some(pattern.into()) }],
    }
}
