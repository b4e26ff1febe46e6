//! Amazon `EventBridge` Scheduler: schedules.

use crate::finding::Finding;
use crate::resource::{Resource, Resources};

use super::arguments::Arguments;
use super::schedule_times::Times;

/// A schedule, `aws_scheduler_schedule`.
/// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html>
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The resource's address, for messages.
    pub address: String,
    /// Its ARN.
    pub arn: String,
    /// When it acts.
    pub times: Times,
    /// The ARN of what it calls or sends to.
    pub target_arn: String,
    /// The event that it sends; without one, the Scheduler's own.
    pub input: Option<String>,
    /// The queue for events that could not be delivered.
    pub dead_letter_arn: Option<String>,
}

/// The schedules among the resources. Disabled ones are left out.
pub fn read(resources: &Resources) -> (Vec<Schedule>, Vec<Finding>) {
    let mut findings = Vec::new();
    let schedules = resources.of("aws_scheduler_schedule").filter_map(|one| schedule(one, &mut findings)).collect();
    (schedules, findings)
}

fn schedule(resource: &Resource, findings: &mut Vec<Finding>) -> Option<Schedule> {
    let mut arguments = Arguments::of(resource);
    // An event is delivered at once, and the role may do everything here.
    arguments.harmless(&["name", "name_prefix", "group_name", "kms_key_arn", "flexible_time_window"]);
    let expression = arguments.required("schedule_expression");
    let zone = arguments.text("schedule_expression_timezone").unwrap_or_else(|| "UTC".to_owned());
    let times = Times::parse(&expression, &zone);
    if let Err(reason) = &times {
        arguments.unusable(format!("`schedule_expression` is `{expression}`, in the time zone `{zone}`: {reason}"));
    }
    for bound in ["start_date", "end_date"] {
        if arguments.text(bound).is_some() {
            arguments.ignored(format!("`{bound}` is set, which makes no difference here"));
        }
    }
    let enabled = arguments.text("state").is_none_or(|state| state != "DISABLED");
    let target = arguments.blocks("target", |target| {
        target.harmless(&["role_arn", "retry_policy", "sqs_parameters"]);
        let queue = target.blocks("dead_letter_config", |config| config.text("arn"));
        (target.required("arn"), target.text("input"), queue.into_iter().flatten().next())
    });
    findings.extend(arguments.finish());
    let (target_arn, input, dead_letter_arn) = target.into_iter().next()?;
    let times = times.ok().filter(|_| enabled)?;
    let arn = resource.values.get("arn").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Some(Schedule { address: resource.address.clone(), arn, times, target_arn, input, dead_letter_arn })
}
