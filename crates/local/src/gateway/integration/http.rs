//! `HTTP` and `HTTP_PROXY`: a server on this machine, or elsewhere where that is allowed.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::placeholders::fill;
use super::{IntegrationAnswer, Outcome};
use crate::gateway::facts::Facts;
use crate::gateway::failure::Failure;
use crate::gateway::integration_request::IntegrationRequest;
use crate::gateway::integration_response::Mapped;

/// Headers that belong to one connection, and are not passed on.
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

/// Headers of a server's answer that reach the client under another name.
const REMAPPED: [&str; 5] = ["connection", "content-length", "date", "server", "x-amzn-requestid"];

/// The largest answer of a server, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// Calls servers.
pub(in crate::gateway) struct HttpClient {
    plain: Client<HttpConnector, Full<Bytes>>,
    /// With TLS, for servers that are not on this machine, where they may be called.
    anywhere: Option<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>,
}

impl HttpClient {
    /// A client for servers on this machine, or for all.
    pub(in crate::gateway) fn new(anywhere: bool) -> std::io::Result<Self> {
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).pool_idle_timeout(Duration::from_secs(30));
        let provider = rustls::crypto::ring::default_provider();
        let secure = || HttpsConnectorBuilder::new().with_provider_and_native_roots(provider);
        let secure =
            anywhere.then(secure).transpose()?.map(|tls| builder.build(tls.https_or_http().enable_http1().build()));
        Ok(Self { plain: builder.build_http(), anywhere: secure })
    }

    async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, String> {
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

/// Whether a URI names this machine.
fn is_loopback(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let address: Result<std::net::IpAddr, _> = host.parse();
    address.map_or_else(|_| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback())
}

/// Calls a server; with `proxy` the request is passed on as it is.
pub(super) async fn call(
    request: &IntegrationRequest<'_>,
    facts: &Facts<'_>,
    client: &HttpClient,
    address: &str,
    proxy: bool,
) -> Result<IntegrationAnswer, Failure> {
    let made = make(request, facts, address, proxy)?;
    let refused = |error: String| Failure::integration(format!("Execution failed due to configuration error: {error}"));
    let (parts, mut body) = client.send(made).await.map_err(refused)?.into_parts();
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
    request: &IntegrationRequest<'_>,
    facts: &Facts<'_>,
    address: &str,
    proxy: bool,
) -> Result<Request<Full<Bytes>>, Failure> {
    let invalid = || Failure::configuration("Invalid endpoint address");
    let method = super::method(request, facts).ok_or_else(invalid)?;
    let uri: Uri = target(request, facts, address, proxy)?.parse().map_err(|_| invalid())?;
    let mut made = Request::new(Full::new(request.body.clone()));
    *made.headers_mut() = headers(request, facts, proxy)?;
    *made.method_mut() = method;
    *made.uri_mut() = uri;
    Ok(made)
}

/// The address with its placeholders filled in, and the query: for a proxy the client's, and then what is mapped.
fn target(request: &IntegrationRequest<'_>, facts: &Facts<'_>, address: &str, proxy: bool) -> Result<String, Failure> {
    let mut target = fill(address, &request.path)?;
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mapped = request.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let own = (proxy && !facts.query.is_empty()).then(|| facts.query.clone());
    for part in own.into_iter().chain(mapped) {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&part);
    }
    Ok(target)
}

fn headers(request: &IntegrationRequest<'_>, facts: &Facts<'_>, proxy: bool) -> Result<HeaderMap, Failure> {
    let mut headers = HeaderMap::new();
    if proxy {
        for (name, value) in &facts.input.header {
            let own = OF_THE_CONNECTION.iter().any(|known| known.eq_ignore_ascii_case(name));
            let pair = HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::from_bytes(value.as_bytes()).ok());
            if let Some((name, value)) = pair.filter(|_| !own) {
                headers.append(name, value);
            }
        }
    } else {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        super::service::insert(&mut headers, USER_AGENT.as_str(), &format!("AmazonAPIGateway_{}", facts.api.id))?;
        if !request.body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
    }
    super::service::insert(&mut headers, "x-amzn-apigateway-api-id", &facts.api.id)?;
    super::service::insert(&mut headers, "x-amzn-trace-id", &facts.trace)?;
    for (name, value) in &request.headers {
        super::service::insert(&mut headers, name, value)?;
    }
    Ok(headers)
}

/// The response that a server's answer is, where it is passed on as it is.
pub(in crate::gateway) fn response(answer: IntegrationAnswer) -> Mapped {
    let Outcome::Status(status) = answer.outcome else {
        return response(IntegrationAnswer { outcome: Outcome::Status(200), ..answer });
    };
    let mut mapped =
        Mapped { status, content_type: "application/json".to_owned(), headers: Vec::new(), body: answer.body };
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let name = name.as_str();
        if REMAPPED.contains(&name) {
            mapped.headers.push((format!("x-amzn-remapped-{name}"), value));
        } else if name != "transfer-encoding" && name != "keep-alive" {
            mapped.headers.push((name.to_owned(), value));
        }
    }
    mapped
}
