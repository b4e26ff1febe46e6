//! Notifications of Amazon S3: a bucket tells functions, queues and topics what happens to its objects.

mod bucket_notification;

pub use bucket_notification::{BucketEvent, BucketNotification, Notified};
