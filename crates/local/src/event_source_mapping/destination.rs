//! The on-failure destination of discarded records: a queue, a topic or a bucket.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html#services-ddb-onfailure>

use bytes::Bytes;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use uuid::Uuid;

use crate::console;
use crate::service::Services;
use crate::stack::event_source_mapping::EventSourceMapping;
use crate::streams::{Record, SHARD};
use crate::{s3, sqs, targets, timestamp};

const SECONDS: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const KEY: &[BorrowedFormatItem<'_>] =
    format_description!("[year]/[month]/[day]/[year]-[month]-[day]T[hour].[minute].[second]");

/// Discarded records.
pub(super) struct Discarded<'a> {
    pub(super) mapping: &'a EventSourceMapping,
    pub(super) records: &'a [Record],
    pub(super) condition: &'static str,
    pub(super) invocations: u64,
    pub(super) request_id: Option<&'a str>,
    pub(super) response: Option<Response<'a>>,
    pub(super) event: Bytes,
}

/// The response of the last invocation.
pub(super) struct Response<'a> {
    pub(super) status: u16,
    pub(super) error: Option<&'a str>,
}

impl Discarded<'_> {
    /// Sends a report to the mapping's destination, or prints a warning if that fails or there is none.
    pub(super) async fn report(&self, services: &Services) {
        let Some(arn) = &self.mapping.on_failure else {
            return console::warn(&format!("{} records were discarded: {}", self.records.len(), self.condition));
        };
        let service = arn.split(':').nth(2).unwrap_or_default();
        let call = match service {
            "sqs" => sqs::send_message(arn, &self.body().to_string()),
            "sns" => targets::publish(arn, &self.body().to_string()),
            "s3" => s3::put_object(arn, &self.key(), self.body_with_payload().to_string()),
            _ => {
                return console::warn(&format!(
                    "failures cannot be sent to `{arn}`: it is not a queue, topic or bucket"
                ));
            }
        };
        let Some(target) = services.get(service) else { return console::warn(&format!("`{arn}` does not run here")) };
        let answer = target.call(call).await;
        if !answer.status.is_success() {
            let reason = String::from_utf8_lossy(&answer.body);
            console::warn(&format!("discarded records could not be sent to `{arn}`: {reason}"));
        }
    }

    fn body(&self) -> Value {
        let numbers = || self.records.iter().map(|record| record.dynamodb.sequence_number.as_str());
        let arrivals = || self.records.iter().map(|record| record.dynamodb.approximate_creation_date_time);
        let mut body = json!({
            "requestContext": {
                "requestId": self.request_id.map_or_else(|| Uuid::new_v4().to_string(), ToOwned::to_owned),
                "functionArn": self.mapping.function_arn,
                "condition": self.condition,
                "approximateInvokeCount": self.invocations,
            },
            "version": "1.0",
            "timestamp": timestamp::now(),
            "DDBStreamBatchInfo": {
                "shardId": SHARD,
                "startSequenceNumber": numbers().next(),
                "endSequenceNumber": numbers().next_back(),
                "approximateArrivalOfFirstRecord": arrivals().next().map(moment),
                "approximateArrivalOfLastRecord": arrivals().next_back().map(moment),
                "batchSize": self.records.len(),
                "streamArn": self.mapping.stream_arn,
            },
        });
        if let Some(response) = &self.response {
            body["responseContext"] = json!({
                "statusCode": response.status, "executedVersion": "$LATEST", "functionError": response.error,
            });
        }
        body
    }

    fn body_with_payload(&self) -> Value {
        let mut body = self.body();
        body["payload"] = json!(String::from_utf8_lossy(&self.event));
        body
    }

    fn key(&self) -> String {
        let moment = OffsetDateTime::now_utc().format(KEY).unwrap_or_default();
        format!("aws/lambda/{}/{SHARD}/{moment}-{}", self.mapping.uuid, Uuid::new_v4())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 fit into 64 bits")]
fn moment(seconds: f64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(seconds as i64).ok();
    moment.and_then(|moment| moment.format(SECONDS).ok()).unwrap_or_default()
}
