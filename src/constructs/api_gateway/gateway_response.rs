//! Gateway responses: what API Gateway says when it fails a request itself.
//!
//! They carry the same body and CORS headers as every other error, so that a browser can read them. Their
//! templates are not VTL: only variables are put in.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>

use crate::aws::{ApiGatewayGatewayResponse, ApiGatewayGatewayResponseRequired};
use crate::terraform::Document;

use super::definition;
use super::rest_api::RestApi;

/// `$context.error.messageString` comes with its quotes, as JSON.
const BODY: &str = r#"{"state":"error","message":$context.error.messageString}"#;

/// Logical names and response types; a type without a response of its own takes the default of its class.
const RESPONSES: [(&str, &str); 2] = [("client_errors", "DEFAULT_4XX"), ("server_errors", "DEFAULT_5XX")];

impl RestApi {
    /// Declares the gateway responses.
    #[track_caller]
    pub(super) fn gateway_responses(&self, document: &mut Document) {
        for (id, kind) in RESPONSES {
            let response = ApiGatewayGatewayResponse {
                response_parameters: Some(self.cors.gateway_headers()),
                response_templates: Some([("application/json", BODY)].into()),
                ..ApiGatewayGatewayResponse::new(ApiGatewayGatewayResponseRequired {
                    response_type: kind.into(),
                    rest_api_id: self.id(),
                })
            };
            document.resource_with(id, response, definition::meta());
        }
    }
}
