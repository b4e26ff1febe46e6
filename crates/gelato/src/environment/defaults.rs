//! The defaults of functions and streams, so that an environment's file has only what differs from them.

use crate::bundle::Architecture;

use super::bounded::Bounded;
use super::settings::{FailureDestination, Function, FunctionLogLevel, StartingPosition, Stream};

impl Default for Function {
    fn default() -> Self {
        Self {
            architecture: Architecture::Arm64,
            memory_mb: const { Bounded::known(128) },
            timeout_seconds: const { Bounded::known(30) },
            reserved_concurrency: None,
            log_level: FunctionLogLevel::Info,
        }
    }
}

impl Default for Stream {
    fn default() -> Self {
        Self {
            starting_position: StartingPosition::TrimHorizon,
            batch_size: const { Bounded::known(100) },
            batching_window_seconds: const { Bounded::known(0) },
            parallelization_factor: const { Bounded::known(1) },
            maximum_retry_attempts: const { Bounded::known(10) },
            maximum_record_age_seconds: const { Bounded::known(21_600) },
            bisect_batch_on_function_error: true,
            failure_destination: FailureDestination::Queue,
        }
    }
}
