//! Gateway responses: the answers to requests that API Gateway refuses itself.
//!
//! They have the same body and CORS headers as every other error, so that a browser can read them. Their templates are
//! not VTL: they only substitute variables. `$context.error.messageString` includes its quotes, as JSON does;
//! `$context.error.validationErrorString` does not, and quotes inside it are escaped.
//!
//! A body of more than 10 MB is refused earlier (413), and that response cannot be customised.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use std::collections::BTreeSet;

use crate::aws::{ApiGatewayGatewayResponse, ApiGatewayGatewayResponseRequired};
use crate::terraform::{Configure as _, Map, Value};

use super::definition;
use super::routes::Routes;

/// The wording of a gateway response.
struct Wording {
    /// The logical name.
    id: &'static str,
    /// The response type.
    kind: &'static str,
    /// The status; `None` for the types that are the fallback of their class.
    status: Option<u16>,
    /// The message, as JSON.
    message: &'static str,
    /// An additional header: name and value.
    header: Option<(&'static str, &'static str)>,
}

/// API Gateway's own message, as JSON.
const ITS_OWN: &str = "$context.error.messageString";

/// A throttled client may retry after a second at the latest.
const SOON: Option<(&str, &str)> = Some(("Retry-After", "1"));

/// A quota is renewed at midnight UTC, daily, weekly or monthly. With this header, no client asks in vain more than
/// once an hour.
const LATER: Option<(&str, &str)> = Some(("Retry-After", "3600"));

/// The challenge to a client without a token. <https://datatracker.ietf.org/doc/html/rfc6750#section-3>
const CHALLENGE: Option<(&str, &str)> = Some(("WWW-Authenticate", "Bearer"));

impl Wording {
    const fn new(id: &'static str, kind: &'static str, status: u16, message: &'static str) -> Self {
        Self { id, kind, status: Some(status), message, header: None }
    }

    const fn fallback(id: &'static str, kind: &'static str) -> Self {
        Self { id, kind, status: None, message: ITS_OWN, header: None }
    }

    const fn with(self, header: Option<(&'static str, &'static str)>) -> Self {
        Self { header, ..self }
    }

    fn body(&self) -> String {
        format!(r#"{{"state":"error","message":{}}}"#, self.message)
    }
}

/// The wordings. Types that are not listed use the fallback of their class.
const WORDINGS: [Wording; 14] = [
    Wording::new(
        "bad_request_body",
        "BAD_REQUEST_BODY",
        400,
        r#""Invalid request body: $context.error.validationErrorString""#,
    ),
    Wording::new("bad_request_parameters", "BAD_REQUEST_PARAMETERS", 400, ITS_OWN),
    Wording::new("unauthorized", "UNAUTHORIZED", 401, r#""A valid token is required""#).with(CHALLENGE),
    Wording::new("access_denied", "ACCESS_DENIED", 403, r#""Not allowed""#),
    Wording::new("invalid_api_key", "INVALID_API_KEY", 403, r#""A valid API key is required in X-Api-Key""#),
    Wording::new("missing_authentication_token", "MISSING_AUTHENTICATION_TOKEN", 403, ITS_OWN),
    Wording::new("resource_not_found", "RESOURCE_NOT_FOUND", 404, r#""Not found""#),
    Wording::new(
        "unsupported_media_type",
        "UNSUPPORTED_MEDIA_TYPE",
        415,
        r#""Unsupported media type: allowed is application/json""#,
    ),
    Wording::new("throttled", "THROTTLED", 429, r#""Too many requests""#).with(SOON),
    Wording::new("quota_exceeded", "QUOTA_EXCEEDED", 429, r#""The quota is used up""#).with(LATER),
    // API Gateway's own message for these two is `null`.
    Wording::new("authorizer_failure", "AUTHORIZER_FAILURE", 500, r#""Internal server error""#),
    Wording::new("authorizer_configuration_error", "AUTHORIZER_CONFIGURATION_ERROR", 500, r#""Internal server error""#),
    Wording::fallback("client_errors", "DEFAULT_4XX"),
    Wording::fallback("server_errors", "DEFAULT_5XX"),
];

/// The statuses that only AWS controls: too large a body, a failure of the backend, and a timeout.
const OTHERS: [u16; 3] = [413, 500, 504];

/// The statuses of gateway responses.
pub(super) fn gateway_statuses() -> BTreeSet<u16> {
    WORDINGS.iter().filter_map(|wording| wording.status).chain(OTHERS).collect()
}

impl Routes<'_> {
    /// Declares the gateway responses.
    #[track_caller]
    pub(super) fn gateway_responses(&self) {
        for wording in WORDINGS {
            let response = ApiGatewayGatewayResponse {
                response_parameters: Some(self.gateway_headers(&wording)),
                response_templates: Some([("application/json", wording.body())].into()),
                status_code: wording.status.map(|status| status.to_string().into()),
                ..ApiGatewayGatewayResponse::new(ApiGatewayGatewayResponseRequired {
                    response_type: wording.kind.into(),
                    rest_api_id: self.id(),
                })
            };
            self.module.resource(wording.id, response.with_meta(definition::meta()));
        }
    }

    fn gateway_headers(&self, wording: &Wording) -> Value<Map<String>> {
        let own = wording.header.into_iter();
        let own = own.map(|(name, value)| (name, Value::<String>::from(format!("'{value}'"))));
        let headers = self.cors.gateway_headers().into_iter().chain(own);
        headers.map(|(name, value)| (format!("gatewayresponse.header.{name}"), value)).collect()
    }
}
