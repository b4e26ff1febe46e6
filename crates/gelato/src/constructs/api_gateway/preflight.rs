//! Preflight: an `OPTIONS` method for every resource that has other methods.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html#apigateway-enable-cors-mock>

use crate::openapi::Verb;

use super::authorization::Authorization;
use super::integration::Integration;
use super::method::empty;
use super::method_props::MethodProps;
use super::resource::ApiResource;
use super::response::{Response, Selection, StatusPattern};
use super::routes::{Route, Routes};

impl Routes<'_> {
    /// Declares the preflight methods.
    #[track_caller]
    pub(super) fn preflight(&mut self) {
        let resources: Vec<ApiResource> = self.methods.values().map(|(resource, _)| resource.clone()).collect();
        for resource in resources {
            let id = format!("{}_preflight", resource.logical_name);
            let route = Route { id, operation_name: "Preflight".to_owned(), resource, verb: Verb::Options };
            self.method(&route, props());
        }
    }
}

/// A preflight request has no credentials, so anyone may call it.
fn props() -> MethodProps {
    let answer = |status, from| Response { status, from, model: None };
    MethodProps {
        name: None,
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
