//! First stage: which method answers.

use super::facts::Facts;
use super::failure::Failure;
use super::received::decode;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::{Method, MethodSettings};

/// A request that a method answers.
pub(crate) struct Routed<'g> {
    pub(crate) method: &'g Method,
    pub(crate) settings: &'g MethodSettings,
}

/// Finds the method of a request, and its path parameters.
pub(crate) fn route<'g>(facts: &mut Facts<'g>) -> Result<Routed<'g>, Failure> {
    let (api, stage) = (facts.api, facts.stage);
    let path = below_stage(&facts.path, &stage.name).to_owned();
    let Some(found) = api.routes.find(facts.http_method.as_str(), &path) else { return Err(not_found(facts)) };
    facts.input.path = found.parameters.iter().map(|(name, value)| ((*name).to_owned(), decode(value))).collect();
    facts.raw_path_parameters =
        found.parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    facts.method = Some(found.method);
    Ok(Routed { method: found.method, settings: &stage.settings[found.method.index] })
}

/// The path after the stage.
pub(crate) fn below_stage<'p>(path: &'p str, stage: &str) -> &'p str {
    path.strip_prefix('/').and_then(|path| path.strip_prefix(stage)).unwrap_or(path)
}

/// Who asks for something that is not there learns that a signature is missing, or that it is none.
fn not_found(facts: &Facts<'_>) -> Failure {
    let missing = || Failure::new(ResponseType::MissingAuthenticationToken, "Missing Authentication Token");
    match facts.header("Authorization") {
        Some(header) if !header.starts_with("AWS4-HMAC-SHA256") => {
            let mut failure = super::authorise::incomplete_signature(header);
            failure.kind = ResponseType::MissingAuthenticationToken;
            failure
        }
        _ => missing(),
    }
}
