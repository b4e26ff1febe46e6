//! AWS Lambda: functions and event source mappings.

mod event_source_mapping;
mod rust_function;

pub use event_source_mapping::{Change, StreamMappingProps, map_stream};
pub use rust_function::{RUNTIME, RustFunction, RustFunctionProps};
