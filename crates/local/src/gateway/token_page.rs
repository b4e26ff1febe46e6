//! `POST /_gelato/token`: issues a token of a user pool to anyone on this machine.
//!
//! ```sh
//! curl -s localhost:3000/_gelato/token -d '{"claims": {"email": "me@example.com"}}'
//! curl -s localhost:3000/_gelato/token -d '{"client": "web", "scopes": ["shop/read"]}'
//! ```

use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Gateway;
use crate::service::Answer;
use crate::stack::rest_api::Authorization;
use crate::stack::user_pool::UserPoolClient;

/// The path of the page.
pub const PATH: &str = "/_gelato/token";

/// The body of a request.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TokenRequest {
    /// The ARN of the pool. If there is only one, or with a client, it may be absent.
    pool: Option<String>,
    /// The name or the id of a client of the pool. The token is as this client would get it.
    client: Option<String>,
    /// The scopes of an access token. Without them, the token is an identity token.
    scopes: Vec<String>,
    /// Further claims, or other values of those that Cognito adds.
    claims: Map<String, Value>,
}

impl Gateway {
    /// Answers a request for a token.
    pub fn token_page(&self, method: &Method, body: &[u8]) -> Answer {
        if method != Method::POST {
            let message = "use POST, with a body such as {\"claims\": {\"email\": \"me@example.com\"}}";
            return answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"message": message}));
        }
        let parsed = if body.is_empty() { Ok(TokenRequest::default()) } else { serde_json::from_slice(body) };
        let parsed = parsed.map_err(|error| error.to_string());
        match parsed.and_then(|request: TokenRequest| self.issue(request)) {
            Ok(token) => answer(StatusCode::OK, &json!({"token": token})),
            Err(message) => answer(StatusCode::BAD_REQUEST, &json!({"message": message})),
        }
    }

    /// Issues a token of a user pool for an hour. If only one pool is in use, its ARN may be absent.
    ///
    /// # Errors
    /// If several pools are in use or none is, or if the ARN is not that of a user pool.
    pub fn issue_token(&self, pool: Option<&str>, claims: Map<String, Value>) -> Result<String, String> {
        let authorizations = self.apis.iter().flat_map(|api| &api.methods).map(|method| &method.authorization);
        let mut pools: Vec<&str> = authorizations.flat_map(Authorization::pools).map(String::as_str).collect();
        pools.sort_unstable();
        pools.dedup();
        match (pool, pools.as_slice()) {
            (Some(pool), _) => self.authorizers.tokens.issue(pool, claims),
            (None, [pool]) => self.authorizers.tokens.issue(pool, claims),
            (None, []) => Err("no method requires a token of a user pool".to_owned()),
            (None, several) => Err(format!("`pool` must be one of {}", several.join(", "))),
        }
    }

    fn issue(&self, request: TokenRequest) -> Result<String, String> {
        let TokenRequest { pool, client, scopes, claims } = request;
        let Some(client) = client else {
            let own = if scopes.is_empty() { Map::new() } else { access_claims(&scopes) };
            return self.issue_token(pool.as_deref(), merged(own, claims));
        };
        let client = self.client(pool.as_deref(), &client)?;
        self.issue_token(Some(&client.pool_arn), merged(client_claims(client, &scopes)?, claims))
    }

    fn client(&self, pool: Option<&str>, wanted: &str) -> Result<&UserPoolClient, String> {
        let is_in_pool = |client: &&UserPoolClient| pool.is_none_or(|pool| client.pool_arn == pool);
        let clients: Vec<_> = self.user_pool_clients.iter().filter(is_in_pool).collect();
        let is_meant = |client: &&&UserPoolClient| client.id == wanted || client.name == wanted;
        let meant: Vec<_> = clients.iter().filter(is_meant).collect();
        match meant.as_slice() {
            [client] => Ok(client),
            [] => {
                let known: Vec<_> = clients.iter().map(|client| client.name.as_str()).collect();
                Err(format!("no user pool has a client `{wanted}`; there are: {}", known.join(", ")))
            }
            several => {
                let pools: Vec<_> = several.iter().map(|client| client.pool_arn.as_str()).collect();
                Err(format!("several user pools have a client `{wanted}`: `pool` must be one of {}", pools.join(", ")))
            }
        }
    }
}

/// The claims with which Cognito tells a client's tokens apart: an access token with scopes, else an identity token.
fn client_claims(client: &UserPoolClient, scopes: &[String]) -> Result<Map<String, Value>, String> {
    let UserPoolClient { name, id, has_users, .. } = client;
    if let Some(scope) = scopes.iter().find(|scope| !client.scopes.contains(scope)) {
        return Err(format!("the client `{name}` has no scope `{scope}`; it has: {}", client.scopes.join(", ")));
    }
    if scopes.is_empty() && !has_users {
        return Err(format!(
            "no users sign in with the client `{name}`: `scopes` must name some of {}",
            client.scopes.join(", ")
        ));
    }
    let (own, seconds) = if scopes.is_empty() {
        (Map::from_iter([("aud".to_owned(), id.as_str().into())]), client.id_token_seconds)
    } else {
        let mut claims = access_claims(scopes);
        claims.insert("client_id".to_owned(), id.as_str().into());
        (claims, client.access_token_seconds)
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    Ok(merged(own, Map::from_iter([("exp".to_owned(), now.saturating_add(seconds).into())])))
}

fn access_claims(scopes: &[String]) -> Map<String, Value> {
    Map::from_iter([("token_use".to_owned(), "access".into()), ("scope".to_owned(), scopes.join(" ").into())])
}

/// The claims of both; the latter take precedence.
fn merged(mut claims: Map<String, Value>, more: Map<String, Value>) -> Map<String, Value> {
    claims.extend(more);
    claims
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Answer { status, headers, body: body.to_string().into() }
}
