//! The variables that API Gateway adds to a template: `$input`, `$util`, `$context`, `$stageVariables`, `$method`.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html>

mod context;
mod json_path;
mod parameters;
mod util;

pub use context::IDENTITY_MEMBERS;

use std::cell::OnceCell;

use serde_json::{Map as JsonMap, Value as Json};

use crate::ast::Variables;
use crate::budget::Budget;
use crate::error::{Limit, Problem};
use crate::value::json::{self, Unreadable};
use crate::value::{Entries, Key, MapKind, SharedMap, Value};
pub(crate) use json_path::JsonPath;
pub(crate) use parameters::Location;
use parameters::strings;
pub(crate) use util::call as call_util;

/// The request that a template is rendered for.
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
    /// Query string parameters. The last value of a repeated name counts.
    pub querystring: Vec<(String, String)>,
    /// Headers as the client sent them, including those that API Gateway drops.
    pub header: Vec<(String, String)>,
    /// The values of `$context`. In a response template they include the overrides of the request template.
    pub context: JsonMap<String, Json>,
    /// The values of `$stageVariables`.
    pub stage_variables: Vec<(String, String)>,
    /// Further variables as JSON texts. API Gateway has none; tests do.
    pub variables: Vec<(String, String)>,
}

/// A borrowed [`Request`], for callers that keep its parts elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct RequestRef<'r> {
    /// [`Request::body`].
    pub body: &'r str,
    /// [`Request::path`].
    pub path: &'r [(String, String)],
    /// [`Request::querystring`].
    pub querystring: &'r [(String, String)],
    /// [`Request::header`].
    pub header: &'r [(String, String)],
    /// [`Request::context`].
    pub context: &'r JsonMap<String, Json>,
    /// [`Request::stage_variables`].
    pub stage_variables: &'r [(String, String)],
    /// [`Request::variables`].
    pub variables: &'r [(String, String)],
}

impl<'r> From<&'r Request> for RequestRef<'r> {
    fn from(request: &'r Request) -> Self {
        let Request { body, path, querystring, header, context, stage_variables, variables } = request;
        Self { body, path, querystring, header, context, stage_variables, variables }
    }
}

/// The result of a rendering.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The rendered text.
    pub output: String,
    /// `$context.requestOverride` after the template; null if nothing was set in it.
    pub request_override: Json,
    /// `$context.responseOverride` after the template; null if nothing was set in it.
    pub response_override: Json,
}

/// Objects with methods that API Gateway defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    Input,
    Util,
}

/// A variable of API Gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variable {
    Host(Host),
    Context,
    StageVariables,
    Method,
}

impl Variable {
    /// The variable as a template writes it.
    pub(crate) fn reference(self) -> &'static str {
        match self {
            Self::Host(Host::Input) => "$input",
            Self::Host(Host::Util) => "$util",
            Self::Context => "$context",
            Self::StageVariables => "$stageVariables",
            Self::Method => "$method",
        }
    }

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

/// The request as one rendering sees it.
pub(crate) struct Session<'r> {
    request: RequestRef<'r>,
    /// The body as a document, parsed when it is first needed; `None` if it is not JSON.
    document: OnceCell<Option<Value>>,
    context: OnceCell<SharedMap>,
}

impl<'r> Session<'r> {
    pub(crate) fn new(request: RequestRef<'r>) -> Self {
        Self { request, document: OnceCell::new(), context: OnceCell::new() }
    }

    /// Sets the variables that a template names. Expensive ones become lazy, and are built when they are first read.
    pub(crate) fn fill(&self, variables: &Variables, slots: &mut [Value], budget: &mut Budget) -> Result<(), Problem> {
        for &(slot, variable) in &variables.given {
            slots[slot] = match variable {
                Variable::Host(host) => Value::Host(host),
                variable => Value::Lazy(variable),
            };
        }
        for (name, text) in self.request.variables {
            if let Some(slot) = variables.names.iter().position(|known| known == name) {
                slots[slot] = read(text, budget)?.unwrap_or(Value::Null);
            }
        }
        Ok(())
    }

    /// The value of a variable.
    pub(crate) fn value_of(&self, variable: Variable) -> Value {
        match variable {
            Variable::Host(host) => Value::Host(host),
            Variable::Context => Value::Map(self.context().clone()),
            Variable::StageVariables => strings(self.request.stage_variables),
            Variable::Method => one("request", self.parameters([("body", Value::text(self.body()))])),
        }
    }

    fn body(&self) -> &'r str {
        if self.request.body.is_empty() { "{}" } else { self.request.body }
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
            ("params", []) => self.all_parameters(budget),
            ("params", [Value::String(name)]) => {
                let found = self.parameter(name).unwrap_or_default();
                budget.memory(found.len())?;
                Ok(Value::text(found))
            }
            _ => Ok(Value::Null),
        }
    }

    /// `$input.path`: a copy of the value that the path finds, or the empty string.
    pub(crate) fn path(&self, path: &JsonPath, budget: &mut Budget) -> Result<Value, Problem> {
        let Some(document) = self.document(budget)? else { return Ok(Value::empty()) };
        Ok(path.select(document, budget)?.copied(budget)?.or_empty())
    }

    /// `$input.path` without the copy, for a caller that only reads the value.
    pub(crate) fn peek(&self, path: &JsonPath, budget: &mut Budget) -> Result<Value, Problem> {
        let Some(document) = self.document(budget)? else { return Ok(Value::empty()) };
        Ok(path.select(document, budget)?.shared().or_empty())
    }

    /// `$input.json`: the JSON text of the value that the path finds.
    pub(crate) fn json(&self, path: &JsonPath, budget: &mut Budget) -> Result<Value, Problem> {
        let found = match self.document(budget)? {
            Some(document) => path.select(document, budget)?.shared(),
            None => Value::Null,
        };
        if found.is_null() {
            return Ok(Value::text("\"\""));
        }
        let mut text = String::new();
        json::write(&found, &mut text, budget.text_bytes, false).map_err(|_| Limit::StringSize)?;
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

/// The document in a text, or `None` if there is none.
fn read(text: &str, budget: &mut Budget) -> Result<Option<Value>, Problem> {
    match json::read(text, budget) {
        Ok(document) => Ok(Some(document)),
        Err(Unreadable::At(_)) => Ok(None),
        Err(Unreadable::TooMuch(problem)) => Err(problem),
    }
}

fn one(name: &str, value: Value) -> Value {
    Value::map(Entries::from_iter([(Key::text(name), value)]), MapKind::Linked)
}
