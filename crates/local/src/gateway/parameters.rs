//! What a parameter mapping finds in a request.

use std::borrow::Cow;

use serde_json::Value;

use super::facts::Facts;
use super::failure::Failure;
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::Source;

/// The values of a request, as mappings read them.
pub(super) struct RequestValues<'f, 'g> {
    facts: &'f Facts<'g>,
    body: &'f str,
}

impl<'f, 'g> RequestValues<'f, 'g> {
    pub(super) fn new(facts: &'f Facts<'g>, body: &'f str) -> Self {
        Self { facts, body }
    }

    /// What a source finds; several values are joined by a comma.
    pub(super) fn find(&self, source: &'f Source) -> Result<Option<Cow<'f, str>>, Failure> {
        let input = &self.facts.input;
        Ok(match source {
            Source::Header(name) => last(&input.header, name),
            Source::MultiHeader(name) => all(&input.header, name),
            Source::Query(name) => last(&input.querystring, name),
            Source::MultiQuery(name) => all(&input.querystring, name),
            Source::Path(name) => last(&input.path, name),
            Source::Body(None) => Some(Cow::Borrowed(self.body)),
            Source::Body(Some(path)) => path.find(&document(self.body)?).map(Cow::Owned),
            Source::Context(name) => self.facts.variable(name),
            Source::StageVariable(name) => {
                self.facts.stage.variables.get(name).map(|text| Cow::Borrowed(text.as_str()))
            }
            Source::Static(text) => Some(Cow::Borrowed(text)),
        })
    }
}

/// The last value of a name.
pub(super) fn last<'v>(values: &'v [(String, String)], name: &str) -> Option<Cow<'v, str>> {
    values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| Cow::Borrowed(value.as_str()))
}

fn all<'v>(values: &'v [(String, String)], name: &str) -> Option<Cow<'v, str>> {
    let all: Vec<_> = values.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
    (!all.is_empty()).then(|| Cow::Owned(all.join(",")))
}

/// The body as JSON: an empty one is an empty object, and one that does not look like JSON has nothing in it.
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
