//! Destinations for batches that a function could not handle.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#services-dynamodb-errors>

use crate::constructs::iam::{Permission, Statement};
use crate::constructs::s3::{Bucket, BucketProps};
use crate::constructs::sqs::{Queue, QueueProps};
use crate::modules::ModuleScope;
use crate::terraform::{Meta, Value};

use super::stream_variables;

/// For how many days a bucket keeps failed batches.
const DAYS: i32 = 90;

/// A destination for failed batches, with what the function must be allowed.
#[derive(Debug, Clone)]
pub struct FailureDestination {
    pub(super) arn: Value<String>,
    pub(super) permissions: Vec<Permission>,
}

/// A queue or a bucket for failed batches, whichever `stream.failure_destination` of the environment names.
#[derive(Debug, Clone)]
pub struct Failures {
    queue: Queue,
    bucket: Bucket,
    is_queue: Value<bool>,
    is_bucket: Value<bool>,
}

/// The properties of [`Failures`].
#[derive(Debug, Clone, Default)]
pub struct FailuresProps {
    /// The name of the queue. The default is the module's prefix and the logical name.
    pub queue_name: Option<Value<String>>,
    /// The name of the bucket, which is globally unique. The default is the module's prefix, the logical name and the
    /// account.
    pub bucket_name: Option<Value<String>>,
}

impl Failures {
    /// Declares both, each only where the environment wants it. The queue keeps messages for 14 days, the bucket objects for
    /// 90 days.
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: FailuresProps) -> Self {
        let wanted = stream_variables::failure_destination(module);
        let (is_queue, is_bucket) = (wanted.is("queue"), wanted.is("bucket"));
        let queue = QueueProps { name: props.queue_name, ..QueueProps::default() };
        let bucket =
            BucketProps { name: props.bucket_name, expiration_days: Some(DAYS.into()), ..BucketProps::default() };
        Self {
            queue: Queue::new_with(module, id, queue, Meta::only_if(&is_queue)),
            bucket: Bucket::new_with(module, id, bucket, Meta::only_if(&is_bucket)),
            is_queue,
            is_bucket,
        }
    }

    /// The queue, which only exists where the environment wants it.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// The bucket, which only exists where the environment wants it.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The ARN of the queue or the bucket.
    pub fn arn(&self) -> Value<String> {
        self.is_queue.choose(self.queue.arn(), self.bucket.arn())
    }
}

impl From<&Failures> for FailureDestination {
    fn from(failures: &Failures) -> Self {
        let send = send(&failures.queue).only_if(&failures.is_queue);
        let put = put(&failures.bucket).only_if(&failures.is_bucket);
        Self { arn: failures.arn(), permissions: vec![send, put] }
    }
}

impl From<&Queue> for FailureDestination {
    fn from(queue: &Queue) -> Self {
        Self { arn: queue.arn(), permissions: vec![send(queue)] }
    }
}

impl From<&Bucket> for FailureDestination {
    fn from(bucket: &Bucket) -> Self {
        Self { arn: bucket.arn(), permissions: vec![put(bucket)] }
    }
}

fn send(queue: &Queue) -> Permission {
    Permission::from(Statement { sid: "SendFailures".into(), ..queue.send() }).named("tell_failures")
}

fn put(bucket: &Bucket) -> Permission {
    Statement { sid: "KeepFailures".into(), ..bucket.put() }.into()
}
