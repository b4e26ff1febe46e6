//! Cognito: user pools and their clients, as far as tokens are made for them.
//!
//! No users sign in here. The runtime issues a token to anyone on this machine, as a client of the pool would get it.

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// The resource types that are read here.
pub(super) const RESOURCE_TYPES: [&str; 4] = [
    "aws_cognito_resource_server",
    "aws_cognito_user_pool",
    "aws_cognito_user_pool_client",
    "aws_cognito_user_pool_domain",
];

/// How long a token is valid, in seconds, unless the client says otherwise.
const LIFETIME: u64 = 3600;

/// A client of a user pool, `aws_cognito_user_pool_client`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPoolClient {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// The ARN of its pool.
    pub pool_arn: String,
    /// The scopes that its access tokens may have.
    pub scopes: Vec<String>,
    /// Whether users sign in with it, so that it gets identity tokens.
    pub has_users: bool,
    /// How long its access tokens are valid, in seconds.
    pub access_token_seconds: u64,
    /// How long its identity tokens are valid, in seconds.
    pub id_token_seconds: u64,
}

/// The clients of the user pools among the resources.
pub fn read(resources: &Resources) -> (Vec<UserPoolClient>, Vec<Finding>) {
    let clients = resources.of("aws_cognito_user_pool_client").filter_map(|client| read_client(resources, client));
    let pages = resources.of("aws_cognito_user_pool_domain").map(|domain| {
        let message = "no sign-in pages run here, so that nobody can sign in at this domain; \
                       POST /_gelato/token with `client` gives a token of a client";
        Finding::ignored(domain, message)
    });
    (clients.collect(), pages.collect())
}

/// A client whose pool is in the stack.
fn read_client(resources: &Resources, resource: &Resource) -> Option<UserPoolClient> {
    let mut arguments = Arguments::of(resource);
    let pool_id = arguments.text("user_pool_id")?;
    let mut pools = resources.of("aws_cognito_user_pool");
    let pool = pools.find(|pool| Arguments::of(pool).text("id").as_ref() == Some(&pool_id))?;
    let units = arguments.blocks("token_validity_units", |units| (units.text("access_token"), units.text("id_token")));
    let (access_unit, id_unit) = units.into_iter().next().unwrap_or_default();
    let flows = arguments.list("allowed_oauth_flows");
    Some(UserPoolClient {
        name: arguments.required("name"),
        id: arguments.required("id"),
        pool_arn: Arguments::of(pool).required("arn"),
        scopes: arguments.list("allowed_oauth_scopes"),
        has_users: flows.is_empty() || flows.iter().any(|flow| flow != "client_credentials"),
        access_token_seconds: seconds(arguments.whole("access_token_validity"), access_unit.as_deref()),
        id_token_seconds: seconds(arguments.whole("id_token_validity"), id_unit.as_deref()),
    })
}

/// A validity in seconds. Without a unit, it is in hours.
fn seconds(validity: Option<u64>, unit: Option<&str>) -> u64 {
    let unit = match unit {
        Some("seconds") => 1,
        Some("minutes") => 60,
        Some("days") => 86_400,
        _ => 3_600,
    };
    validity.map_or(LIFETIME, |validity| validity.saturating_mul(unit))
}
