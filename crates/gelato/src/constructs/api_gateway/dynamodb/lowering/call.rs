//! Calls: the resource, verb and items of an operation.

use crate::constructs::api_gateway::ApiResource;
use crate::openapi::Verb;
use crate::terraform::Refusal;

use super::declaration::{Attributes, Items, Source};
use super::value::Input;

/// The items, resource and verb of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) items: &'a Items,
    pub(super) resource: &'a ApiResource,
    pub(super) verb: Verb,
}

impl Call<'_> {
    /// The request's input for an attribute.
    pub(super) fn input(&self, name: &str, sources: &[(String, Source)]) -> Result<Input, Refusal> {
        let (number, attribute) = self.items.attribute(name)?;
        let source = sources.iter().find(|(known, _)| known == name).map(|(_, source)| source.clone());
        let input = Input {
            attribute: attribute.clone(),
            source: source.unwrap_or_else(|| self.usual_source(name)),
            variable: format!("v{number}"),
            required: attribute.required,
        };
        self.check_source(&input)?;
        Ok(input)
    }

    fn usual_source(&self, name: &str) -> Source {
        if self.resource.parameters().iter().any(|parameter| parameter == name) {
            Source::path(name)
        } else if self.verb.has_body() {
            Source::body(name)
        } else {
            Source::query(name)
        }
    }

    /// The chosen attributes, by number and name.
    pub(super) fn chosen(&self, attributes: &Attributes) -> Result<Vec<Named>, Refusal> {
        let names: Vec<_> = match attributes {
            Attributes::All => self.items.attributes.iter().map(|attribute| attribute.name.clone()).collect(),
            Attributes::Only(names) => names.clone(),
        };
        names.into_iter().map(|name| Ok((self.items.attribute(&name)?.0, name))).collect()
    }

    /// The projection of the chosen attributes; `None` for all attributes.
    pub(super) fn projection(&self, attributes: &Attributes) -> Result<Option<Projection>, Refusal> {
        let Attributes::Only(_) = attributes else { return Ok(None) };
        let chosen = self.chosen(attributes)?;
        let expression: Vec<_> = chosen.iter().map(|(number, _)| format!("#a{number}")).collect();
        Ok(Some(Projection { expression: expression.join(", "), names: chosen }))
    }
}

/// An attribute by number and name.
pub(super) type Named = (usize, String);

/// A projection expression and the attributes in it.
pub(super) struct Projection {
    pub(super) expression: String,
    pub(super) names: Vec<Named>,
}

/// A member of `ExpressionAttributeNames`. All names are placeholders, so reserved words do not matter.
pub(super) fn name((number, name): &Named) -> String {
    format!("\"#a{number}\": \"{name}\"")
}
