//! Fifth stage: the integration itself.

use std::time::Instant;

use ::http::{HeaderMap, Method};
use bytes::Bytes;

use super::facts::Facts;
use super::failure::Failure;
use super::integration_request::IntegrationRequest;
use super::log::Execution;
use super::{Gateway, java_headers};
use crate::stack::rest_api::Kind;
use crate::stack::rest_api::endpoint::Endpoint;

mod http;
mod lambda_proxy;
mod mock;
mod placeholders;
mod service;

pub(super) use http::{HttpClient, response as http_response};
pub(super) use lambda_proxy::{invoke, response as lambda_response};

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

/// The method that an integration is called with: `ANY` passes the client's on. None where it is no method.
fn method(request: &IntegrationRequest<'_>, facts: &Facts<'_>) -> Option<Method> {
    match request.method.integration.http_method.as_str() {
        "ANY" => Some(facts.http_method.clone()),
        method => method.parse().ok(),
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
        let (uri, proxy) = match &integration.kind {
            Kind::Mock => return mock::answer(&request.body),
            Kind::AwsProxy(uri) => {
                facts.called = true;
                return lambda_proxy::call(request, facts, gateway, uri).await;
            }
            Kind::Aws(uri) | Kind::Http(uri) => (uri, false),
            Kind::HttpProxy(uri) => (uri, true),
        };
        let endpoint = uri.endpoint(&facts.stage.variables);
        let endpoint = endpoint.map_err(|_| Failure::configuration("Invalid endpoint address"))?;
        facts.called = true;
        match &*endpoint {
            Endpoint::Service { service, call } => service::call(request, facts, gateway, service, call, log).await,
            Endpoint::Http(address) => http::call(request, facts, &gateway.http, address, proxy).await,
        }
    };
    let answer = tokio::time::timeout(integration.timeout, calling).await.unwrap_or_else(|_| Err(Failure::timeout()));
    let latency = started.elapsed();
    facts.integration_latency = Some(latency);
    facts.integration_status = answer.as_ref().ok().map(|answer| answer.outcome.status());
    if let (Ok(answer), true) = (&answer, facts.called) {
        let status = answer.outcome.status();
        log.info(format_args!("Received response. Status: {status}, Integration latency: {} ms", latency.as_millis()));
        log.data(|| format!("Endpoint response headers: {}", java_headers(&answer.headers)));
        let body = || String::from_utf8_lossy(&answer.body).into_owned();
        log.data(|| format!("Endpoint response body before transformations: {}", body()));
    }
    answer
}
