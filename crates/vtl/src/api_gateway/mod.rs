//! What API Gateway puts into a template: `$input`, `$util`, `$context`, `$stageVariables`, `$method`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

mod json_path;
mod util;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use serde_json::{Map as JsonMap, Value as Json};

use crate::ast::Variables;
use crate::budget::{Budget, ENTRY};
use crate::error::Problem;
use crate::value::json::{self, Unreadable};
use crate::value::{Entries, Key, ListKind, Map, MapKind, SharedMap, Value};
pub(crate) use json_path::JsonPath;
pub(crate) use util::call as call_util;

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

/// A variable that API Gateway gives a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    Host(Host),
    Context,
    StageVariables,
    Method,
}

impl Variable {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "input" => Self::Host(Host::Input),
            "util" => Self::Host(Host::Util),
            "context" => Self::Context,
            "stageVariables" => Self::StageVariables,
            "method" => Self::Method,
            _ => return None,
        })
    }
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
    /// The body as a document, read when it is first asked for; none where it is not JSON.
    document: OnceCell<Option<Value>>,
    context: OnceCell<SharedMap>,
}

impl<'r> Session<'r> {
    pub(crate) fn new(request: &'r Request) -> Self {
        Self { request, document: OnceCell::new(), context: OnceCell::new() }
    }

    /// Gives the variables that a template names their values.
    pub(crate) fn fill(&self, variables: &Variables, slots: &mut [Value], budget: &mut Budget) -> Result<(), Problem> {
        for &(slot, variable) in &variables.given {
            slots[slot] = match variable {
                Variable::Host(host) => Value::Host(host),
                Variable::Context => Value::Map(self.context().clone()),
                Variable::StageVariables => strings(&self.request.stage_variables),
                Variable::Method => one("request", self.parameters([("body", Value::text(self.body()))])),
            };
        }
        for (name, text) in &self.request.variables {
            if let Some(slot) = variables.names.iter().position(|known| known == name) {
                slots[slot] = read(text, budget)?.unwrap_or(Value::Null);
            }
        }
        Ok(())
    }

