//! Access: who may read and who may write.

use serde::Deserialize;

use super::access_names::{KeyHolder, Reason, Scope, UserPoolArn};
use super::bounded::Bounded;

/// Access: who may read and who may write.
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
    /// Who may call methods that read.
    pub reads: Caller,
    /// Who may call methods that write.
    pub writes: Caller,
    /// Why anyone may write, if anyone may.
    pub unauthenticated_writes: Option<Reason>,
    /// The API keys, if one of them requires a key.
    pub api_keys: Option<ApiKeys>,
    /// The user pools, if one of them requires a token.
    pub cognito: Option<Cognito>,
}

/// Who may call.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caller {
    /// Anyone.
    None,
    /// Callers with an API key.
    ApiKey,
    /// Callers who sign with AWS credentials that allow it.
    Iam,
    /// Callers with a token of a Cognito user pool.
    Cognito,
    /// Callers whom the authorizer lets in that the program offers.
    Authorizer,
}

/// API keys and the limits of each.
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
    /// The holders, one key each.
    pub holders: Vec<KeyHolder>,
    /// Requests per second.
    pub rate_per_second: Bounded<1, 10_000>,
    /// Requests at once.
    pub burst: Bounded<1, 5_000>,
    /// Requests per period.
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

/// User pools and the scopes that their tokens must have.
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
    /// The scopes for reading, of which an access token must have one. If there are none, identity tokens are accepted.
    #[serde(default)]
    pub read_scopes: Vec<Scope>,
    /// The scopes for writing, of which an access token must have one. If there are none, identity tokens are accepted.
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

    /// Checks settings that depend on each other. The error is the key and the problem.
    pub(super) fn check(&self, in_aws: bool) -> Result<(), (&'static str, &'static str)> {
        self.check_open_writes(in_aws)?;
        self.check_api_keys()?;
        self.check_cognito()
    }

    fn check_open_writes(&self, in_aws: bool) -> Result<(), (&'static str, &'static str)> {
        match (self.writes, &self.unauthenticated_writes) {
            (Caller::None, None) if in_aws => Err((
                "writes",
                "`api.access.writes` is `none`: anyone could write, at your cost; allowed are `api-key`, `iam`, \
                 `cognito` and `authorizer`\nhint: if this is intended, say why it is harmless in `api.access.unauthenticated_writes`",
            )),
            (Caller::None, _) | (_, None) => Ok(()),
            (_, Some(_)) => Err((
                "unauthenticated_writes",
                "`api.access.unauthenticated_writes` gives a reason, but `api.access.writes` is not `none`: remove it",
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
            (Some(_), false) => Err((
                "holders",
                "`[api.access.api_keys]` is there, but neither `reads` nor `writes` is `api-key`: remove it",
            )),
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
                "`[api.access.cognito]` is there, but neither `reads` nor `writes` is `cognito`: remove it",
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
