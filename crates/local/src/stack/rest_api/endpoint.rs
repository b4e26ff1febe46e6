//! The endpoint of an integration, read from its URI.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri>

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The endpoint of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A service of AWS: `arn:aws:apigateway:REGION:SERVICE:action/ACTION` or `…:path/PATH`.
    Service {
        /// Its name, such as `dynamodb`.
        service: String,
        /// The action or path.
        call: ServiceCall,
    },
    /// An HTTP server.
    Http(String),
}

/// The call of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServiceCall {
    /// An action, and the URI's query.
    Action(String, Option<String>),
    /// A path below the service's root, beginning with `/`, and the URI's query.
    Path(String, Option<String>),
}

/// The URI of an integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uri {
    /// The same in every stage.
    Fixed(Endpoint),
    /// With stage variables, and so read for each request.
    Variable {
        /// The text with `${stageVariables.NAME}`.
        text: String,
        /// Whether it names a service rather than an HTTP server.
        service: bool,
    },
}

/// `kinesis:PutRecord`, `sqs:/123456789012/orders` or an address.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service { service, call: ServiceCall::Action(action, _) } => write!(f, "`{service}:{action}`"),
            Self::Service { service, call: ServiceCall::Path(path, _) } => write!(f, "`{service}:{path}`"),
            Self::Http(address) => write!(f, "`{address}`"),
        }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(endpoint) => endpoint.fmt(f),
            Self::Variable { text, .. } => write!(f, "`{text}`"),
        }
    }
}

impl Uri {
    /// Reads the URI of an integration with a service of AWS, or with an HTTP server. The errors are API Gateway's own.
    pub fn parse(text: &str, service: bool) -> Result<Self, String> {
        if text.contains("${stageVariables.") {
            return Ok(Self::Variable { text: text.to_owned(), service });
        }
        endpoint(text, service).map(Self::Fixed)
    }

    /// Whether it names this service in every stage.
    pub fn is_of(&self, name: &str) -> bool {
        matches!(self, Self::Fixed(Endpoint::Service { service, .. }) if service == name)
    }

    /// The part that may have placeholders: the address of a server or the path of a service.
    pub fn address(&self) -> Cow<'_, str> {
        match self {
            Self::Fixed(Endpoint::Http(address)) | Self::Variable { text: address, .. } => Cow::Borrowed(address),
            Self::Fixed(Endpoint::Service { call: ServiceCall::Path(path, query), .. }) => {
                query.as_ref().map_or(Cow::Borrowed(path), |query| Cow::Owned(format!("{path}?{query}")))
            }
            Self::Fixed(Endpoint::Service { .. }) => Cow::Borrowed(""),
        }
    }

    /// The endpoint in a stage with these variables.
    pub fn endpoint(&self, variables: &BTreeMap<String, String>) -> Result<Cow<'_, Endpoint>, String> {
        match self {
            Self::Fixed(endpoint) => Ok(Cow::Borrowed(endpoint)),
            Self::Variable { text, service } => endpoint(&substitute(text, variables), *service).map(Cow::Owned),
        }
    }
}

fn endpoint(text: &str, service: bool) -> Result<Endpoint, String> {
    if service { service_endpoint(text) } else { http_endpoint(text) }
}

fn http_endpoint(text: &str) -> Result<Endpoint, String> {
    let after_scheme = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match after_scheme.filter(|rest| !rest.is_empty() && !rest.starts_with('/')) {
        Some(_) => Ok(Endpoint::Http(text.to_owned())),
        None => Err(format!("Invalid HTTP endpoint specified for URI: `{text}`")),
    }
}

fn service_endpoint(text: &str) -> Result<Endpoint, String> {
    let mut parts = text.splitn(6, ':');
    let (Some("arn"), Some(_partition), Some(kind), Some(_region), Some(service), Some(rest)) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("Invalid ARN specified in the request".to_owned());
    };
    let without_call = || "AWS ARN for integration must contain path or action".to_owned();
    if kind != "apigateway" {
        return Err(without_call());
    }
    let service = service.rsplit('.').next().unwrap_or(service).to_owned();
    let split = |text: &str| match text.split_once('?') {
        Some((before, query)) => (before.to_owned(), Some(query.to_owned())),
        None => (text.to_owned(), None),
    };
    let call = if let Some(action) = rest.strip_prefix("action/").filter(|action| !action.is_empty()) {
        // `action/Name&Version=…` carries further parameters.
        let (action, query) = match action.split_once('&') {
            Some((action, query)) => (action.to_owned(), Some(query.to_owned())),
            None => split(action),
        };
        ServiceCall::Action(action, query)
    } else if let Some(path) = rest.strip_prefix("path/") {
        let (path, query) = split(path);
        ServiceCall::Path(format!("/{}", path.trim_start_matches('/')), query)
    } else {
        return Err(without_call());
    };
    Ok(Endpoint::Service { service, call })
}

/// Replaces stage variables in a text. Unknown ones are empty.
pub fn substitute(text: &str, variables: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${stageVariables.") {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            out.push_str("${stageVariables.");
            rest = after;
            continue;
        };
        out.push_str(variables.get(name).map_or("", String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_uris_are_read_and_refused_as_api_gateway_does() {
        let read =
            |text: &str| Uri::parse(text, true).and_then(|uri| uri.endpoint(&BTreeMap::new()).map(Cow::into_owned));
        let service = |service: &str, call| Ok(Endpoint::Service { service: service.to_owned(), call });
        let put_item = ServiceCall::Action("PutItem".to_owned(), None);
        assert_eq!(read("arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem"), service("dynamodb", put_item));
        let queue = ServiceCall::Path("/000000000000/queue".to_owned(), None);
        assert_eq!(read("arn:aws:apigateway:eu-west-1:sqs:path/000000000000/queue"), service("sqs", queue));
        let invoke = "/2015-03-31/functions/arn:aws:lambda:eu-west-1:000000000000:function:f/invocations";
        let call = ServiceCall::Path(invoke.to_owned(), None);
        assert_eq!(read(&format!("arn:aws:apigateway:eu-west-1:lambda:path{invoke}")), service("lambda", call));
        assert_eq!(read("text"), Err("Invalid ARN specified in the request".to_owned()));
        let role = "arn:aws:iam::000000000000:role/service-role/r";
        assert_eq!(read(role), Err("AWS ARN for integration must contain path or action".to_owned()));
    }

    #[test]
    fn stage_variables_are_put_into_uris_as_they_are() {
        let uri = Uri::parse("http://${stageVariables.host}/a/${stageVariables.none}", false).unwrap();
        let variables = BTreeMap::from([("host".to_owned(), "localhost:1".to_owned())]);
        let found = uri.endpoint(&variables).map(Cow::into_owned);
        assert_eq!(found, Ok(Endpoint::Http("http://localhost:1/a/".to_owned())));
        assert_eq!(substitute("a${stageVariables.x", &variables), "a${stageVariables.x");
    }
}
