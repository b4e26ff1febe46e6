//! Cross-origin resource sharing: preflight answers, and the headers of every other answer.
//!
//! The first allowed origin is a static header; when the caller's `Origin` is another allowed one, the response
//! template puts that one in its place, so several origins work and none is echoed unchecked.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html>

use crate::terraform::{List, Map, Number, Value, concat, element, jsonencode};

use super::mapping_template::{InvalidTemplate, MappingTemplate};
use super::verb::Verb;

/// Puts the caller's origin in the header when it is an allowed one.
const ECHO: &str = include_str!("templates/cors_origin.vtl");

/// The request headers that a browser may send: AWS's own list.
const ALLOWED_HEADERS: &str = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token";

/// Who may call from a browser.
#[derive(Debug, Clone)]
pub struct Cors {
    /// The allowed origins, such as `https://example.com`; or `*` alone.
    pub allow_origins: Value<List<String>>,
    /// How long a browser may keep a preflight answer, in seconds.
    pub max_age_seconds: Value<Number>,
}

/// The headers that every answer carries, by name.
pub(super) const ANSWER_HEADERS: [&str; 2] = ["Access-Control-Allow-Origin", "Vary"];

/// The headers that a preflight answer carries, by name.
pub(super) const PREFLIGHT_HEADERS: [&str; 5] = [
    "Access-Control-Allow-Origin",
    "Vary",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Max-Age",
];

impl Cors {
    /// The static value of a header, in the quotes that API Gateway wants.
    pub(super) fn header(&self, name: &str, verbs: &[Verb]) -> Value<String> {
        match name {
            "Access-Control-Allow-Origin" => quoted(element(self.allow_origins.clone(), 0)),
            "Vary" => quoted("Origin".into()),
            "Access-Control-Allow-Headers" => quoted(ALLOWED_HEADERS.into()),
            "Access-Control-Allow-Methods" => quoted(methods(verbs).into()),
            _ => quoted(Value::from_expression(self.max_age_seconds.expression().clone())),
        }
    }

    /// The beginning of every response template.
    pub(super) fn echo(&self) -> Result<MappingTemplate, InvalidTemplate> {
        MappingTemplate::fill("cors_origin.vtl", ECHO, &[("origins", jsonencode(self.allow_origins.clone()))])
    }

    /// The headers of a gateway response, by parameter.
    pub(super) fn gateway_headers(&self) -> Value<Map<String>> {
        let headers = ANSWER_HEADERS.iter();
        headers.map(|name| (format!("gatewayresponse.header.{name}"), self.header(name, &[]))).collect()
    }
}

fn quoted(text: Value<String>) -> Value<String> {
    concat(["'".into(), text, "'".into()])
}

fn methods(verbs: &[Verb]) -> String {
    let mut names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
    names.sort_unstable();
    names.join(",")
}
