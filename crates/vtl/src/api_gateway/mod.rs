//! What API Gateway puts into a template: `$input`, `$util`, `$context`, `$stageVariables`, `$method`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

mod json_path;
mod util;

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use serde_json::{Map as JsonMap, Value as Json};

use crate::value::{Entries, Key, Map, MapKind, SharedMap, Value, json};

/// What a template is rendered for.
///
/// ```
/// use gelato_vtl::{Template, api_gateway::Request};
/// let request = Request { header: vec![("Accept".into(), "*/*".into())], ..Request::default() };
/// let template = Template::parse("t", "$util.escapeJavaScript($input.params('Accept'))").unwrap();
/// assert_eq!(template.render(&request).unwrap().output, r"*\/*");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The body of the request, or in a response template that of the integration's response.
    pub body: String,
    /// Path parameters.
    pub path: Vec<(String, String)>,
    /// Query string parameters; of a name given twice the last counts.
    pub querystring: Vec<(String, String)>,
    /// Headers as the client sent them; those that API Gateway drops may be among them.
    pub header: Vec<(String, String)>,
    /// The values of `$context`, in a response template with the overrides of the request template.
    pub context: JsonMap<String, Json>,
    /// The values of `$stageVariables`.
    pub stage_variables: Vec<(String, String)>,
    /// Further variables, each with its JSON text: API Gateway has none, tests have.
    pub variables: Vec<(String, String)>,
}

/// What a rendering gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The text.
    pub output: String,
    /// `$context.requestOverride` after the template.
    pub request_override: Json,
    /// `$context.responseOverride` after the template.
    pub response_override: Json,
}

/// Objects with methods of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Input,
    Util,
}

/// The order in which the keys of `$context` were seen: it settles which of one bucket of its `HashMap` comes first.
const CONTEXT_ORDER: [&str; 18] = [
    "resourceId",
    "resourcePath",
    "httpMethod",
    "extendedRequestId",
    "requestTime",
    "path",
    "accountId",
    "protocol",
    "requestOverride",
    "stage",
    "domainPrefix",
    "requestTimeEpoch",
    "requestId",
    "identity",
    "domainName",
    "deploymentId",
    "responseOverride",
    "apiId",
];

/// Headers of a client that no template sees.
const DROPPED_HEADERS: [&str; 12] = [
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "transfer-encoding",
    "trailer",
    "upgrade",
    "www-authenticate",
];

/// The request as one rendering sees it.
pub(crate) struct Session<'r> {
    request: &'r Request,
    document: OnceCell<Option<Value>>,
    context: OnceCell<SharedMap>,
}

impl<'r> Session<'r> {
    pub(crate) fn new(request: &'r Request) -> Self {
        Self { request, document: OnceCell::new(), context: OnceCell::new() }
    }

    /// The variable of a name, or null.
    pub(crate) fn variable(&self, name: &str) -> Value {
        if let Some((_, text)) = self.request.variables.iter().find(|(known, _)| known == name) {
            return json::read(text).unwrap_or(Value::Null);
        }
        match name {
            "input" => Value::Host(Host::Input),
            "util" => Value::Host(Host::Util),
            "context" => Value::Map(self.context().clone()),
            "stageVariables" => strings(&self.request.stage_variables),
            "method" => one("request", self.parameters([("body", Value::text(self.body()))])),
            _ => Value::Null,
        }
    }

