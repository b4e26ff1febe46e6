//! API keys, and what their usage plans leave them.

use super::super::facts::Facts;
use super::super::failure::Failure;
use super::super::stage::StageState;
use crate::stack::rest_api::Method;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Looks up the key of a request, where the method asks for one.
pub(super) fn check(method: &Method, facts: &mut Facts<'_>, state: &StageState) -> Result<(), Failure> {
    let value = if facts.api.key_from_authorizer {
        let key = facts.identity.authorizer.get("usageIdentifierKey");
        key.and_then(serde_json::Value::as_str).map(str::to_owned)
    } else {
        facts.header("x-api-key").map(str::to_owned)
    };
    let key = value.as_ref().and_then(|value| facts.api.api_keys.get(value));
    facts.identity.api_key_id = key.map(|key| key.id.clone());
    facts.identity.api_key = value;
    if !method.api_key_required {
        return Ok(());
    }
    let plan = key.filter(|key| key.enabled).and_then(|key| Some((key, state.plan_of(&key.id)?)));
    let Some((key, plan)) = plan else { return Err(Failure::new(ResponseType::InvalidApiKey, "Forbidden")) };
    if !plan.throttle(&key.id) {
        return Err(super::too_many_requests());
    }
    if !plan.count(&key.id, facts.at) {
        return Err(Failure::new(ResponseType::QuotaExceeded, "Limit Exceeded"));
    }
    Ok(())
}
