//! The parlour's own settings, which environments' files have in the table `[service]`.

use serde::Deserialize;

/// The parlour's own settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Whether announcements are remembered, so that the same flavour is rarely announced twice.
    pub deduplication: bool,
}
