//! Notifications: functions, queues and topics learn what happened to objects.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::contents::{Happened, Object};
use crate::console;
use crate::service::Services;
use crate::stack::bucket::Notification;
use crate::{targets, timestamp};

/// What stays as it is in the key of an event, besides letters, digits and spaces, which become `+`.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b'/').remove(b' ');

/// Who learns of what.
#[derive(Clone, Default)]
pub struct Notifier {
    notifications: Vec<Notification>,
    services: Services,
}

impl Notifier {
    /// Tells these targets, by their services.
    pub fn new(notifications: Vec<Notification>, services: Services) -> Self {
        Self { notifications, services }
    }

    /// Tells everybody who wants to know, in the background.
    pub(super) fn tell(&self, happened: Vec<Happened>) {
        let mut events = Vec::new();
        for event in &happened {
            let told = self.notifications.iter().filter(|one| wants(one, event));
            events.extend(
                told.map(|one| (one.target_arn.clone(), json!({ "Records": [record(one, event)] }).to_string())),
            );
        }
        if events.is_empty() {
            return;
        }
        let services = self.services.clone();
        tokio::spawn(async move {
            for (target, event) in events {
                if let Err(why) = targets::send(&services, &target, &event).await {
                    console::warn(&format!("`{target}` did not get a notification of S3: {why}"));
                }
            }
        });
    }
}

fn wants(notification: &Notification, happened: &Happened) -> bool {
    let is_kind = |wanted: &String| {
        let wanted = wanted.trim_start_matches("s3:");
        wanted.strip_suffix('*').map_or(wanted == happened.name, |kind| happened.name.starts_with(kind))
    };
    notification.bucket == happened.bucket
        && notification.events.iter().any(is_kind)
        && happened.key.starts_with(&notification.prefix)
        && happened.key.ends_with(&notification.suffix)
}

fn record(notification: &Notification, happened: &Happened) -> Value {
    let key = utf8_percent_encode(&happened.key, KEPT).to_string().replace(' ', "+");
    let mut object = json!({ "key": key, "sequencer": happened.sequencer });
    if let Some((size, etag)) = &happened.made {
        object["size"] = json!(size);
        object["eTag"] = json!(etag.trim_matches('"'));
    }
    json!({
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": notification.target_arn.split(':').nth(3),
        "eventTime": timestamp::now(),
        "eventName": happened.name,
        "userIdentity": { "principalId": "local" },
        "requestParameters": { "sourceIPAddress": "127.0.0.1" },
        "responseElements": {},
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": notification.id,
            "bucket": {
                "name": happened.bucket,
                "ownerIdentity": { "principalId": "local" },
                "arn": format!("arn:aws:s3:::{}", happened.bucket),
            },
            "object": object,
        },
    })
}

impl Happened {
    /// An object was made.
    pub(super) fn made(name: &'static str, bucket: &str, key: &str, object: &Object) -> Self {
        Self { made: Some((object.body.len(), object.etag.clone())), ..Self::removed(name, bucket, key) }
    }

    /// An object was removed.
    pub(super) fn removed(name: &'static str, bucket: &str, key: &str) -> Self {
        let nanoseconds = time::OffsetDateTime::now_utc().unix_timestamp_nanos();
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        Self { name, bucket, key, made: None, sequencer: format!("{nanoseconds:018X}") }
    }
}
