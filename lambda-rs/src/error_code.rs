//! The part of an SDK error that is safe to log.

use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};

/// The service's error code, or the kind of a failure before the service answered. The message is omitted, because
/// services quote the request in it.
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
