//! Fifth stage: the integration itself.

use std::time::Instant;

use bytes::Bytes;
use http::HeaderMap;

use super::Gateway;
use super::facts::Facts;
use super::failure::Failure;
use super::integration_request::IntegrationRequest;
use super::log::Execution;
use crate::stack::rest_api::Kind;
use crate::stack::rest_api::endpoint::Endpoint;

mod mock;
mod service;

/// What an integration answered.
#[derive(Debug, Clone)]
pub(crate) struct IntegrationAnswer {
    /// The status, which chooses the response; for a function, what it failed with.
    pub(crate) outcome: Outcome,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What chooses the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A status.
    Status(u16),
    /// A function came to its end: what it failed with, if it did.
    Function(Option<String>),
}

impl Outcome {
    /// The status of the call itself.
    fn status(&self) -> u16 {
        match self {
            Self::Status(status) => *status,
            Self::Function(_) => 200,
        }
    }
}

/// Calls the integration.
pub(crate) async fn call(
    request: &mut IntegrationRequest<'_>,
    facts: &mut Facts<'_>,
    gateway: &Gateway,
    log: &mut Execution,
) -> Result<IntegrationAnswer, Failure> {
    let integration = &request.method.integration;
    let started = Instant::now();
    let calling = async {
        match &integration.kind {
            Kind::Mock => mock::answer(&request.body),
            Kind::Aws(uri) => {
                let endpoint = uri.endpoint(&facts.stage.variables).map_err(Failure::configuration)?;
                facts.called = true;
                match endpoint {
                    Endpoint::Service { service, call } => {
                        service::call(request, facts, gateway, &service, &call, log).await
                    }
                    Endpoint::Http(_) => Err(Failure::configuration("Invalid endpoint address")),
                }
            }
            _ => Err(Failure::configuration("Invalid endpoint address")),
        }
    };
    let answer = tokio::time::timeout(integration.timeout, calling).await.unwrap_or_else(|_| Err(Failure::timeout()));
    facts.integration_latency = Some(started.elapsed());
    facts.integration_status = answer.as_ref().ok().map(|answer| answer.outcome.status());
    answer
}
