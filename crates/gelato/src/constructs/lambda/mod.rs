//! AWS Lambda: functions and event source mappings.

mod event_filter;
mod failure_destination;
mod function_variables;
mod invocation_permission;
mod queue_mapping;
mod queue_visibility;
mod rust_function;
mod stream_mapping;
mod stream_variables;

pub use failure_destination::{FailureDestination, Failures, FailuresProps};
pub(in crate::constructs) use invocation_permission::Callee;
pub use queue_mapping::QueueEventProps;
pub use rust_function::{RUNTIME, RustFunction, RustFunctionProps};
pub use stream_mapping::{Change, StreamProps};
