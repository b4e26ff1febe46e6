//! The variables of stream mappings, which all mappings of a module share.

use crate::environment::{Environment, Stream};
use crate::modules::ModuleScope;
use crate::terraform::{Number, Type, Value, Variable};

#[track_caller]
pub(super) fn starting_position(module: &ModuleScope) -> Value<String> {
    let description =
        "Where reading starts: TRIM_HORIZON, or LATEST, which skips records written before the mapping is active.";
    let variable = Variable::required(description).validated(
        |position| position.is_one_of(["TRIM_HORIZON", "LATEST"]),
        "The starting position is TRIM_HORIZON or LATEST.",
    );
    setting(module, "starting_position", variable, |stream| stream.starting_position.name())
}

#[track_caller]
pub(super) fn batch_size(module: &ModuleScope) -> Value<Number> {
    let description = "The maximum number of records in a batch, 1 to 10000.";
    number(module, "batch_size", description, (1, 10_000), |stream| stream.batch_size.get())
}

#[track_caller]
pub(super) fn batching_window_seconds(module: &ModuleScope) -> Value<Number> {
    let description = "How long to collect records for a batch, in seconds, 0 to 300.";
    number(module, "batching_window_seconds", description, (0, 300), |stream| stream.batching_window_seconds.get())
}

#[track_caller]
pub(super) fn parallelization_factor(module: &ModuleScope) -> Value<Number> {
    let description = "How many batches of one shard may run at once, 1 to 10.";
    number(module, "parallelization_factor", description, (1, 10), |stream| stream.parallelization_factor.get())
}

#[track_caller]
pub(super) fn maximum_retry_attempts(module: &ModuleScope) -> Value<Number> {
    let description = "The maximum number of retries of a failed batch, 0 to 10000.";
    number(module, "maximum_retry_attempts", description, (0, 10_000), |stream| stream.maximum_retry_attempts.get())
}

#[track_caller]
pub(super) fn maximum_record_age_seconds(module: &ModuleScope) -> Value<Number> {
    let description = "The maximum age of a record in seconds, 60 to 604800; older ones go to the failure destination.";
    number(module, "maximum_record_age_seconds", description, (60, 604_800), |stream| {
        stream.maximum_record_age_seconds.get()
    })
}

#[track_caller]
pub(super) fn bisect_batch_on_function_error(module: &ModuleScope) -> Value<bool> {
    let variable = Variable::required("Whether to split a failed batch in two before a retry.");
    setting(module, "bisect_batch_on_function_error", variable, |stream| stream.bisect_batch_on_function_error)
}

/// Where failed batches go: `queue` or `bucket`.
#[track_caller]
pub(super) fn failure_destination(module: &ModuleScope) -> Value<String> {
    let description = "The destination of failed batches: queue (metadata only) or bucket (with the records).";
    let variable = Variable::required(description).validated(
        |destination| destination.is_one_of(["queue", "bucket"]),
        "The failure destination is queue or bucket.",
    );
    setting(module, "failure_destination", variable, |stream| stream.failure_destination.name())
}

#[track_caller]
fn number(
    module: &ModuleScope,
    name: &str,
    description: &str,
    (least, most): (i64, i64),
    value: fn(&Stream) -> i64,
) -> Value<Number> {
    let variable = Variable::required(description).validated(move |number| number.is_between(least, most), description);
    setting(module, name, variable, value)
}

#[track_caller]
fn setting<T: Type, V: Into<Value<T>>>(
    module: &ModuleScope,
    name: &str,
    variable: Variable<T>,
    value: impl Fn(&Stream) -> V + 'static,
) -> Value<T> {
    let read = move |environment: &Environment| value(&environment.settings.stream);
    module.from_environment(&format!("stream_{name}"), variable, read)
}
