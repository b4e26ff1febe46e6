//! Calls: an operation at a resource, and what all of its parts are made from.

use crate::constructs::api_gateway::{ApiResource, DynamoDbAction, FailedCondition, MappingTemplate, Verb};
use crate::constructs::dynamodb::Index;

use super::checks::{check_members, check_page};
use super::items::Items;
use super::operation::{Attributes, Operation};
use super::page::Page;
use super::source::Source;
use super::value::Given;

/// Where an operation is declared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) items: &'a Items,
    pub(super) resource: &'a ApiResource,
    pub(super) verb: Verb,
}

/// Everything that follows from a call.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) action: DynamoDbAction,
    pub(super) template: MappingTemplate,
    pub(super) given: Vec<Given>,
    /// What else a request must be, in words.
    pub(super) rule: Option<String>,
    pub(super) success: Success,
    pub(super) condition: Option<FailedCondition>,
    pub(super) index: Option<Index>,
}

/// What a success has to tell.
#[derive(Debug)]
pub(super) enum Success {
    /// A text.
    Message(&'static str),
    /// The item that stands in this member of DynamoDB's answer.
    Item { member: &'static str, attributes: Attributes },
    /// Items, and where the next page begins.
    Page { page: Page, attributes: Attributes },
}

impl Call<'_> {
    /// Describes an operation here; what is wrong with it is told in words.
    pub(super) fn describe(&self, operation: &Operation) -> Result<Described, String> {
        let described = match operation {
            Operation::PutItem(put) => self.put_item(put),
            Operation::GetItem(get) => self.get_item(get),
            Operation::DeleteItem(delete) => self.delete_item(delete),
            Operation::UpdateItem(update) => self.update_item(update),
            Operation::Query(query) => self.query(query),
            Operation::Scan(scan) => self.scan(scan),
        }?;
        check_members(&described.given)?;
        if matches!(described.success, Success::Page { .. }) {
            check_page(&described.given)?;
        }
        Ok(described)
    }

    /// The value that the request gives for an attribute.
    pub(super) fn given(&self, name: &str, sources: &[(&str, Source)]) -> Result<Given, String> {
        let (number, attribute) = self.items.attribute(name)?;
        let source = sources.iter().find(|(known, _)| *known == name).map(|(_, source)| *source);
        let given = Given {
            attribute: attribute.clone(),
            source: source.unwrap_or_else(|| self.usual_source(attribute.name)),
            variable: format!("v{number}"),
            required: attribute.required,
        };
        self.check_source(&given)?;
        Ok(given)
    }

    fn usual_source(&self, name: &'static str) -> Source {
        if self.resource.parameters().iter().any(|parameter| parameter == name) {
            Source::Path(name)
        } else if self.verb.has_body() {
            Source::Body(name)
        } else {
            Source::Query(name)
        }
    }

    /// The attributes that are meant, by number and name.
    pub(super) fn chosen(&self, attributes: &Attributes) -> Result<Vec<(usize, &'static str)>, String> {
        let names: Vec<_> = match attributes {
            Attributes::All => self.items.attributes.iter().map(|attribute| attribute.name).collect(),
            Attributes::Only(names) => names.clone(),
        };
        names.into_iter().map(|name| self.items.attribute(name).map(|(number, _)| (number, name))).collect()
    }

    /// The expression that names what is read, and the attributes in it; none where all is read.
    pub(super) fn projection(&self, attributes: &Attributes) -> Result<Option<Projection>, String> {
        let Attributes::Only(_) = attributes else { return Ok(None) };
        let chosen = self.chosen(attributes)?;
        let expression: Vec<_> = chosen.iter().map(|(number, _)| format!("#a{number}")).collect();
        Ok(Some(Projection { expression: expression.join(", "), names: chosen }))
    }
}

/// What is read of an item.
pub(super) struct Projection {
    pub(super) expression: String,
    pub(super) names: Vec<(usize, &'static str)>,
}

/// A member of `ExpressionAttributeNames`: reserved words never matter.
pub(super) fn name((number, name): (usize, &str)) -> String {
    format!("\"#a{number}\": \"{name}\"")
}
