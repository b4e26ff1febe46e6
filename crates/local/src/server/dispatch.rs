//! Dispatches a request to a service of AWS, to the runtime's own pages, or to a REST API.
//!
//! It also decides whether the caller may make the request, since API stages answer any web page and nothing else does.
//!
//! Requests of SDKs and of the AWS CLI are recognised by the service that they are signed for, in a header or, for S3, in the
//! address. If the path does not begin with a stage, they are also recognised by `X-Amz-Target` or the `Version` of the
//! query protocol. All other requests are for a REST API, including those signed for `execute-api`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::gateway::{Gateway, Received, token_page};
use crate::service::{Answer, Call, Service, Services};

use super::callers::{Callers, Reach};
use super::refused::Refused;
use super::{body, cors};

/// Everything that answers on the port.
pub struct Routes {
    /// The REST APIs.
    pub gateway: Gateway,
    /// The services of AWS.
    pub services: Services,
    /// The runtime's own pages, below `/_gelato/`.
    pub pages: Arc<dyn Service>,
    /// Who may use it.
    pub callers: Callers,
}

/// The target of a request that is not for an API stage.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// A service's action.
    Service(String, Option<String>),
    /// The page that issues tokens.
    Token,
    /// Another of the runtime's pages.
    Page,
    /// A CORS preflight, except for stages.
    Preflight,
}

/// The prefixes of actions that only read.
const READING: [&str; 8] = ["BatchGet", "Check", "Describe", "Get", "List", "Query", "Scan", "TransactGet"];

/// The prefixes of `X-Amz-Target`, with their services.
const TARGETS: [(&str, &str); 8] = [
    ("DynamoDB_", "dynamodb"),
    ("DynamoDBStreams_", "dynamodb"),
    ("AmazonSQS", "sqs"),
    ("AmazonSNS", "sns"),
    ("AmazonSSM", "ssm"),
    ("secretsmanager", "secretsmanager"),
    ("AWSEvents", "events"),
    ("AWSCognitoIdentityProviderService", "cognito-idp"),
];

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// The versions of the query protocol, with their services.
const VERSIONS: [(&str, &str); 3] = [("2010-03-31", "sns"), ("2012-11-05", "sqs"), ("2011-06-15", "sts")];

impl Routes {
    /// Answers a request. `head` has the headers as they came over the wire, if they were recorded.
    pub(super) async fn answer(
        &self,
        parts: Parts,
        head: Option<Vec<(String, String)>>,
        body: Bytes,
        peer: SocketAddr,
    ) -> Answer {
        let target = self.target(&parts, &body);
        let refuse = |refused: Refused| refused.answer(matches!(target, Some(Target::Service(..))) && is_form(&parts));
        let reach = match self.callers.reach(&parts) {
            Ok(reach) => reach,
            Err(refused) => return refuse(refused),
        };
        let Some(target) = &target else { return self.gateway.answer(received(parts, head, body, peer)).await };
        let origin = match self.page(&parts, reach) {
            Ok(origin) => origin.cloned(),
            Err(refused) => return refuse(refused),
        };
        let mut answer = match admit(&parts, target) {
            Ok(()) => self.call(target, parts, body).await,
            Err(refused) => refuse(refused),
        };
        if let Some(origin) = origin {
            cors::open(&mut answer, origin);
        }
        answer
    }

    /// Answers a request whose body was not read. The answer has CORS headers for pages of allowed origins, since their
    /// browsers would report a network error instead of the status.
    pub(super) fn refuse(&self, parts: &Parts, refused: &body::Refused) -> Answer {
        let mut answer = refused.answer();
        let is_for_stage = self.gateway.has_stage(parts.uri.path()) && self.target(parts, &Bytes::new()).is_none();
        let origin = self.callers.reach(parts).and_then(|reach| self.page(parts, reach));
        if let (false, Ok(Some(origin))) = (is_for_stage, origin) {
            cors::open(&mut answer, origin.clone());
        }
        answer
    }

    fn target(&self, parts: &Parts, body: &Bytes) -> Option<Target> {
        let path = parts.uri.path();
        let stage = self.gateway.has_stage(path);
        if !stage && cors::is_preflight(parts) {
            return Some(Target::Preflight);
        }
        if path == token_page::PATH {
            return Some(Target::Token);
        }
        if path == "/_gelato" || path.starts_with("/_gelato/") {
            return Some(Target::Page);
        }
        sdk_service(parts, body, stage).map(|(service, action)| Target::Service(service, action))
    }

