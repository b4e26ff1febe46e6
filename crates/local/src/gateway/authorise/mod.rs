//! Second stage: who calls, and whether they may.
//!
//! First the authorizer of the method decides, then the API key and its usage plan, then the throttle of the method.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Gateway;
use super::facts::Facts;
use super::failure::Failure;
use super::route::Routed;
use super::stage::StageState;
use crate::stack::rest_api::authorizer::AuthorizerKind;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::{Authorization, Method};

mod api_key;
mod cognito;
mod custom;
mod iam;

pub use cognito::Tokens;
pub use iam::LocalCredentials;

/// A request that may be made.
pub(crate) struct Authorised<'g> {
    pub(crate) method: &'g Method,
}

/// Finds out who calls, and whether they may.
pub(crate) async fn authorise<'g>(
    request: Routed<'g>,
    facts: &mut Facts<'g>,
    gateway: &'g Gateway,
    state: &StageState,
    body: &[u8],
) -> Result<Authorised<'g>, Failure> {
    let method = request.method;
    match &method.authorization {
        Authorization::None => {}
        Authorization::Iam => iam::check(facts, &gateway.credentials, body)?,
        Authorization::Cognito(authorizer, scopes) => match &authorizer.kind {
            AuthorizerKind::Cognito { pool_arns, header } => {
                cognito::check(facts, &gateway.tokens, pool_arns, header, scopes)?;
            }
            kind => custom::check(facts, gateway, kind).await?,
        },
        Authorization::Custom(authorizer) => custom::check(facts, gateway, &authorizer.kind).await?,
    }
    api_key::check(method, facts, state)?;
    if !state.throttle(method.index) {
        return Err(too_many_requests());
    }
    Ok(Authorised { method })
}

fn too_many_requests() -> Failure {
    Failure::new(ResponseType::Throttled, "Too Many Requests")
}

/// What AWS says of an `Authorization` header that is no signature.
pub(super) fn incomplete_signature(header: &str) -> Failure {
    let hash = STANDARD.encode(Sha256::digest(header.as_bytes()));
    let message = format!(
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with \
         Base64): '{hash}'."
    );
    let failure = Failure::new(ResponseType::InvalidSignature, message);
    Failure { error_type: Some("IncompleteSignatureException"), ..failure }
}
