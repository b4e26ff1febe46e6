//! Stage 5: the call of the integration.

use std::time::Instant;

use ::http::Method as HttpMethod;
use bytes::Bytes;

use super::execution_log::{ExecutionLog, java_headers};
use super::failure::Failure;
use super::integration_response::Answered;
use super::outcome::IntegrationAnswer;
use super::overrides::Overrides;
use super::progress::Progress;
use super::request::Request;
use crate::service::Services;
use crate::stack::rest_api::endpoint::Endpoint;
use crate::stack::rest_api::{Kind, Method};

mod http;
mod lambda_proxy;
mod mock;
mod placeholders;
mod service;

pub(super) use http::HttpClient;

/// Everything that integrations may call.
pub(crate) struct Backends {
    pub(crate) services: Services,
    pub(crate) http: HttpClient,
}

/// The request to an integration.
pub(crate) struct IntegrationRequest<'g> {
    pub(crate) method: &'g Method,
    pub(crate) body: Bytes,
    /// Whether the body is bytes rather than text.
    pub(crate) binary: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) path: Vec<(String, String)>,
    /// The overrides that the request template set.
    pub(crate) overrides: Overrides,
}

impl IntegrationRequest<'_> {
    /// The method of the call: for `ANY`, that of the client. `None` if it is not an HTTP method.
    fn http_method(&self, request: &Request<'_>) -> Option<HttpMethod> {
        match self.method.integration.http_method.as_str() {
            "ANY" => Some(request.http_method.clone()),
            method => method.parse().ok(),
        }
    }
}

/// Calls the integration, within its timeout.
pub(crate) async fn call<'g>(
    made: IntegrationRequest<'g>,
    request: &Request<'g>,
    progress: &mut Progress<'g>,
    backends: &Backends,
    log: &mut ExecutionLog,
) -> Result<Answered<'g>, Failure> {
    let started = Instant::now();
    let timeout = made.method.integration.timeout;
    let calling = dispatch(&made, request, progress, backends, log);
    let answer = tokio::time::timeout(timeout, calling).await.unwrap_or_else(|_| Err(Failure::timeout()));
    let latency = started.elapsed();
    progress.integration_latency = Some(latency);
    let answer = answer?;
    let status = answer.outcome.status();
    progress.integration_status = Some(status);
    if progress.called {
        log.info(format_args!("Received response. Status: {status}, Integration latency: {} ms", latency.as_millis()));
        log.data(|| format!("Endpoint response headers: {}", java_headers(&answer.headers)));
        let body = || String::from_utf8_lossy(&answer.body).into_owned();
        log.data(|| format!("Endpoint response body before transformations: {}", body()));
    }
    Ok(Answered { method: made.method, answer, overrides: made.overrides })
}

async fn dispatch<'g>(
    made: &IntegrationRequest<'g>,
    request: &Request<'g>,
    progress: &mut Progress<'g>,
    backends: &Backends,
    log: &mut ExecutionLog,
) -> Result<IntegrationAnswer, Failure> {
    let (uri, proxy) = match &made.method.integration.kind {
        Kind::Mock => return mock::answer(&made.body),
        Kind::AwsProxy(uri) => {
            progress.called = true;
            return lambda_proxy::call(made, request, progress, &backends.services, uri).await;
        }
        Kind::Aws(uri) | Kind::Http(uri) => (uri, false),
        Kind::HttpProxy(uri) => (uri, true),
    };
    let endpoint = uri.endpoint(&request.stage.variables);
    let endpoint = endpoint.map_err(|_| Failure::configuration("Invalid endpoint address"))?;
    progress.called = true;
    match &*endpoint {
        Endpoint::Service { service, call } => {
            service::call(made, request, &backends.services, service, call, log).await
        }
        Endpoint::Http(address) => http::call(made, request, &backends.http, address, proxy).await,
    }
}