    /// Checks that a request may use more than API stages. Gives the origin of an allowed page.
    fn page<'r>(&self, parts: &'r Parts, reach: Reach) -> Result<Option<&'r HeaderValue>, Refused> {
        if reach == Reach::Stages {
            return Err(Refused::Domain);
        }
        self.callers.page(parts)
    }

    async fn call(&self, target: &Target, parts: Parts, body: Bytes) -> Answer {
        match target {
            Target::Preflight => cors::preflight(&parts),
            Target::Token => self.gateway.token_page(&parts.method, &body),
            Target::Service(service, action) => match self.services.get(service) {
                Some(target) => target.call(call(parts, body, action.clone())).await,
                None => unknown_service(service),
            },
            Target::Page => self.pages.call(call(parts, body, None)).await,
        }
    }
}

/// Refuses a change that an image on any page could request.
fn admit(parts: &Parts, target: &Target) -> Result<(), Refused> {
    let Target::Service(_, Some(action)) = target else { return Ok(()) };
    let changes = !READING.iter().any(|reading| action.starts_with(reading));
    if changes && parts.method.is_safe() && !is_signed(parts) {
        return Err(Refused::Get(action.clone()));
    }
    Ok(())
}

/// Whether a request has a signature. No page of another site can make a browser send one.
fn is_signed(parts: &Parts) -> bool {
    let header = parts.headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    header.and_then(signed_service).is_some()
}

/// Whether a request speaks the query protocol: its body is a form, or it only has a query.
fn is_form(parts: &Parts) -> bool {
    let media = parts.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok());
    !parts.headers.contains_key("x-amz-target") && media.is_none_or(|media| media.starts_with(FORM))
}

/// The service and action of an SDK's request. A path that begins with a stage is for its API, unless the request is signed
/// for a service.
fn sdk_service(parts: &Parts, body: &Bytes, stage: bool) -> Option<(String, Option<String>)> {
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let target = header("x-amz-target");
    let action = || match target {
        Some(target) => target.rsplit('.').next().map(str::to_owned),
        None => parameter(parts, body, "Action"),
    };
    let named = match (header("authorization").and_then(signed_service), target) {
        (Some("execute-api"), _) => None,
        (Some(service), _) => Some(service),
        _ if is_presigned_for_s3(parts) => Some("s3"),
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

/// Whether the URL is presigned for S3, with Signature Version 4 or with Version 2, which names no service. This says
/// nothing about the caller: anyone may have the URL.
fn is_presigned_for_s3(parts: &Parts) -> bool {
    let named = ["X-Amz-Credential=", "AWSAccessKeyId="];
    let query = parts.uri.query().filter(|query| named.iter().any(|name| query.contains(name)));
    let find = |name: &str| {
        let mut parameters = form_urlencoded::parse(query?.as_bytes());
        parameters.find(|(known, _)| known == name).map(|(_, value)| value)
    };
    let is_version_2 = || ["AWSAccessKeyId", "Signature", "Expires"].iter().all(|name| find(name).is_some());
    find("X-Amz-Credential").map_or_else(is_version_2, |credential| credential.ends_with("/s3/aws4_request"))
}

/// A parameter in the query or a form.
fn parameter(parts: &Parts, body: &Bytes, name: &str) -> Option<String> {
    // It is among the first, and nothing is decoded after it.
    let find = |text: &[u8]| {
        form_urlencoded::parse(text).find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    let form = || {
        let media = parts.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        media.starts_with(FORM).then(|| find(body))?
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
        head.filter(|head| head.len() == parts.headers.len()).unwrap_or_else(|| lowercase_headers(&parts.headers));
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

fn lowercase_headers(headers: &HeaderMap) -> Vec<(String, String)> {
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
        let found = sdk_service(&parts, &body, target.starts_with("/prod/"));
        let found = found.as_ref().map(|(service, action)| (service.as_str(), action.as_deref()));
        assert_eq!(found, expected, "{target}");
    }

    const FORM: (&str, &str) = ("content-type", super::FORM);

    #[test]
    fn requests_of_sdks_are_recognised_by_signature_target_and_action() {
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
    fn a_url_that_is_presigned_for_s3_is_for_s3() {
        let address = |path: &str, service: &str| {
            format!("{path}?x-id=GetObject&X-Amz-Credential=k%2F20260101%2Fus-east-1%2F{service}%2Faws4_request")
        };
        check(&[], &address("/bucket/key", "s3"), "", Some(("s3", None)));
        check(&[], &address("/prod/key", "s3"), "", Some(("s3", None)));
        check(&[], &address("/prod/flavours", "execute-api"), "", None);
        check(&[], &address("/", "sns"), "", None);
        check(&[], "/prod/flavours?X-Amz-Credential=s3", "", None);
        let second = "/bucket/key?AWSAccessKeyId=k&Signature=s&Expires=1";
        check(&[], second, "", Some(("s3", None)));
        check(&[], "/prod/flavours?AWSAccessKeyId=k&Expires=1", "", None);
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
