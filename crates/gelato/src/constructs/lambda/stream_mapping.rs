//! Stream mappings: Lambda reads a table's stream and calls a function for its records.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use crate::aws::{
    LambdaEventSourceMapping, LambdaEventSourceMappingDestinationConfig,
    LambdaEventSourceMappingDestinationConfigOnFailure, LambdaEventSourceMappingDestinationConfigOnFailureRequired,
    LambdaEventSourceMappingFilterCriteria, LambdaEventSourceMappingRequired,
};
use crate::constructs::dynamodb::{Table, read_stream};
use crate::constructs::given::given;
use crate::constructs::iam::Permission;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Meta, Number, Refusal, Value};

use super::event_filter;
use super::failure_destination::FailureDestination;
use super::rust_function::RustFunction;
use super::stream_variables;

/// The properties of a mapping from a table's stream to a function. What is `None` is as the environment's table `[stream]`
/// says.
#[derive(Debug, Clone, Default)]
pub struct StreamProps {
    /// The mapping's logical name. The default is the function's, so that each further stream of a function needs one.
    pub id: Option<String>,
    /// The changes that the function is called for. If there are none, for all.
    pub changes: Vec<Change>,
    /// Where reading starts: `TRIM_HORIZON` or `LATEST`. `LATEST` misses records that are written while the mapping is
    /// created.
    pub starting_position: Option<Value<String>>,
    /// The most records per call, 1 to 10,000.
    pub batch_size: Option<Value<Number>>,
    /// For how many seconds records are gathered into a batch, 0 to 300.
    pub batching_window_seconds: Option<Value<Number>>,
    /// How many calls may run at once per shard, 1 to 10.
    pub parallelization_factor: Option<Value<Number>>,
    /// How often a failed batch is retried, 0 to 10,000, or -1 for as long as its records exist.
    pub maximum_retry_attempts: Option<Value<Number>>,
    /// The greatest age of a record in seconds, 60 to 604,800, or -1 for no limit.
    pub maximum_record_age_seconds: Option<Value<Number>>,
    /// Whether a failed batch is split in two and retried.
    pub bisect_batch_on_function_error: Option<Value<bool>>,
    /// The destination for failed batches: a queue gets the position of the records in the stream, a bucket gets the records
    /// themselves. Without one, they are lost.
    pub on_failure: Option<FailureDestination>,
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

impl RustFunction {
    /// Makes Lambda call the function for the records of a table's stream. The function reports which records failed.
    #[track_caller]
    pub fn on_stream(&self, module: &ModuleScope, table: &Table, props: StreamProps) {
        if table.stream.is_none() {
            let refused = Refusal::new(format!("function `{}`: the table has no stream", self.id()));
            module.refuse(refused.hint("set `stream` in its `TableProps`, such as `Some(StreamView::NewImage)`"));
        }
        let read = Permission::from(read_stream(table.stream_arn()));
        let failures = props.on_failure.iter().flat_map(|destination| destination.permissions.clone());
        for permission in [read].into_iter().chain(failures) {
            let name = props.id.as_ref().map_or(permission.name.clone(), |id| format!("{}_{id}", permission.name));
            self.grant(module, permission.named(name));
        }
        let meta = Meta { depends_on: self.policies_in(module), ..Meta::default() };
        let id = props.id.clone().unwrap_or_else(|| self.id().to_owned());
        module.resource(&id, self.mapping(module, table, props).with_meta(meta));
    }

    #[track_caller]
    fn mapping(&self, module: &ModuleScope, table: &Table, props: StreamProps) -> LambdaEventSourceMapping {
        use stream_variables as usual;
        LambdaEventSourceMapping {
            batch_size: Some(given!(props.batch_size, or usual::batch_size(module))),
            bisect_batch_on_function_error: Some(
                given!(props.bisect_batch_on_function_error, or usual::bisect_batch_on_function_error(module)),
            ),
            destination_config: props.on_failure.map(|destination| on_failure(destination.arn)),
            event_source_arn: Some(table.stream_arn()),
            filter_criteria: filter(&props.changes),
            function_response_types: Some(["ReportBatchItemFailures"].into()),
            maximum_batching_window_in_seconds: Some(
                given!(props.batching_window_seconds, or usual::batching_window_seconds(module)),
            ),
            maximum_record_age_in_seconds: Some(
                given!(props.maximum_record_age_seconds, or usual::maximum_record_age_seconds(module)),
            ),
            maximum_retry_attempts: Some(
                given!(props.maximum_retry_attempts, or usual::maximum_retry_attempts(module)),
            ),
            parallelization_factor: Some(
                given!(props.parallelization_factor, or usual::parallelization_factor(module)),
            ),
            starting_position: Some(given!(props.starting_position, or usual::starting_position(module))),
            ..LambdaEventSourceMapping::new(LambdaEventSourceMappingRequired { function_name: self.arn() })
        }
    }
}

fn on_failure(destination_arn: Value<String>) -> LambdaEventSourceMappingDestinationConfig {
    let required = LambdaEventSourceMappingDestinationConfigOnFailureRequired { destination_arn };
    LambdaEventSourceMappingDestinationConfig {
        on_failure: Some(LambdaEventSourceMappingDestinationConfigOnFailure::new(required)),
        ..Default::default()
    }
}

/// <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>
fn filter(changes: &[Change]) -> Option<LambdaEventSourceMappingFilterCriteria> {
    if changes.is_empty() {
        return None;
    }
    let names: Vec<_> = changes.iter().map(|change| change.name()).collect();
    event_filter::criteria([serde_json::json!({ "eventName": names }).to_string()])
}
