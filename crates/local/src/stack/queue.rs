//! SQS: queues.

use std::time::Duration;

use serde_json::Value;

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;

/// A queue, `aws_sqs_queue`.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// How long a received message is invisible, by default.
    pub visibility_timeout: Duration,
    /// How long a message is kept.
    pub retention: Duration,
    /// How long a new message is invisible, by default.
    pub delay: Duration,
    /// How long a receiver waits for messages, by default.
    pub receive_wait: Duration,
    /// The largest message, in bytes.
    pub maximum_message_bytes: usize,
    /// The redrive policy, for messages that were received too often.
    pub redrive: Option<Redrive>,
}

/// A redrive policy.
/// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// The ARN of the dead-letter queue.
    pub dead_letter_arn: String,
    /// How often a message may be received before it goes there.
    pub maximum_receives: u64,
}

/// The queues among the resources.
pub fn read(resources: &Resources) -> (Vec<Queue>, Vec<Finding>) {
    let mut findings = Vec::new();
    let queues = resources.of("aws_sqs_queue").map(|resource| queue(resource, &mut findings)).collect();
    (queues, findings)
}

fn queue(resource: &Resource, findings: &mut Vec<Finding>) -> Queue {
    let mut arguments = Arguments::of(resource);
    // Nothing is encrypted here, and senders are not authorised.
    arguments.harmless(&["name_prefix", "url", "policy", "redrive_allow_policy", "sqs_managed_sse_enabled"]);
    arguments.harmless(&["kms_master_key_id", "kms_data_key_reuse_period_seconds"]);
    arguments.harmless(&["deduplication_scope", "fifo_throughput_limit"]);
    if arguments.boolean("fifo_queue") {
        arguments.ignored("`fifo_queue` is set; messages are kept in order, but groups and deduplication are ignored");
        arguments.harmless(&["content_based_deduplication"]);
    }
    let queue = Queue {
        name: arguments.required("name"),
        arn: arguments.required("arn"),
        visibility_timeout: seconds(&mut arguments, "visibility_timeout_seconds", 30),
        retention: seconds(&mut arguments, "message_retention_seconds", 345_600),
        delay: seconds(&mut arguments, "delay_seconds", 0),
        receive_wait: seconds(&mut arguments, "receive_wait_time_seconds", 0),
        maximum_message_bytes: arguments
            .whole("max_message_size")
            .and_then(|bytes| usize::try_from(bytes).ok())
            .unwrap_or(262_144),
        redrive: redrive(&mut arguments),
    };
    findings.extend(arguments.finish());
    queue
}

fn seconds(arguments: &mut Arguments<'_>, name: &str, default: u64) -> Duration {
    Duration::from_secs(arguments.whole(name).unwrap_or(default))
}

fn redrive(arguments: &mut Arguments<'_>) -> Option<Redrive> {
    let policy = arguments.text("redrive_policy").filter(|policy| !policy.is_empty())?;
    let redrive = parse_redrive(&policy);
    if redrive.is_none() {
        arguments.unusable(format!(
            "`redrive_policy` is `{policy}`; it must be JSON with `deadLetterTargetArn` and `maxReceiveCount`"
        ));
    }
    redrive
}

fn parse_redrive(policy: &str) -> Option<Redrive> {
    let policy: Value = serde_json::from_str(policy).ok()?;
    let count = &policy["maxReceiveCount"];
    Some(Redrive {
        dead_letter_arn: policy["deadLetterTargetArn"].as_str()?.to_owned(),
        maximum_receives: count.as_u64().or_else(|| count.as_str()?.parse().ok())?,
    })
}
