//! `DeleteItem`: deletes an item by its key.

use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};
use crate::terraform::Refusal;

use super::call::Call;
use super::declaration::{Answer, DeleteItem};
use super::lowered::Lowered;
use super::request::{Request, object};

impl Call<'_> {
    pub(super) fn delete_item(&self, delete: &DeleteItem) -> Result<Lowered, Refusal> {
        let mut request = Request::default();
        let inputs = self.key(&mut request, &delete.sources)?;
        self.check_sources(&delete.sources, &inputs)?;
        // Without an item, there is nothing to answer with.
        let must_exist = delete.must_exist || delete.answer == Answer::Item;
        if must_exist {
            let (placeholder, name) = self.partition_name()?;
            request.member("ConditionExpression", &format!("\"attribute_exists({placeholder})\""));
            request.member("ExpressionAttributeNames", &object(&name));
        }
        if delete.answer == Answer::Item {
            request.member("ReturnValues", "\"ALL_OLD\"");
        }
        Ok(Lowered {
            action: DynamoDbAction::DeleteItem,
            template: request.into_template("DeleteItem", &self.items.table_name),
            inputs,
            rule: None,
            success: delete.answer.clone().into_success(),
            condition: must_exist.then_some(FailedCondition::MISSING),
            index: None,
        })
    }
}
