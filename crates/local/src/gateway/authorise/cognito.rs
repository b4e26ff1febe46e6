//! Tokens of user pools. Cognito does not run here: the runtime signs tokens itself, for anyone on this machine.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>

use std::collections::BTreeSet;
use std::time::SystemTime;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Map, Value, json};

use super::token_signature;
use crate::gateway::failure::Failure;
use crate::gateway::request::Request;
use crate::stack::rest_api::gateway_response::ResponseType;

/// How long a token is valid, in seconds.
const LIFETIME: u64 = 3600;

/// Signs and checks the tokens of all user pools, with one secret. Cognito signs with a pool's private key, and anyone
/// may fetch the public key. Here only the runtime checks tokens, so a secret is enough.
#[derive(Clone)]
pub struct Tokens(Vec<u8>);

impl Default for Tokens {
    /// Makes a secret that only this process knows.
    fn default() -> Self {
        let halves = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
        Self::with_secret(halves.map(uuid::Uuid::into_bytes).concat())
    }
}

impl Tokens {
    /// Takes a secret, so that tokens outlive the process.
    pub fn with_secret(secret: impl Into<Vec<u8>>) -> Self {
        token_signature::install();
        Self(secret.into())
    }

    /// Issues a token of a pool for an hour, with the given claims and those that Cognito adds.
    ///
    /// # Errors
    /// If the ARN is not that of a user pool.
    pub fn issue(&self, pool_arn: &str, claims: Map<String, Value>) -> Result<String, String> {
        let issuer = issuer(pool_arn).ok_or_else(|| format!("`{pool_arn}` is not the ARN of a user pool"))?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let subject = uuid::Uuid::new_v4().to_string();
        let all = json!({
            "sub": subject, "iss": issuer, "token_use": "id", "iat": now, "auth_time": now, "exp": now + LIFETIME,
        });
        let mut all = all.as_object().cloned().unwrap_or_default();
        all.extend(claims);
        let key = EncodingKey::from_secret(&self.0);
        encode(&Header::new(Algorithm::HS256), &all, &key).map_err(|error| error.to_string())
    }

    fn check(&self, token: &str, issuers: &[String]) -> Result<Map<String, Value>, Failure> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.validate_aud = false;
        validation.set_issuer(issuers);
        let unauthorized = |message| Failure::new(ResponseType::Unauthorized, message);
        let read = decode::<Map<String, Value>>(token, &DecodingKey::from_secret(&self.0), &validation);
        read.map(|read| read.claims).map_err(|error| match error.kind() {
            ErrorKind::ExpiredSignature => unauthorized("The incoming token has expired"),
            _ => unauthorized("Unauthorized"),
        })
    }
}

/// The issuer of a pool's tokens: `https://cognito-idp.REGION.amazonaws.com/POOL`.
fn issuer(pool_arn: &str) -> Option<String> {
    let (_, pool) = pool_arn.split_once(":userpool/")?;
    let region = pool_arn.split(':').nth(3)?;
    Some(format!("https://cognito-idp.{region}.amazonaws.com/{pool}"))
}

/// Checks the token of a request, and gives `$context.authorizer`. With scopes, it must be an access token that has one of
/// them. Without, it must be an identity token.
pub(super) fn check(
    request: &Request<'_>,
    tokens: &Tokens,
    pool_arns: &[String],
    header: &str,
    scopes: &BTreeSet<String>,
) -> Result<Map<String, Value>, Failure> {
    let unauthorized = || Failure::new(ResponseType::Unauthorized, "Unauthorized");
    let token = request.header(header).ok_or_else(unauthorized)?;
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    let issuers: Vec<_> = pool_arns.iter().filter_map(|arn| issuer(arn)).collect();
    let claims = tokens.check(token, &issuers)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let allowed = if scopes.is_empty() {
        text("token_use") == "id"
    } else {
        text("token_use") == "access" && text("scope").split(' ').any(|scope| scopes.contains(scope))
    };
    if !allowed {
        return Err(unauthorized());
    }
    let claims: Map<String, Value> = claims.into_iter().map(|(name, value)| (name, as_text(value))).collect();
    Ok(Map::from_iter([("claims".to_owned(), Value::Object(claims))]))
}

/// A claim as templates read it: always text.
pub(super) fn as_text(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(text),
        other => Value::String(other.to_string()),
    }
}
