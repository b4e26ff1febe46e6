//! Stage 2: who calls, and whether they may.
//!
//! The method's authorizer decides first, then the API key and its usage plan, then the method's throttle.

use super::failure::Failure;
use super::method_request::Authorised;
use super::progress::Progress;
use super::request::Request;
use super::stage_state::StageState;
use crate::service::Services;
use crate::stack::rest_api::authorizer::AuthorizerKind;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::{Authorization, Method, MethodSettings};

mod api_key;
mod cognito;
mod custom;
mod iam;
mod token_signature;

pub use cognito::Tokens;
pub use iam::LocalCredentials;

/// A request whose method is known.
pub(crate) struct Routed<'g> {
    pub(crate) method: &'g Method,
    pub(crate) settings: &'g MethodSettings,
}

/// Everything that authorization relies on.
pub(crate) struct Authorizers {
    pub(crate) credentials: Vec<LocalCredentials>,
    pub(crate) tokens: Tokens,
    /// The functions among them are Lambda authorizers.
    pub(crate) services: Services,
}

/// Finds out who calls, and whether they may.
pub(crate) async fn authorise<'g>(
    routed: Routed<'g>,
    request: &Request<'g>,
    progress: &mut Progress<'g>,
    authorizers: &Authorizers,
    state: &StageState,
) -> Result<Authorised<'g>, Failure> {
    let method = routed.method;
    match &method.authorization {
        Authorization::None => {}
        Authorization::Iam => progress.identity.signer = Some(iam::check(request, &authorizers.credentials)?),
        Authorization::Cognito(authorizer, scopes) => match &authorizer.kind {
            AuthorizerKind::Cognito { pool_arns, header } => {
                let claims = cognito::check(request, &authorizers.tokens, pool_arns, header, scopes)?;
                progress.identity.authorizer = claims;
            }
            kind => custom::check(request, progress, &authorizers.services, kind).await?,
        },
        Authorization::Custom(authorizer) => {
            custom::check(request, progress, &authorizers.services, &authorizer.kind).await?;
        }
    }
    api_key::check(method, request, &mut progress.identity, state)?;
    if !state.throttle(method.index) {
        return Err(too_many_requests());
    }
    Ok(Authorised { method })
}

fn too_many_requests() -> Failure {
    Failure::new(ResponseType::Throttled, "Too Many Requests")
}
