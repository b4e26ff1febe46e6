//! The deduplication table: a small DynamoDB table with one item per announced record.
//!
//! The item's key is the record's event id, which stays the same when Lambda delivers the record again. Time to live
//! removes the item once the stream can no longer deliver the record.
//! See <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>.

use crate::aws::Connection;
use crate::error_code::error_code;
use crate::memory::{Memory, MemoryError};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, config};
use aws_types::SdkConfig;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The table's partition key, a string.
pub const KEY_ATTRIBUTE: &str = "eventID";
/// The table's time-to-live attribute: a number, in seconds since 1970.
pub const TTL_ATTRIBUTE: &str = "expiresAt";
/// The age of an item when it expires: twice as long as a stream keeps a record.
pub const REMEMBERED_FOR: Duration = Duration::from_hours(48);

/// The timeout of one call including retries, which bounds how long an announcement waits for its table.
const PATIENCE: Duration = Duration::from_secs(1);
/// The attempts of one call.
const ATTEMPTS: u32 = 2;

/// A table that outlives execution environments.
#[derive(Clone, Debug)]
pub struct MemoryTable {
    client: Client,
    name: String,
}

impl MemoryTable {
    /// Creates the memory and its client.
    pub fn new(name: impl Into<String>, connection: &Connection, sdk: &SdkConfig) -> Self {
        let mut builder = config::Builder::from(sdk);
        builder.set_endpoint_url(connection.endpoints.dynamodb.clone());
        builder.set_retry_config(Some(RetryConfig::standard().with_max_attempts(ATTEMPTS)));
        builder.set_timeout_config(Some(TimeoutConfig::builder().operation_timeout(PATIENCE).build()));
        Self { client: Client::from_conf(builder.build()), name: name.into() }
    }
}

impl Memory for MemoryTable {
    async fn recall(&self, event_id: &str) -> Result<bool, MemoryError> {
        let request = self.client.get_item().table_name(&self.name).key(KEY_ATTRIBUTE, text(event_id));
        let answer = request.consistent_read(true).projection_expression(KEY_ATTRIBUTE).send().await;
        answer.map(|found| found.item.is_some()).map_err(|error| memory_error(&error))
    }

    async fn remember(&self, event_id: &str) -> Result<(), MemoryError> {
        let request = self.client.put_item().table_name(&self.name).item(KEY_ATTRIBUTE, text(event_id));
        let answer = request.item(TTL_ATTRIBUTE, AttributeValue::N(expiry().to_string())).send().await;
        answer.map(|_| ()).map_err(|error| memory_error(&error))
    }
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// The expiry in seconds since 1970. With a clock before 1970, the item only expires too early.
fn expiry() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (now + REMEMBERED_FOR).as_secs()
}

fn memory_error<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> MemoryError {
    MemoryError { code: error_code(error) }
}
