//! Cross-origin resource sharing: preflight responses, and the headers of all other responses.
//!
//! The first allowed origin is a static header. When the caller's `Origin` is another allowed one, the response
//! template overrides the header with it, so that several origins work and none is echoed unchecked. Gateway responses
//! cannot choose, since their templates only substitute variables: with several allowed origins, they may be read from
//! any origin, because otherwise only the first would learn why a request was refused. They contain nothing but the
//! refusal, and no response allows credentials.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html>

use crate::openapi::Verb;
use crate::terraform::{List, Number, Value, concat, concat_lists, jsonencode};

use super::mapping_template::{InvalidTemplate, MappingTemplate};

/// Sets the header to the caller's origin if it is allowed.
const ECHO: &str = include_str!("templates/cors_origin.vtl");

/// The request headers that a browser may always send: for the body, a token, an API key and a signature.
const ALLOWED_HEADERS: [&str; 6] =
    ["Authorization", "Content-Type", "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"];

/// The response headers that a page may read: when to retry, and what to quote in a support request.
const EXPOSED_HEADERS: &str = "Retry-After,x-amzn-ErrorType,x-amzn-RequestId";

/// The origins that may call the API from a browser.
///
/// ```
/// use gelato::constructs::api_gateway::Cors;
/// use gelato::terraform::Value;
/// let cors = Cors {
///     allow_origins: ["https://example.com", "https://www.example.com"].into(),
///     allow_headers: Vec::<Value<String>>::new().into(),
///     max_age_seconds: 600.into(),
/// };
/// ```
#[derive(Debug, Clone)]
pub struct Cors {
    /// The allowed origins, such as `https://example.com`, or only `*`.
    pub allow_origins: Value<List<String>>,
    /// The request headers that a browser may send in addition to those that every API accepts.
    pub allow_headers: Value<List<String>>,
    /// For how many seconds a browser may cache a preflight response.
    pub max_age_seconds: Value<Number>,
}

/// The names of the headers of every response.
pub(super) const ANSWER_HEADERS: [&str; 3] = ["Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary"];

/// The names of the headers of a preflight response.
pub(super) const PREFLIGHT_HEADERS: [&str; 5] = [
    "Access-Control-Allow-Origin",
    "Vary",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Max-Age",
];

impl Cors {
    /// The static value of a header, in the quotes that API Gateway requires.
    pub(super) fn header(&self, name: &str, verbs: &[Verb]) -> Value<String> {
        quoted(match name {
            "Access-Control-Allow-Origin" => self.allow_origins.element(0),
            "Access-Control-Expose-Headers" => EXPOSED_HEADERS.into(),
            "Vary" => "Origin".into(),
            "Access-Control-Allow-Headers" => self.allowed_headers(),
            "Access-Control-Allow-Methods" => methods(verbs).into(),
            _ => Value::from_expression(self.max_age_seconds.expression().clone()),
        })
    }

    /// Lets a browser send this request header too.
    pub(super) fn allow_header(&mut self, name: &str) {
        if !ALLOWED_HEADERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            self.allow_headers = concat_lists([self.allow_headers.clone(), [name].into()]);
        }
    }

    fn allowed_headers(&self) -> Value<String> {
        concat_lists([ALLOWED_HEADERS.into(), self.allow_headers.clone()]).join(",")
    }

    /// The beginning of every response template.
    pub(super) fn echo(&self) -> Result<MappingTemplate, InvalidTemplate> {
        MappingTemplate::fill("cors_origin.vtl", ECHO, &[("origins", jsonencode(self.allow_origins.clone()))])
    }

    /// The headers of a gateway response, by name.
    pub(super) fn gateway_headers(&self) -> [(&'static str, Value<String>); 3] {
        let alone = self.allow_origins.length().is(1);
        let origin = quoted(alone.choose(self.allow_origins.element(0), "*"));
        ANSWER_HEADERS.map(|name| match name {
            "Access-Control-Allow-Origin" => (name, origin.clone()),
            _ => (name, self.header(name, &[])),
        })
    }
}

fn quoted(text: Value<String>) -> Value<String> {
    concat(["'".into(), text, "'".into()])
}

/// The methods that a preflight response allows. `ANY` stands for all of them, and is no method of HTTP.
fn methods(verbs: &[Verb]) -> String {
    if verbs.contains(&Verb::Any) {
        return "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT".to_owned();
    }
    let mut names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
    names.sort_unstable();
    names.join(",")
}
