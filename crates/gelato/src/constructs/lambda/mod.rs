//! AWS Lambda: functions and event source mappings.

mod failure_destination;
mod function_variables;
mod invocation_permission;
mod rust_function;
mod stream_mapping;
mod stream_variables;

pub use failure_destination::{FailureDestination, Failures, FailuresProps};
pub(in crate::constructs) use invocation_permission::Callee;
pub use rust_function::{RUNTIME, RustFunction, RustFunctionProps};
pub use stream_mapping::{Change, StreamProps};
