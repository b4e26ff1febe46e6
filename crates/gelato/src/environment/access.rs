//! Who may read and who may write.

use serde::Deserialize;

use super::access_names::{KeyHolder, Reason, Scope, UserPoolArn};
use super::bounded::Bounded;

/// Who may read and who may write.
///
/// ```
/// use gelato::environment::{Access, Caller};
/// let access: Access = toml::from_str("reads = 'none'\nwrites = 'iam'")?;
/// assert_eq!((access.reads, access.writes), (Caller::None, Caller::Iam));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// Who may call what changes nothing.
    pub reads: Caller,
    /// Who may call what changes something.
    pub writes: Caller,
    /// Why anyone may write, where anyone may.
    pub unauthenticated_writes: Option<Reason>,
    /// Who has a key, where keys are asked for.
    pub api_keys: Option<ApiKeys>,
    /// Whose tokens are taken, where tokens are asked for.
    pub cognito: Option<Cognito>,
}

/// Who may call.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// Anyone.
    None,
    /// Who sends an API key.
    ApiKey,
    /// Who signs with AWS credentials that may call.
    Iam,
    /// Who sends a token of a Cognito user pool.
    Cognito,
}

/// API keys, and what each is good for.
///
/// ```
/// use gelato::environment::{ApiKeys, Period};
/// let keys = "holders = ['shop']\nrate_per_second = 5\nburst = 2\nquota = 1000\nperiod = 'WEEK'";
/// let keys: ApiKeys = toml::from_str(keys)?;
/// assert_eq!(keys.period, Period::Week);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApiKeys {
    /// Who has a key each.
    pub holders: Vec<KeyHolder>,
    /// Requests a second.
    pub rate_per_second: Bounded<1, 10_000>,
    /// Requests at once.
    pub burst: Bounded<1, 5_000>,
    /// Requests in a period.
    pub quota: Bounded<1, 1_000_000_000>,
    /// The period.
    pub period: Period,
}

/// The period of a quota; each begins at midnight, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// User pools, and what their tokens must say.
///
/// ```
/// use gelato::environment::Cognito;
/// let pool = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12Cd34E";
/// let cognito: Cognito = toml::from_str(&format!("user_pool_arns = ['{pool}']\nwrite_scopes = ['shop/write']"))?;
/// assert!(cognito.read_scopes.is_empty());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cognito {
    /// The pools.
    pub user_pool_arns: Vec<UserPoolArn>,
    /// The scopes of which an access token has one to read; with none, an identity token is taken.
    #[serde(default)]
    pub read_scopes: Vec<Scope>,
    /// The scopes of which an access token has one to write; with none, an identity token is taken.
    #[serde(default)]
    pub write_scopes: Vec<Scope>,
}

impl Period {
    /// The period as AWS writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "DAY",
            Self::Week => "WEEK",
            Self::Month => "MONTH",
        }
    }
}

impl Access {
    fn asks(&self, caller: Caller) -> bool {
        self.reads == caller || self.writes == caller
    }

    fn key_of(&self, caller: Caller) -> &'static str {
        if self.writes == caller { "writes" } else { "reads" }
    }

    /// What holds only for several settings together: the key, and what is wrong with it.
    pub(super) fn check(&self, in_aws: bool) -> Result<(), (&'static str, &'static str)> {
        self.check_open_writes(in_aws)?;
        self.check_api_keys()?;
        self.check_cognito()
    }

    fn check_open_writes(&self, in_aws: bool) -> Result<(), (&'static str, &'static str)> {
        match (self.writes, &self.unauthenticated_writes) {
            (Caller::None, None) if in_aws => Err((
                "writes",
                "`api.access.writes` is `none`: anyone could write, at your cost; allowed are `api-key`, `iam` and \
                 `cognito`\nhint: say why that does no harm in `api.access.unauthenticated_writes` where it is meant",
            )),
            (Caller::None, _) | (_, None) => Ok(()),
            (_, Some(_)) => Err((
                "unauthenticated_writes",
                "`api.access.unauthenticated_writes` gives a reason for what is not so: `api.access.writes` is not `none`",
            )),
        }
    }

    fn check_api_keys(&self) -> Result<(), (&'static str, &'static str)> {
        match (&self.api_keys, self.asks(Caller::ApiKey)) {
            (None, true) => Err((
                self.key_of(Caller::ApiKey),
                "`api-key` needs the table `[api.access.api_keys]`: `holders`, `rate_per_second`, `burst`, `quota` and \
                 `period`",
            )),
            (Some(_), false) => {
                Err(("holders", "`[api.access.api_keys]` is there, and neither reads nor writes ask for `api-key`"))
            }
            (Some(keys), true) if keys.holders.is_empty() => {
                Err(("holders", "`api.access.api_keys.holders` is empty: nobody could call"))
            }
            (Some(keys), true) if has_twice(&keys.holders) => {
                Err(("holders", "`api.access.api_keys.holders` names somebody twice: each holder has one key"))
            }
            _ => Ok(()),
        }
    }

    fn check_cognito(&self) -> Result<(), (&'static str, &'static str)> {
        match (&self.cognito, self.asks(Caller::Cognito)) {
            (None, true) => Err((
                self.key_of(Caller::Cognito),
                "`cognito` needs the table `[api.access.cognito]`: `user_pool_arns`, and `read_scopes` or `write_scopes`",
            )),
            (Some(_), false) => Err((
                "user_pool_arns",
                "`[api.access.cognito]` is there, and neither reads nor writes ask for `cognito`",
            )),
            (Some(cognito), true) if cognito.user_pool_arns.is_empty() => {
                Err(("user_pool_arns", "`api.access.cognito.user_pool_arns` is empty: nobody could call"))
            }
            _ => Ok(()),
        }
    }
}

fn has_twice(holders: &[KeyHolder]) -> bool {
    holders.iter().enumerate().any(|(index, holder)| holders[..index].contains(holder))
}
