//! `GetItem`: reads an item by its key.
//!
//! DynamoDB answers a key that is not there with 200 and no item; the response template makes 404 of it.

use crate::constructs::api_gateway::{DynamoDbAction, FailedCondition};

use super::call::{Call, Described, Success, name};
use super::operation::GetItem;
use super::request::{Request, object};
use super::vtl::LINE;

impl Call<'_> {
    pub(super) fn get_item(&self, get: &GetItem) -> Result<Described, String> {
        let mut request = Request::default();
        let given = self.key(&mut request, &get.sources)?;
        self.check_sources(&get.sources, &given)?;
        if let Some(projection) = self.projection(&get.attributes)? {
            request.member("ProjectionExpression", &format!("\"{}\"", projection.expression));
            let names: Vec<_> = projection.names.into_iter().map(name).collect();
            request.member("ExpressionAttributeNames", &object(&names.join(LINE)));
        }
        if get.consistent_read {
            request.member("ConsistentRead", "true");
        }
        Ok(Described {
            action: DynamoDbAction::GetItem,
            template: request.into_template("GetItem", &self.items.table_name),
            given,
            rule: None,
            success: Success::Item { member: "Item", attributes: get.attributes.clone() },
            condition: Some(FailedCondition::MISSING),
            index: None,
        })
    }
}
