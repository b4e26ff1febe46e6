//! Who answers a request: a service of AWS, the runtime's own pages, or a REST API.
//!
//! Requests of SDKs and of the AWS CLI are told by what they sign for, or, where their path begins with no stage, by
//! `X-Amz-Target` or the `Version` of the query protocol. Everything else is for a REST API, whose own signatures are
//! for `execute-api`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::gateway::{Gateway, Received, token_page};
use crate::service::{Answer, Call, Service, Services};

/// What answers on the port.
pub struct Routes {
    /// The REST APIs.
    pub gateway: Gateway,
    /// The services of AWS.
    pub services: Services,
    /// The runtime's own pages, below `/_gelato/`.
    pub pages: Arc<dyn Service>,
}

/// The beginnings of `X-Amz-Target`, and the services that they name.
const TARGETS: [(&str, &str); 6] = [
    ("DynamoDB_", "dynamodb"),
    ("DynamoDBStreams_", "dynamodb"),
    ("AmazonSQS", "sqs"),
    ("AmazonSNS", "sns"),
    ("AWSEvents", "events"),
    ("AWSCognitoIdentityProviderService", "cognito-idp"),
];

/// The versions of the query protocol, and the services that they name.
const VERSIONS: [(&str, &str); 3] = [("2010-03-31", "sns"), ("2012-11-05", "sqs"), ("2011-06-15", "sts")];

impl Routes {
    /// Answers a request, whose headers may be given as they came over the wire.
    pub(super) async fn answer(
        &self,
        parts: Parts,
        head: Option<Vec<(String, String)>>,
        body: Bytes,
        peer: SocketAddr,
    ) -> Answer {
        let path = parts.uri.path();
        if path == token_page::PATH {
            return self.gateway.token_page(&parts.method, &body);
        }
        if path == "/_gelato" || path.starts_with("/_gelato/") {
            return self.pages.call(call(parts, body, None)).await;
        }
        match asked_service(&parts, &body, self.gateway.has_stage(path)) {
            Some((service, action)) => match self.services.get(&service) {
                Some(target) => target.call(call(parts, body, action)).await,
                None => unknown_service(&service),
            },
            None => self.gateway.answer(received(parts, head, body, peer)).await,
        }
    }
}

/// The service and the action that a request of an SDK asks for. A path that begins with a stage is for its API, unless
/// the request is signed for a service.
fn asked_service(parts: &Parts, body: &Bytes, stage: bool) -> Option<(String, Option<String>)> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let target = header("x-amz-target");
    let action = || match target {
        Some(target) => target.rsplit('.').next().map(str::to_owned),
        None => parameter(parts, body, "Action"),
    };
    let named = match (header("authorization").and_then(signed_service), target) {
        (Some("execute-api"), _) => None,
        (Some(service), _) => Some(service),
        _ if stage => None,
        (None, Some(target)) => {
            TARGETS.iter().find(|(prefix, _)| target.starts_with(prefix)).map(|(_, service)| *service)
        }
        (None, None) => {
            let version = parameter(parts, body, "Version")?;
            VERSIONS.iter().find(|(known, _)| *known == version).map(|(_, service)| *service)
        }
    };
    named.map(|service| (service.to_owned(), action()))
}

/// The service in `AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn signed_service(header: &str) -> Option<&str> {
    let credential = header.strip_prefix("AWS4-HMAC-SHA256")?.split("Credential=").nth(1)?;
    let mut scope = credential.split([',', ' ']).next()?.rsplit('/');
    (scope.next()? == "aws4_request").then(|| scope.next())?
}

/// A parameter of the query, or of a form.
fn parameter(parts: &Parts, body: &Bytes, name: &str) -> Option<String> {
    // It stands among the first; nothing is decoded beyond it.
    let find = |text: &[u8]| {
        form_urlencoded::parse(text).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let form = || {
        let media = parts.headers.get("content-type")?.to_str().ok()?;
        let form = media.starts_with("application/x-www-form-urlencoded");
        form.then(|| find(body))?
    };
    parts.uri.query().and_then(|query| find(query.as_bytes())).or_else(form)
}

fn call(parts: Parts, body: Bytes, action: Option<String>) -> Call {
    let path = parts.uri.path().to_owned();
    let query = parts.uri.query().map(str::to_owned);
    Call { action, method: parts.method, path, query, headers: parts.headers, body }
}

fn received(parts: Parts, head: Option<Vec<(String, String)>>, body: Bytes, peer: SocketAddr) -> Received {
    let headers =
        head.filter(|head| head.len() == parts.headers.len()).unwrap_or_else(|| in_small_letters(&parts.headers));
    Received {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
        source: peer.ip(),
        at: SystemTime::now(),
        started: Instant::now(),
    }
}

fn in_small_letters(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

fn unknown_service(service: &str) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static("application/x-amz-json-1.0"));
    let message = format!("the service `{service}` does not run here");
    let body = serde_json::json!({"__type": "UnknownService", "message": message}).to_string();
    Answer { status: StatusCode::NOT_IMPLEMENTED, headers, body: body.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&str, &str)], target: &str, body: &'static str, expected: Option<(&str, Option<&str>)>) {
        let mut request = http::Request::post(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, body) = request.body(Bytes::from_static(body.as_bytes())).unwrap().into_parts();
        let found = asked_service(&parts, &body, target.starts_with("/prod/"));
        let found = found.as_ref().map(|(service, action)| (service.as_str(), action.as_deref()));
        assert_eq!(found, expected, "{target}");
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

    #[test]
    fn requests_of_sdks_are_told_by_signature_target_and_action() {
        let signed = |service: &str| {
            format!(
                "AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
            )
        };
        check(
            &[("authorization", &signed("sns")), FORM],
            "/",
            "Action=Publish&Message=a",
            Some(("sns", Some("Publish"))),
        );
        check(&[("x-amz-target", "DynamoDB_20120810.GetItem")], "/", "{}", Some(("dynamodb", Some("GetItem"))));
        check(&[FORM], "/", "Action=Publish&Version=2010-03-31", Some(("sns", Some("Publish"))));
        check(&[("authorization", &signed("execute-api"))], "/prod/flavours", "{}", None);
        check(
            &[("authorization", &signed("lambda"))],
            "/2015-03-31/functions/f/invocations",
            "{}",
            Some(("lambda", None)),
        );
    }

    #[test]
    fn everything_else_is_for_an_api() {
        check(&[], "/prod/flavours?Action=x", "{}", None);
        check(&[("authorization", "Bearer x")], "/prod/flavours", "{}", None);
        check(&[("x-amz-target", "DynamoDB_20120810.GetItem")], "/prod/flavours", "{}", None);
        check(&[("x-amz-target", "Mine.Thing")], "/", "{}", None);
        check(&[FORM], "/prod/flavours", "Action=order&Version=2010-03-31", None);
        check(&[FORM], "/other/flavours", "Action=order&Version=1", None);
    }
}
