//! What holds for the whole account and region that an environment is in.

use serde::Deserialize;

use super::bounded::Bounded;

/// What `terraform/bootstrap` sets once. Environments of one account and region say the same.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The most that text messages may cost in a month, in US dollars; none to leave SNS's preferences alone.
    /// AWS refuses more than the account's own limit, which is 1 until support raises it.
    pub sms_monthly_spend_limit_usd: Option<Bounded<1, 100_000>>,
    /// The GitHub repository, `owner/name`, whose workflows may take on a role of their own; none for no such role.
    pub ci_repository: Option<String>,
    /// The ARNs of the policies of that role.
    #[serde(default)]
    pub ci_policies: Vec<String>,
}
