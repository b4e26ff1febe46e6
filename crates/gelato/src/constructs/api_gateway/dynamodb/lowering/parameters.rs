//! Parameters: the path and query parameters of a method, with their schemas.

use serde_json::{Value as Json, json};

use crate::constructs::api_gateway::{QueryParameter, Routes};
use crate::openapi::ParameterPlace;

use super::declaration::Source;
use super::lowered::{Lowered, Success};
use super::page::{LIMIT, NEXT};
use super::schema;

/// A parameter with the schema of its values.
pub(super) struct Parameter {
    name: String,
    place: ParameterPlace,
    required: bool,
    schema: Json,
}

/// The parameters of a method, each once: its inputs and those of a page.
pub(super) fn parameters(lowered: &Lowered) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for input in &lowered.inputs {
        let (name, place) = match &input.source {
            Source::Path(name) => (name, ParameterPlace::Path),
            Source::Query(name) => (name, ParameterPlace::Query),
            Source::Body(_) | Source::Context(_) | Source::Constant(_) => continue,
        };
        let known = parameters.iter_mut().find(|known| known.name == *name && known.place == place);
        if let Some(known) = known {
            // Several inputs read it: it is required if one of them requires it.
            known.required |= input.required;
        } else {
            let (required, schema) = (input.required, schema::parameter(&input.attribute));
            parameters.push(Parameter { name: name.clone(), place, required, schema });
        }
    }
    parameters.extend(page(lowered));
    parameters
}

/// The query parameters, as a method declares them.
pub(super) fn query_parameters(parameters: &[Parameter]) -> Vec<QueryParameter> {
    let query = parameters.iter().filter(|parameter| parameter.place == ParameterPlace::Query);
    query.map(|parameter| QueryParameter { name: parameter.name.clone(), required: parameter.required }).collect()
}

fn page(lowered: &Lowered) -> Vec<Parameter> {
    let Success::Page { page, .. } = &lowered.success else { return Vec::new() };
    let optional =
        |name: &str, schema| Parameter { name: name.to_owned(), place: ParameterPlace::Query, required: false, schema };
    let limit = json!({
        "type": "integer", "minimum": 1, "maximum": page.size.greatest, "default": page.size.default,
        "description": "How many an answer has at most",
    });
    let next = json!({
        "type": "string", "minLength": 1, "description": "Where the page begins: `next` of the answer before, as it is",
    });
    vec![optional(LIMIT, limit), optional(NEXT, next)]
}

impl Routes<'_> {
    /// Records the schemas of a declared method's parameters.
    pub(super) fn describe_parameters(&mut self, id: &str, parameters: &[Parameter]) {
        for Parameter { name, place, schema, .. } in parameters {
            self.description.describe_parameter(id, *place, name, schema);
        }
    }
}
