//! Settings for an environment's whole account and region.

use serde::Deserialize;

use super::bounded::Bounded;

/// The settings that `terraform/bootstrap` applies once. All environments of an account and region must have the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The monthly spend limit for SMS, in US dollars; `None` leaves SNS's preferences untouched. AWS refuses more than
    /// the account's limit, which is 1 until support raises it.
    pub sms_monthly_spend_limit_usd: Option<Bounded<1, 100_000>>,
    /// The GitHub repository, `owner/name`, whose workflows may assume the CI role; `None` for no such role.
    pub ci_repository: Option<String>,
    /// The ARNs of the policies of that role.
    #[serde(default)]
    pub ci_policies: Vec<String>,
}
