//! `POST /_gelato/token`: a token of a user pool, for whoever asks on this machine.
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

/// Where the page is.
pub const PATH: &str = "/_gelato/token";

/// What may be asked for; without a pool, the only one that there is.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    pool: Option<String>,
    claims: Map<String, Value>,
}

impl Gateway {
    /// Answers a request for a token.
    pub fn token_page(&self, method: &Method, body: &[u8]) -> Answer {
        if method != Method::POST {
            let message =
                "a token is asked for with POST, and a body such as {\"claims\": {\"email\": \"me@example.com\"}}";
            return answer(StatusCode::METHOD_NOT_ALLOWED, &json!({"message": message}));
        }
        let wanted = if body.is_empty() { Ok(Wanted::default()) } else { serde_json::from_slice(body) };
        let issued = wanted.map_err(|error| error.to_string());
        match issued.and_then(|wanted: Wanted| self.issue_token(wanted.pool.as_deref(), wanted.claims)) {
            Ok(token) => answer(StatusCode::OK, &json!({"token": token})),
            Err(message) => answer(StatusCode::BAD_REQUEST, &json!({"message": message})),
        }
    }

    /// A token of a user pool, for an hour; without an ARN, of the only pool that an authorizer asks for.
    ///
    /// # Errors
    /// Where it is not clear of which pool, with those that there are.
    pub fn issue_token(&self, pool: Option<&str>, claims: Map<String, Value>) -> Result<String, String> {
        let authorizations = self.apis.iter().flat_map(|api| &api.methods).map(|method| &method.authorization);
        let mut pools: Vec<&str> = authorizations.flat_map(Authorization::pools).map(String::as_str).collect();
        pools.sort_unstable();
        pools.dedup();
        match (pool, pools.as_slice()) {
            (Some(pool), _) => self.tokens.issue(pool, claims),
            (None, [pool]) => self.tokens.issue(pool, claims),
            (None, []) => Err("no method asks for a token of a user pool".to_owned()),
            (None, several) => Err(format!("`pool` must be one of {}", several.join(", "))),
        }
    }
}

fn answer(status: StatusCode, body: &Value) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/json"));
    Answer { status, headers, body: body.to_string().into() }
}
