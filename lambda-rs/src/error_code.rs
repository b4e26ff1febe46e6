//! What of an SDK's error is safe to log.

use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};

/// The service's code for an error, or the kind of failure on the way to it. The message is left out: services quote
/// in it what they were sent.
pub fn error_code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let kind = match error {
        SdkError::ConstructionFailure(_) => "ConstructionFailure",
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => "Timeout",
        SdkError::DispatchFailure(_) => "DispatchFailure",
        SdkError::ResponseError(_) => "ResponseError",
        SdkError::ServiceError(error) => error.err().code().unwrap_or("Unknown"),
        _ => "Unknown",
    };
    kind.to_owned()
}