    fn body(&self) -> &'r str {
        if self.request.body.is_empty() { "{}" } else { &self.request.body }
    }

    fn headers(&self) -> impl DoubleEndedIterator<Item = &'r (String, String)> {
        self.request.header.iter().filter(|(name, _)| !DROPPED_HEADERS.contains(&name.to_ascii_lowercase().as_str()))
    }

    fn parameters<const N: usize>(&self, more: [(&str, Value); N]) -> Value {
        let header = strings(self.headers());
        let known = [
            ("path", strings(&self.request.path)),
            ("querystring", strings(&self.request.querystring)),
            ("header", header),
        ];
        let entries = known.into_iter().chain(more).map(|(name, value)| (Key::text(name), value));
        Value::map(entries.collect(), MapKind::Linked)
    }

    fn parameter(&self, name: &str) -> Option<&'r str> {
        let Request { path, querystring, .. } = self.request;
        let last = |list: &'r [(String, String)]| list.iter().rev().find(|(known, _)| known == name);
        let header = || self.headers().rev().find(|(known, _)| known == name);
        last(path).or_else(|| last(querystring)).or_else(header).map(|(_, value)| value.as_str())
    }

    fn context(&self) -> &SharedMap {
        self.context.get_or_init(|| {
            let mut entries: Entries =
                self.request.context.iter().map(|(name, value)| (Key::text(name), context_value(value))).collect();
            complete(&mut entries, "requestOverride", &["path", "header", "querystring"]);
            complete(&mut entries, "responseOverride", &["header"]);
            entries.sort_by_key(|key, _| {
                CONTEXT_ORDER.iter().position(|known| *key == Key::text(known)).unwrap_or(usize::MAX)
            });
            Rc::new(RefCell::new(Map { entries, kind: MapKind::Context }))
        })
    }

    /// The overrides of request and response as the template left them.
    pub(crate) fn overrides(&self) -> (Json, Json) {
        let of = |name: &str| {
            let Some(map) = self.context.get() else {
                return self.request.context.get(name).cloned().unwrap_or_default();
            };
            let mut text = String::new();
            let value = map.borrow().entries.get(&Key::text(name)).cloned().unwrap_or(Value::Null);
            let written = json::write(&value, &mut text, 1 << 20, false);
            written.ok().and_then(|()| serde_json::from_str(&text).ok()).unwrap_or_default()
        };
        (of("requestOverride"), of("responseOverride"))
    }

    /// How much work a call is before it is done.
    pub(crate) fn cost(&self, host: Host, name: &str, arguments: &[Value]) -> usize {
        let text: usize =
            arguments.iter().map(|value| if let Value::String(text) = value { text.len() } else { 1 }).sum();
        match (host, name) {
            (Host::Input, "path" | "json") if self.document.get().is_none() => self.body().len() + text,
            _ => text + 1,
        }
    }

    /// Calls a method of `$input` or `$util`.
    pub(crate) fn call(
        &self,
        host: Host,
        name: &str,
        arguments: &[Value],
        work: &mut u64,
        limit: usize,
    ) -> Result<Value, String> {
        match (host, name, arguments) {
            (Host::Input, "body" | "getBody", []) => Ok(Value::text(self.body())),
            (Host::Input, "params", []) => Ok(self.parameters([])),
            (Host::Input, "params", [Value::String(name)]) => Ok(Value::text(self.parameter(name).unwrap_or_default())),
            (Host::Input, "path", [Value::String(path)]) => {
                let found = self.select(path, work)?;
                Ok(if found.is_null() { Value::empty() } else { found })
            }
            (Host::Input, "json", [Value::String(path)]) => {
                let found = self.select(path, work)?;
                if found.is_null() {
                    return Ok(Value::text("\"\""));
                }
                let mut text = String::new();
                json::write(&found, &mut text, limit, false).map_err(|_| "the JSON text is too large".to_owned())?;
                Ok(Value::text(text))
            }
            (Host::Util, name, [Value::String(text)]) => util::call(name, text, limit),
            _ => Ok(Value::Null),
        }
    }

    /// What a path finds in the body; each call gives a copy of its own.
    fn select(&self, path: &str, work: &mut u64) -> Result<Value, String> {
        let steps = json_path::parse(path)?;
        let document = self.document.get_or_init(|| json::read(self.body()).ok());
        document.as_ref().map_or(Ok(Value::Null), |document| json_path::select(document, &steps, work))
    }
}

fn strings<'a>(list: impl IntoIterator<Item = &'a (String, String)>) -> Value {
    let entries = list.into_iter().map(|(name, value)| (Key::text(name), Value::text(value.as_str())));
    Value::map(entries.collect(), MapKind::Linked)
}

fn one(name: &str, value: Value) -> Value {
    Value::map(Entries::from_iter([(Key::text(name), value)]), MapKind::Linked)
}

/// A part of `$context`: maps print nothing, and everything else is as in a JSON document.
fn context_value(value: &Json) -> Value {
    match value {
        Json::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| (Key::text(name), context_value(value)));
            Value::map(entries.collect(), MapKind::Context)
        }
        Json::String(text) => Value::text(text.as_str()),
        other => json::read(&Cow::from(other.to_string())).unwrap_or(Value::Null),
    }
}

fn complete(entries: &mut Entries, name: &str, members: &[&str]) {
    let empty = || Value::map(Entries::default(), MapKind::Context);
    let part = entries.entry(Key::text(name)).or_insert_with(empty);
    if let Value::Map(map) = part {
        for member in members {
            map.borrow_mut().entries.entry(Key::text(member)).or_insert_with(empty);
        }
    }
}
