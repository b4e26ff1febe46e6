//! `PutItem`: writes an item with all of its attributes.

use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};

use super::call::{Call, Described, Success};
use super::operation::{PutCondition, PutItem};
use super::request::{Request, object};
use super::value::Given;
use super::vtl::members;

impl Call<'_> {
    pub(super) fn put_item(&self, put: &PutItem) -> Result<Described, String> {
        let names = self.items.attributes.iter().map(|attribute| attribute.name);
        let given = names.map(|name| self.given(name, &put.sources)).collect::<Result<Vec<_>, _>>()?;
        self.check_sources(&put.sources, &given)?;
        let mut request = Request::default();
        for given in &given {
            request.read(given, &self.resource.path);
        }
        request.member("Item", &object(&item(&given)));
        let condition = match put.condition {
            PutCondition::None => None,
            PutCondition::Absent => Some(("attribute_not_exists", FailedCondition::CONFLICT)),
            PutCondition::Present => Some(("attribute_exists", FailedCondition::MISSING)),
        };
        if let Some((function, _)) = condition {
            let (placeholder, name) = self.partition_name()?;
            request.member("ConditionExpression", &format!("\"{function}({placeholder})\""));
            request.member("ExpressionAttributeNames", &object(&name));
        }
        Ok(Described {
            action: DynamoDbAction::PutItem,
            template: request.into_template("PutItem", &self.items.table_name),
            given,
            rule: None,
            success: Success::Message(put.message),
            condition: condition.map(|(_, failed)| failed),
            index: None,
        })
    }
}

fn item(given: &[Given]) -> String {
    let always: Vec<_> = given.iter().filter(|given| given.required).map(Given::member).collect();
    let perhaps = given.iter().filter(|given| !given.required);
    let perhaps: Vec<_> = perhaps.map(|given| (given.is_there(), given.member())).collect();
    members(&always, &perhaps)
}
