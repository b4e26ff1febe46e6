//! `GetItem`: reads an item by its key.
//!
//! DynamoDB answers an unknown key with 200 and no item; the response template turns this into a 404.

use crate::constructs::api_gateway::vtl::LINE;
use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};
use crate::terraform::Refusal;

use super::call::{Call, name};
use super::declaration::GetItem;
use super::lowered::{Lowered, Success};
use super::request::{Request, object};

impl Call<'_> {
    pub(super) fn get_item(&self, get: &GetItem) -> Result<Lowered, Refusal> {
        let mut request = Request::default();
        let inputs = self.key(&mut request, &get.sources)?;
        self.check_sources(&get.sources, &inputs)?;
        if let Some(projection) = self.projection(&get.attributes)? {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
            let names: Vec<_> = projection.names.iter().map(name).collect();
            request.member("ExpressionAttributeNames", &object(&names.join(LINE)));
        }
        if get.consistent_read {
            request.member("ConsistentRead", "true");
        }
        Ok(Lowered {
            action: DynamoDbAction::GetItem,
            template: request.into_template("GetItem", &self.items.table_name),
            inputs,
            rule: None,
            success: Success::Item { member: "Item", attributes: get.attributes.clone() },
            condition: Some(FailedCondition::MISSING),
            index: None,
        })
    }
}
