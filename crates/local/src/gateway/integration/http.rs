//! `HTTP` and `HTTP_PROXY`: a server on this machine, or elsewhere if that is allowed.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::IntegrationRequest;
use super::placeholders::fill;
use crate::gateway::failure::Failure;
use crate::gateway::outcome::{IntegrationAnswer, Outcome};
use crate::gateway::request::Request;

/// Headers of one connection, which are not passed on.
const OF_THE_CONNECTION: [&str; 9] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// The largest answer of a server, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// A client for HTTP servers.
pub(in crate::gateway) struct HttpClient {
    plain: Client<HttpConnector, Full<Bytes>>,
    /// With TLS, for servers elsewhere, if they may be called.
    anywhere: Option<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>,
}

impl HttpClient {
    /// A client for servers on this machine, or with `anywhere` for all servers.
    pub(in crate::gateway) fn new(anywhere: bool) -> std::io::Result<Self> {
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).pool_idle_timeout(Duration::from_secs(30));
        let provider = rustls::crypto::ring::default_provider();
        let secure = || HttpsConnectorBuilder::new().with_provider_and_native_roots(provider);
        let secure =
            anywhere.then(secure).transpose()?.map(|tls| builder.build(tls.https_or_http().enable_http1().build()));
        Ok(Self { plain: builder.build_http(), anywhere: secure })
    }

    async fn send(&self, request: http::Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
        let uri = request.uri();
        let local = is_loopback(uri) && uri.scheme_str() == Some("http");
        let failed = |error: hyper_util::client::legacy::Error| error.to_string();
        match &self.anywhere {
            _ if local => self.plain.request(request).await.map_err(failed),
            Some(client) => client.request(request).await.map_err(failed),
            None => {
                Err(format!("only servers on this machine are called without --allow-remote, and without TLS: {uri}"))
            }
        }
    }
}

/// Whether a URI names a server on this machine.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let address: Result<std::net::IpAddr, _> = host.parse();
    address.map_or_else(|_| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

/// Calls a server. With `proxy`, the client's headers and query are passed on.
pub(super) async fn call(
    made: &IntegrationRequest<'_>,
    request: &Request<'_>,
    client: &HttpClient,
    address: &str,
    proxy: bool,
) -> Result<IntegrationAnswer, Failure> {
    let sent = make(made, request, address, proxy)?;
    let refused = |error: String| Failure::integration(format!("Execution failed due to configuration error: {error}"));
    let (parts, mut body) = client.send(sent).await.map_err(refused)?.into_parts();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| refused(error.to_string()))?;
        whole.extend_from_slice(frame.data_ref().unwrap_or(&Bytes::new()));
        if whole.len() > LARGEST {
            return Err(refused("the answer is too large".to_owned()));
        }
    }
    Ok(IntegrationAnswer {
        outcome: Outcome::Status(parts.status.as_u16()),
        headers: parts.headers,
        body: whole.freeze(),
    })
}

fn make(
    made: &IntegrationRequest<'_>,
    request: &Request<'_>,
    address: &str,
    proxy: bool,
) -> Result<http::Request<Full<Bytes>>, Failure> {
    let invalid = || Failure::configuration("Invalid endpoint address");
    let method = made.http_method(request).ok_or_else(invalid)?;
    let uri: Uri = target(made, request, address, proxy)?.parse().map_err(|_| invalid())?;
    let mut sent = http::Request::new(Full::new(made.body.clone()));
    *sent.headers_mut() = headers(made, request, proxy)?;
    *sent.method_mut() = method;
    *sent.uri_mut() = uri;
    Ok(sent)
}

/// The address with its placeholders filled in, and the query: with `proxy` that of the client, then mapped parameters.
fn target(made: &IntegrationRequest<'_>, request: &Request<'_>, address: &str, proxy: bool) -> Result<String, Failure> {
    let mut target = fill(address, &made.path)?;
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mapped = made.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let own = (proxy && !request.query.is_empty()).then(|| request.query.clone());
    for part in own.into_iter().chain(mapped) {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&part);
    }
    Ok(target)
}

fn headers(made: &IntegrationRequest<'_>, request: &Request<'_>, proxy: bool) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    if proxy {
        for (name, value) in &request.headers {
            let own = OF_THE_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name));
            let pair = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
            if let Some((name, value)) = pair.filter(|_| !own) {
                headers.append(name, value);
            }
        }
    } else {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        super::service::insert(&mut headers, USER_AGENT.as_str(), &format!("AmazonAPIGateway_{}", request.api.id))?;
        if !made.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
    }
    super::service::insert(&mut headers, "x-amzn-apigateway-api-id", &request.api.id)?;
    super::service::insert(&mut headers, "x-amzn-trace-id", &request.trace)?;
    for (name, value) in &made.headers {
        super::service::insert(&mut headers, name, value)?;
    }
    Ok(headers)
}
