//! Preflight: an `OPTIONS` method for every resource that has other methods.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html#apigateway-enable-cors-mock>

use crate::terraform::Document;

use super::authorization::Authorization;
use super::integration::Integration;
use super::method::empty;
use super::method_props::MethodProps;
use super::resource::ApiResource;
use super::response::{Response, Selection, StatusPattern};
use super::rest_api::RestApi;
use super::verb::Verb;

impl RestApi {
    /// Declares the preflight methods.
    #[track_caller]
    pub(super) fn preflight(&mut self, document: &mut Document) {
        let resources: Vec<ApiResource> = self.resources.values().cloned().collect();
        for resource in resources {
            let id = format!("{}_preflight", resource.logical_name);
            self.method(document, &id, &resource, Verb::Options, props());
        }
    }
}

/// A preflight request has no credentials, so anyone may call it.
fn props() -> MethodProps {
    let answer = |status, from| Response { status, from, model: None };
    MethodProps {
        operation_name: "Preflight",
        authorization: Authorization::None,
        body: None,
        query_parameters: Vec::new(),
        integration: Integration::Mock,
        responses: vec![
            answer(200, Selection::Status(StatusPattern::Exactly(200), empty())),
            answer(500, Selection::Otherwise(empty())),
        ],
    }
}
