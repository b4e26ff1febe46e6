//! The interface of the service that sends announcements.

/// Sends one announcement to everyone who subscribed.
///
/// It is a trait, so that tests can run the rules of a batch against every pattern of failures.
pub trait Publisher {
    /// Sends `text`. `Ok` means that the service has accepted it.
    fn publish(&self, text: &str) -> impl Future<Output = Result<(), PublishError>>;
}

/// Why an announcement was not sent. It has neither the text nor the recipients.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The service refuses this text, and always will. The batch continues.
    #[error("the announcement was refused: `{code}`")]
    Refused {
        /// The service's error code.
        code: String,
    },
    /// The service is unavailable: throttled, unreachable, not allowed, or deleted. The batch stops.
    #[error("the announcement could not be delivered: `{code}`")]
    Unavailable {
        /// The service's error code, or the kind of a failure before the service answered.
        code: String,
    },
}
