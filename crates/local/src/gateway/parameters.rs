//! The values that parameter mappings take from a request.

use std::borrow::Cow;

use serde_json::Value;

use super::context::Context;
use super::failure::Failure;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::Source;

/// The values of a request, as mappings read them.
pub(super) struct RequestValues<'v, 'g> {
    context: Context<'v, 'g>,
    body: &'v str,
}

impl<'v, 'g> RequestValues<'v, 'g> {
    pub(super) fn new(context: Context<'v, 'g>, body: &'v str) -> Self {
        Self { context, body }
    }

    /// The value of a source; several values are joined by commas.
    pub(super) fn find(&self, source: &'v Source) -> Result<Option<Cow<'v, str>>, Failure> {
        let Context { request, progress } = self.context;
        Ok(match source {
            Source::Header(name) => last(&request.headers, name),
            Source::MultiHeader(name) => all(&request.headers, name),
            Source::Query(name) => last(&request.query_parameters, name),
            Source::MultiQuery(name) => all(&request.query_parameters, name),
            Source::Path(name) => last(&progress.path_parameters, name),
            Source::Body(None) => Some(Cow::Borrowed(self.body)),
            Source::Body(Some(path)) => path.find(&document(self.body)?).map(Cow::Owned),
            Source::Context(name) => self.context.variable(name),
            Source::StageVariable(name) => request.stage.variables.get(name).map(|text| Cow::Borrowed(text.as_str())),
            Source::Static(text) => Some(Cow::Borrowed(text)),
        })
    }
}

/// The last value with this name.
pub(super) fn last<'v>(values: &'v [(String, String)], name: &str) -> Option<Cow<'v, str>> {
    values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| Cow::Borrowed(value.as_str()))
}

fn all<'v>(values: &'v [(String, String)], name: &str) -> Option<Cow<'v, str>> {
    let all: Vec<_> = values.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
    (!all.is_empty()).then(|| Cow::Owned(all.join(",")))
}

/// The body as JSON. An empty body is an empty object, and no path finds anything in one that does not look like JSON.
fn document(body: &str) -> Result<Value, Failure> {
    if body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    match serde_json::from_str(body) {
        Ok(document) => Ok(document),
        Err(_) if body.starts_with(['{', '[', '"', '\'']) => {
            Err(Failure::new(ResponseType::BadRequestBody, "Invalid JSON in request body"))
        }
        Err(_) => Ok(Value::Null),
    }
}
