//! `POST /_gelato/token`: issues a token of a user pool to anyone on this machine.
//!
//! ```sh
//! curl -s localhost:3000/_gelato/token -d '{"claims": {"email": "me@example.com"}}'
//! ```

use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Gateway;
use crate::service::Answer;
use crate::stack::rest_api::Authorization;

/// The path of the page.
pub const PATH: &str = "/_gelato/token";

/// The body of a request. If there is only one user pool, `pool` may be absent.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TokenRequest {
    pool: Option<String>,
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
        match parsed.and_then(|request: TokenRequest| self.issue_token(request.pool.as_deref(), request.claims)) {
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
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Answer { status, headers, body: body.to_string().into() }
}
