//! What the function needs from the service that carries its announcements.

/// Sends one announcement to everyone who subscribed.
///
/// A trait, so that the rules of a batch are tested against a publisher that fails in every pattern.
pub trait Publisher {
    /// Sends `text`. Returning `Ok` means that the service has taken it over.
    fn publish(&self, text: &str) -> impl Future<Output = Result<(), PublishError>>;
}

/// Why an announcement was not sent. Neither kind carries what was sent, or to whom.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The service refuses this very text, and always will. The batch goes on.
    #[error("the announcement was refused: `{code}`")]
    Refused {
        /// The service's code for the reason.
        code: String,
    },
    /// The service cannot be used at the moment: throttled, unreachable, not allowed, gone. The batch stops.
    #[error("the announcement could not be delivered: `{code}`")]
    Unavailable {
        /// The service's code for the reason, or the kind of failure on the way to it.
        code: String,
    },
}
