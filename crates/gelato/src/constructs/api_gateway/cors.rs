//! Cross-origin resource sharing: preflight answers, and the headers of every other answer.
//!
//! The first allowed origin is a static header; when the caller's `Origin` is another allowed one, the response
//! template puts that one in its place, so several origins work and none is echoed unchecked. What API Gateway refuses
//! itself cannot choose, since its templates only put variables in: with several origins those answers may be read
//! from anywhere, because otherwise no origin but the first would learn why it was refused. They hold nothing but the
//! refusal, and no answer of any kind allows credentials.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html>

use crate::terraform::{
    List, Number, Operator, Value, choose, compare, concat, concat_lists, element, join, jsonencode, length,
};

use super::mapping_template::{InvalidTemplate, MappingTemplate};
use super::verb::Verb;

/// Puts the caller's origin in the header when it is an allowed one.
const ECHO: &str = include_str!("templates/cors_origin.vtl");

/// The request headers that a browser may always send: those of the body, of a token, of an API key and of a signature.
const ALLOWED_HEADERS: [&str; 6] =
    ["Authorization", "Content-Type", "X-Amz-Content-Sha256", "X-Amz-Date", "X-Amz-Security-Token", "X-Api-Key"];

/// The response headers that a page may read: when to try again, and what to name when asking for help.
const EXPOSED_HEADERS: &str = "Retry-After,x-amzn-ErrorType,x-amzn-RequestId";

/// Who may call from a browser.
///
/// ```
/// use gelato::constructs::api_gateway::Cors;
/// use gelato::terraform::Value;
/// let cors = Cors {
///     allow_origins: ["https://example.com", "https://www.example.com"].into(),
///     allow_headers: Vec::<Value<String>>::new().into(),
///     max_age_seconds: 600_i64.into(),
/// };
/// ```
#[derive(Debug, Clone)]
pub struct Cors {
    /// The allowed origins, such as `https://example.com`; or `*` alone.
    pub allow_origins: Value<List<String>>,
    /// The request headers that a browser may send beyond those that every API here takes.
    pub allow_headers: Value<List<String>>,
    /// How long a browser may keep a preflight answer, in seconds.
    pub max_age_seconds: Value<Number>,
}

/// The headers that every answer carries, by name.
pub(super) const ANSWER_HEADERS: [&str; 3] = ["Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Vary"];

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
        quoted(match name {
            "Access-Control-Allow-Origin" => element(self.allow_origins.clone(), 0),
            "Access-Control-Expose-Headers" => EXPOSED_HEADERS.into(),
            "Vary" => "Origin".into(),
            "Access-Control-Allow-Headers" => self.allowed_headers(),
            "Access-Control-Allow-Methods" => methods(verbs).into(),
            _ => Value::from_expression(self.max_age_seconds.expression().clone()),
        })
    }

    fn allowed_headers(&self) -> Value<String> {
        join(",", concat_lists([ALLOWED_HEADERS.into(), self.allow_headers.clone()]))
    }

    /// The beginning of every response template.
    pub(super) fn echo(&self) -> Result<MappingTemplate, InvalidTemplate> {
        MappingTemplate::fill("cors_origin.vtl", ECHO, &[("origins", jsonencode(self.allow_origins.clone()))])
    }

    /// The headers of a gateway response, by name.
    pub(super) fn gateway_headers(&self) -> [(&'static str, Value<String>); 3] {
        let alone = compare(&length(&self.allow_origins), Operator::Equal, 1_i64);
        let origin = quoted(choose(alone, element(self.allow_origins.clone(), 0), "*".into()));
        ANSWER_HEADERS.map(|name| match name {
            "Access-Control-Allow-Origin" => (name, origin.clone()),
            _ => (name, self.header(name, &[])),
        })
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