    fn body(&self) -> &'r str {
        if self.request.body.is_empty() { "{}" } else { &self.request.body }
    }

    fn parameters<const N: usize>(&self, more: [(&str, Value); N]) -> Value {
        let known = [
            ("path", strings(&self.request.path)),
            ("querystring", strings(&self.request.querystring)),
            ("header", strings(self.request.header.iter().filter(|(name, _)| !is_dropped(name)))),
        ];
        let entries = known.into_iter().chain(more).map(|(name, value)| (Key::text(name), value));
        Value::map(entries.collect(), MapKind::Linked)
    }

    fn parameter(&self, name: &str) -> Option<&'r str> {
        let Request { path, querystring, header, .. } = self.request;
        let last = |list: &'r [(String, String)]| list.iter().rev().find(|(known, _)| known == name);
        let header = || last(header).filter(|(name, _)| !is_dropped(name));
        last(path).or_else(|| last(querystring)).or_else(header).map(|(_, value)| value.as_str())
    }

    fn context(&self) -> &SharedMap {
        self.context.get_or_init(|| {
            let mut entries: Entries =
                self.request.context.iter().map(|(name, value)| (Key::text(name), context_value(value))).collect();
            complete(&mut entries, "requestOverride", &["path", "header", "querystring"]);
            complete(&mut entries, "responseOverride", &["header"]);
            entries.sort_by_key(|key| match key {
                Key::Text(name) => CONTEXT_ORDER.iter().position(|known| name == known).unwrap_or(usize::MAX),
                _ => usize::MAX,
            });
            Rc::new(RefCell::new(Map { entries, kind: MapKind::Context, changes: 0 }))
        })
    }

    /// The overrides of request and response as the template left them.
    pub(crate) fn overrides(&self) -> (Json, Json) {
        let of = |name: &str| {
            let Some(map) = self.context.get() else {
                return self.request.context.get(name).cloned().unwrap_or_default();
            };
            let value = map.borrow().entries.get(&Key::text(name)).cloned().unwrap_or(Value::Null);
            if let Some(untouched) = untouched(&value) {
                return untouched;
            }
            let mut text = String::new();
            let written = json::write(&value, &mut text, 1 << 20, false);
            written.ok().and_then(|()| serde_json::from_str(&text).ok()).unwrap_or_default()
        };
        (of("requestOverride"), of("responseOverride"))
    }

    /// A property of `$input` or `$util`.
    pub(crate) fn property(&self, host: Host, name: &str, budget: &mut Budget) -> Result<Value, Problem> {
        match (host, name) {
            (Host::Input, "body") => {
                budget.memory(self.body().len())?;
                Ok(Value::text(self.body()))
            }
            _ => Ok(Value::Null),
        }
    }

    /// A method of `$input` that takes no path.
    pub(crate) fn call_input(&self, name: &str, arguments: &[Value], budget: &mut Budget) -> Result<Value, Problem> {
        match (name, arguments) {
            ("body" | "getBody", []) => self.property(Host::Input, "body", budget),
            ("params", []) => {
                let Request { path, querystring, header, .. } = self.request;
                let all = path.iter().chain(querystring).chain(header);
                budget.memory(all.map(|(name, value)| name.len() + value.len() + ENTRY).sum())?;
                Ok(self.parameters([]))
            }
            ("params", [Value::String(name)]) => {
                let found = self.parameter(name).unwrap_or_default();
                budget.memory(found.len())?;
                Ok(Value::text(found))
            }
            _ => Ok(Value::Null),
        }
    }

    /// `$input.path`: a copy of its own of what the path finds, and the empty string where that is nothing.
    pub(crate) fn path(&self, path: &JsonPath, budget: &mut Budget) -> Result<Value, Problem> {
        let Some(document) = self.document(budget)? else { return Ok(Value::empty()) };
        let mut found = path.select(document, budget)?.copied(budget)?;
        if found.is_null() {
            found = Value::empty();
        }
        Ok(found)
    }

    /// `$input.json`: the JSON text of what the path finds.
    pub(crate) fn json(&self, path: &JsonPath, budget: &mut Budget) -> Result<Value, Problem> {
        let found = match self.document(budget)? {
            Some(document) => path.select(document, budget)?.shared(),
            None => Value::Null,
        };
        if found.is_null() {
            return Ok(Value::text("\"\""));
        }
        let mut text = String::new();
        json::write(&found, &mut text, budget.text_bytes, false).map_err(|_| Problem::limit("string size"))?;
        budget.text(text.len())?;
        Ok(Value::text(text))
    }

    fn document(&self, budget: &mut Budget) -> Result<Option<&Value>, Problem> {
        if let Some(document) = self.document.get() {
            return Ok(document.as_ref());
        }
        let document = read(self.body(), budget)?;
        Ok(self.document.get_or_init(|| document).as_ref())
    }
}

/// A document, or nothing where a text is none.
fn read(text: &str, budget: &mut Budget) -> Result<Option<Value>, Problem> {
    match json::read(text, budget) {
        Ok(document) => Ok(Some(document)),
        Err(Unreadable::At(_)) => Ok(None),
        Err(Unreadable::TooMuch(problem)) => Err(problem),
    }
}

fn is_dropped(header: &str) -> bool {
    DROPPED_HEADERS.iter().any(|dropped| dropped.eq_ignore_ascii_case(header))
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
        Json::Array(items) => Value::list(items.iter().map(context_value).collect(), ListKind::Json),
        Json::String(text) => Value::text(text.as_str()),
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::number(&number.to_string()).unwrap_or(Value::Null),
        Json::Null => Value::Null,
    }
}

/// An override of which the template set nothing, as nearly all leave theirs: maps that are empty.
fn untouched(value: &Value) -> Option<Json> {
    let Value::Map(map) = value else { return None };
    let members = map.borrow();
    let members = members.entries.iter().map(|(name, member)| match (name, member) {
        (Key::Text(name), Value::Map(map)) if map.borrow().entries.is_empty() => {
            Some((name.to_string(), Json::Object(JsonMap::new())))
        }
        _ => None,
    });
    members.collect::<Option<JsonMap<_, _>>>().map(Json::Object)
}

fn complete(entries: &mut Entries, name: &str, members: &[&str]) {
    let empty = || Value::map(Entries::default(), MapKind::Context);
    let part = entries.get_or_insert_with(Key::text(name), empty);
    if let Value::Map(map) = part {
        for member in members {
            map.borrow_mut().entries.get_or_insert_with(Key::text(member), empty);
        }
    }
}
