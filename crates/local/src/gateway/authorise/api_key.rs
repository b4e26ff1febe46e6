//! API keys, and the limits of their usage plans.

use crate::gateway::failure::Failure;
use crate::gateway::progress::Identity;
use crate::gateway::request::Request;
use crate::gateway::stage_state::StageState;
use crate::stack::rest_api::Method;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Looks up the API key of a request, and checks it if the method requires one.
pub(super) fn check(
    method: &Method,
    request: &Request<'_>,
    identity: &mut Identity,
    state: &StageState,
) -> Result<(), Failure> {
    let value = if request.api.key_from_authorizer {
        let key = identity.authorizer.get("usageIdentifierKey");
        key.and_then(serde_json::Value::as_str).map(str::to_owned)
    } else {
        request.header("x-api-key").map(str::to_owned)
    };
    let key = value.as_ref().and_then(|value| request.api.api_keys.get(value));
    identity.api_key_id = key.map(|key| key.id.clone());
    identity.api_key = value;
    if !method.api_key_required {
        return Ok(());
    }
    let plan = key.filter(|key| key.enabled).and_then(|key| Some((key, state.plan_of(&key.id)?)));
    let Some((key, plan)) = plan else { return Err(Failure::new(ResponseType::InvalidApiKey, "Forbidden")) };
    if !plan.throttle(&key.id) {
        return Err(super::too_many_requests());
    }
    if !plan.count(&key.id, request.at) {
        return Err(Failure::new(ResponseType::QuotaExceeded, "Limit Exceeded"));
    }
    Ok(())
}
