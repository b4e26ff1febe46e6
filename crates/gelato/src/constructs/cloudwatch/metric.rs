//! Metrics: what AWS measures of a construct. Each construct knows its namespace and dimensions.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html>

use crate::constructs::api_gateway::RestApi;
use crate::constructs::dynamodb::Table;
use crate::constructs::lambda::RustFunction;
use crate::constructs::s3::Bucket;
use crate::constructs::sns::Topic;
use crate::constructs::sqs::Queue;
use crate::terraform::{Number, Value};

/// A metric, and how its values are put together.
#[derive(Debug, Clone)]
pub struct Metric {
    /// Such as `AWS/Lambda`.
    pub namespace: String,
    /// Such as `Errors`.
    pub name: String,
    /// What it is of, such as `FunctionName` and the function's name.
    pub dimensions: Vec<(String, Value<String>)>,
    /// How the values of a period become one.
    pub statistic: Statistic,
    /// The length of a period in seconds: 10, 20, 30, or a multiple of 60.
    pub period_seconds: Value<Number>,
}

/// How the values of a period become one.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html>
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statistic {
    /// Their sum.
    Sum,
    /// Their average.
    Average,
    /// The least.
    Minimum,
    /// The greatest.
    Maximum,
    /// How many there are.
    SampleCount,
    /// A percentile or trimmed mean, such as `p99` or `tm95`.
    Extended(String),
}

impl Statistic {
    /// The name of a plain statistic; `None` for an extended one.
    pub(super) fn plain(&self) -> Option<&'static str> {
        match self {
            Self::Sum => Some("Sum"),
            Self::Average => Some("Average"),
            Self::Minimum => Some("Minimum"),
            Self::Maximum => Some("Maximum"),
            Self::SampleCount => Some("SampleCount"),
            Self::Extended(_) => None,
        }
    }

    /// The name of an extended statistic.
    pub(super) fn extended(&self) -> Option<&str> {
        match self {
            Self::Extended(name) => Some(name),
            _ => None,
        }
    }
}

impl Metric {
    /// A metric of anything: the sum of each minute.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: Vec::new(),
            statistic: Statistic::Sum,
            period_seconds: 60.into(),
        }
    }

    /// The same metric with another dimension.
    #[must_use]
    pub fn of(mut self, dimension: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push((dimension.into(), value.into()));
        self
    }

    /// The same metric with another statistic.
    #[must_use]
    pub fn by(self, statistic: Statistic) -> Self {
        Self { statistic, ..self }
    }

    /// The same metric in periods of this many seconds.
    #[must_use]
    pub fn every_seconds(self, seconds: impl Into<Value<Number>>) -> Self {
        Self { period_seconds: seconds.into(), ..self }
    }
}

impl RustFunction {
    /// A metric of the function, such as `Errors`, `Throttles`, `Duration` or `ConcurrentExecutions`.
    /// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html>
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/Lambda", name).of("FunctionName", self.name())
    }
}

impl Queue {
    /// A metric of the queue, such as `ApproximateNumberOfMessagesVisible` or `ApproximateAgeOfOldestMessage`.
    /// <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html>
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/SQS", name).of("QueueName", self.name())
    }

    /// How many messages wait in the queue, at most in each minute: its depth.
    pub fn depth(&self) -> Metric {
        self.metric("ApproximateNumberOfMessagesVisible").by(Statistic::Maximum)
    }
}

impl Topic {
    /// A metric of the topic, such as `NumberOfNotificationsFailed`.
    /// <https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html>
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/SNS", name).of("TopicName", self.name())
    }
}

impl Table {
    /// A metric of the table, such as `ReadThrottleEvents` or `ConsumedWriteCapacityUnits`.
    /// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/DynamoDB", name).of("TableName", self.name())
    }
}

impl Bucket {
    /// A metric of the bucket's storage, which S3 reports once a day: `NumberOfObjects` (of `AllStorageTypes`) or
    /// `BucketSizeBytes` (of a class, such as `StandardStorage`).
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html>
    pub fn metric(&self, name: &str, storage_type: &str) -> Metric {
        let metric = Metric::new("AWS/S3", name).of("BucketName", self.name()).of("StorageType", storage_type);
        metric.by(Statistic::Average).every_seconds(86_400)
    }
}

impl RestApi {
    /// A metric of the API's stage, such as `5XXError`, `4XXError`, `Count` or `Latency`.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html>
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/ApiGateway", name).of("ApiName", self.name()).of("Stage", self.stage().name())
    }
}
