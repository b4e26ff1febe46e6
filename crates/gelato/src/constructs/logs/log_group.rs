//! Log groups. The configuration owns them, so that retention is set and nothing is left behind.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html>

use crate::aws::{CloudwatchLogGroup, CloudwatchLogGroupAttributes};
use crate::constructs::iam::Statement;
use crate::constructs::referable::stands_for_its_resource;
use crate::terraform::{Address, Addressed, Number, Scope, Value, concat};

/// A log group.
#[derive(Debug, Clone)]
pub struct LogGroup {
    attributes: CloudwatchLogGroupAttributes,
}

stands_for_its_resource!(LogGroup);

impl LogGroup {
    /// Declares a log group that keeps its events for a number of days.
    #[track_caller]
    pub fn new(scope: &Scope, id: &str, name: Value<String>, retention_days: Value<Number>) -> Self {
        let group = CloudwatchLogGroup {
            name: Some(name),
            retention_in_days: Some(retention_days),
            ..CloudwatchLogGroup::default()
        };
        Self { attributes: scope.resource(id, group) }
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.name()
    }

    /// The group's ARN, without `:*`.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// Its address, for `depends_on`.
    pub fn address(&self) -> Address {
        self.attributes.address().clone()
    }

    /// Allows creating log streams in this group and writing to them. The group itself exists, so creating it is not
    /// allowed.
    pub fn write(&self) -> Statement {
        Statement {
            sid: "WriteLogs".into(),
            actions: vec!["logs:CreateLogStream".into(), "logs:PutLogEvents".into()],
            resources: vec![concat([self.arn(), ":*".into()])],
            ..Statement::default()
        }
    }
}
