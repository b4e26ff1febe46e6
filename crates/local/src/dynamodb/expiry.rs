//! Deletes expired items page by page, as DynamoDB does. Their stream records name the service as the author.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use dynoxide::actions::{delete_item, scan};
use dynoxide::{DynoxideError, Result};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::stack::table::Table;
use crate::streams::log;

use super::store::Store;

/// How many items are scanned before other requests get their turn.
const PAGE: usize = 100;

/// Items that expired longer ago are kept, so that a timestamp in the wrong unit does not empty a table.
const FIVE_YEARS: Duration = Duration::from_hours(5 * 365 * 24);

impl Store {
    /// Deletes the expired items of all tables, and returns their number.
    pub fn delete_expired(&self) -> Result<usize> {
        let mut deleted = 0;
        for table in self.tables() {
            if let Some(attribute) = &table.expiry_attribute {
                deleted += self.sweep(&table, attribute)?;
            }
        }
        if deleted > 0 {
            self.notify_change();
        }
        Ok(deleted)
    }

    fn sweep(&self, table: &Table, attribute: &str) -> Result<usize> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let condition = json!({
            "#expiry": attribute,
        });
        let values = json!({
            ":oldest": { "N": now.saturating_sub(FIVE_YEARS).as_secs().to_string() },
            ":now": { "N": now.as_secs().to_string() },
        });
        let mut page = json!({
            "TableName": table.name, "Limit": PAGE, "FilterExpression": EXPIRED,
            "ExpressionAttributeNames": condition, "ExpressionAttributeValues": values,
        });
        let mut deleted = 0;
        loop {
            let request = request(page.clone())?;
            let answer = self.with(|storage| pollster::block_on(scan::execute(storage, request)))?;
            let answer = serde_json::to_value(&answer).unwrap_or_default();
            for item in answer["Items"].as_array().into_iter().flatten() {
                let keys = table.key.iter().filter_map(|name| Some((name.clone(), item.get(name)?.clone())));
                let delete = json!({
                    "TableName": table.name, "Key": keys.collect::<Map<_, _>>(), "ConditionExpression": EXPIRED,
                    "ExpressionAttributeNames": condition, "ExpressionAttributeValues": values,
                });
                deleted += usize::from(self.delete_as_service(delete)?);
            }
            match answer.get("LastEvaluatedKey") {
                Some(key) => page["ExclusiveStartKey"] = key.clone(),
                None => return Ok(deleted),
            }
        }
    }

    fn delete_as_service(&self, delete: Value) -> Result<bool> {
        let request = request(delete)?;
        self.with(|storage| {
            log::set_expiring(storage.conn(), true)?;
            let outcome = pollster::block_on(delete_item::execute(storage, request));
            log::set_expiring(storage.conn(), false)?;
            match outcome {
                Ok(_) => Ok(true),
                Err(DynoxideError::ConditionalCheckFailedException(..)) => Ok(false),
                Err(error) => Err(error),
            }
        })
    }
}

const EXPIRED: &str = "#expiry BETWEEN :oldest AND :now";

fn request<T: DeserializeOwned>(request: Value) -> Result<T> {
    serde_json::from_value(request).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
