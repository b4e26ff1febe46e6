//! Stage 3: validates the request's parameters, then its body.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>

use std::sync::Arc;

use bytes::Bytes;

use super::body_validation;
use super::failure::Failure;
use super::integration_request::Valid;
use super::progress::Progress;
use super::request::Request;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::model::{Model, Verdict};
use crate::stack::rest_api::template::media_type;
use crate::stack::rest_api::{Method, RequiredParameter};

/// A request whose caller may make it.
pub(crate) struct Authorised<'g> {
    pub(crate) method: &'g Method,
}

/// Validates parameters and body.
pub(crate) async fn validate<'g>(
    authorised: Authorised<'g>,
    request: &Request<'g>,
    progress: &Progress<'g>,
) -> Result<Valid<'g>, Failure> {
    let Authorised { method } = authorised;
    check_parameters(&method.required_parameters, request, progress)?;
    if let Some(models) = &method.models {
        let media = media_type(request.header("Content-Type").unwrap_or("application/json"));
        if let Some(model) = models.get(&media).or_else(|| models.get("$default")) {
            check_body(model, &request.body).await?;
        }
    }
    Ok(Valid { method })
}

fn check_parameters(
    required: &[RequiredParameter],
    request: &Request<'_>,
    progress: &Progress<'_>,
) -> Result<(), Failure> {
    let missing = required.iter().filter(|parameter| !is_present(parameter, request, progress));
    let missing: Vec<_> = missing.map(RequiredParameter::name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("Missing required request parameters: [{}]", hash_order(&missing).join(", "));
    let log = format!("Request {} failed validation: {message}", request.id);
    Err(Failure::new(ResponseType::BadRequestParameters, message).logged(log))
}

/// Whether a request has a parameter. One that is only whitespace counts as missing.
fn is_present(parameter: &RequiredParameter, request: &Request<'_>, progress: &Progress<'_>) -> bool {
    let (values, name) = match parameter {
        RequiredParameter::Header(name) => (&request.headers, name),
        RequiredParameter::Query(name) => (&request.query_parameters, name),
        RequiredParameter::Path(name) => (&progress.path_parameters, name),
    };
    values.iter().any(|(known, value)| known == name && !value.chars().all(is_whitespace))
}

/// Whether a character is whitespace to Java or to a model's `\S`. Unicode's U+0085 is whitespace to neither. A key that a
/// model accepts in a body is thus accepted in a path as well.
fn is_whitespace(character: char) -> bool {
    matches!(character, '\u{1c}'..='\u{1f}' | '\u{feff}') || character.is_whitespace() && character != '\u{85}'
}

/// Names in the order of a `java.util.HashMap`, in which AWS lists them.
fn hash_order<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let mut distinct: Vec<&str> = Vec::new();
    for &name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    let mut buckets: u32 = 16;
    while distinct.len() > (buckets as usize) * 3 / 4 {
        buckets *= 2;
    }
    distinct.sort_by_key(|name| {
        let hash = name.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
        (hash ^ (hash >> 16)) & (buckets - 1)
    });
    distinct
}

/// Validates a body.
async fn check_body(model: &Arc<Model>, body: &Bytes) -> Result<(), Failure> {
    let errors = match body_validation::verdict(model, body).await {
        Verdict::Valid => return Ok(()),
        Verdict::Undecided(reason) => return Err(Failure::pattern(reason)),
        Verdict::Invalid(errors) => errors,
    };
    let log = format!("Request body does not match model schema for content type application/json: {errors}");
    let failure = Failure::new(ResponseType::BadRequestBody, "Invalid request body").logged(log);
    Err(Failure { validation: Some(errors), ..failure })
}

#[cfg(test)]
mod tests {
    use super::hash_order;

    #[test]
    fn names_come_in_the_order_of_a_hash_map() {
        assert_eq!(hash_order(&["dividend", "divisor"]), ["divisor", "dividend"]);
        assert_eq!(hash_order(&["pi", "di"]), ["di", "pi"]);
        assert_eq!(hash_order(&["issuer", "qs1", "x-header-param"]), ["x-header-param", "issuer", "qs1"]);
        assert_eq!(hash_order(&["a", "a"]), ["a"]);
    }
}
