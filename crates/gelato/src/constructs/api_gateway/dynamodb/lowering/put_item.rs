//! `PutItem`: writes an item with all its attributes.

use crate::constructs::api_gateway::vtl::members;
use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};
use crate::terraform::Refusal;

use super::call::Call;
use super::declaration::{PutCondition, PutItem};
use super::lowered::{Lowered, Success};
use super::request::{Request, object};
use super::value::Input;

impl Call<'_> {
    pub(super) fn put_item(&self, put: &PutItem) -> Result<Lowered, Refusal> {
        let names = self.items.attributes.iter().map(|attribute| attribute.name.as_str());
        let inputs = names.map(|name| self.input(name, &put.sources)).collect::<Result<Vec<_>, _>>()?;
        self.check_sources(&put.sources, &inputs)?;
        let mut request = Request::default();
        for input in &inputs {
            request.read(input, &self.resource.path);
        }
        request.member("Item", &object(&item(&inputs)));
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
        Ok(Lowered {
            action: DynamoDbAction::PutItem,
            template: request.into_template("PutItem", &self.items.table_name),
            inputs,
            rule: None,
            success: Success::Message(put.message.clone()),
            condition: condition.map(|(_, failed)| failed),
            index: None,
        })
    }
}

fn item(inputs: &[Input]) -> String {
    let always: Vec<_> = inputs.iter().filter(|input| input.required).map(Input::member).collect();
    let conditional = inputs.iter().filter(|input| !input.required);
    let conditional: Vec<_> = conditional.map(|input| (input.is_there(), input.member())).collect();
    members(&always, &conditional)
}
