//! Stage 1: the method that answers a request.

use super::authorise::Routed;
use super::failure::Failure;
use super::progress::Progress;
use super::received::decode;
use super::request::Request;
use crate::stack::rest_api::gateway_response::ResponseType;

/// Finds the method of a request, and its path parameters.
pub(crate) fn route<'g>(request: &Request<'g>, progress: &mut Progress<'g>) -> Result<Routed<'g>, Failure> {
    let found = request.api.routes.find(request.http_method.as_str(), request.below_stage());
    let found = found.ok_or_else(|| not_found(request))?;
    let owned = |value: fn(&str) -> String| {
        found.parameters.iter().map(|(name, text)| ((*name).to_owned(), value(text))).collect()
    };
    progress.path_parameters = owned(decode);
    progress.raw_path_parameters = owned(str::to_owned);
    progress.method = Some(found.method);
    Ok(Routed { method: found.method, settings: &request.stage.settings[found.method.index] })
}

/// AWS answers a request for an unknown resource with what is wrong with its signature.
fn not_found(request: &Request<'_>) -> Failure {
    let kind = ResponseType::MissingAuthenticationToken;
    match request.header("Authorization") {
        Some(header) if !header.starts_with("AWS4-HMAC-SHA256") => {
            Failure { kind, ..Failure::incomplete_signature(header) }
        }
        _ => Failure::new(kind, "Missing Authentication Token"),
    }
}
