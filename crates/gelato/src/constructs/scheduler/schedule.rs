//! Schedules: what calls a function, or sends a message, at certain times.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html>

use crate::aws::{
    SchedulerSchedule, SchedulerScheduleAttributes, SchedulerScheduleFlexibleTimeWindow,
    SchedulerScheduleFlexibleTimeWindowRequired, SchedulerScheduleRequired, SchedulerScheduleTarget,
    SchedulerScheduleTargetDeadLetterConfig, SchedulerScheduleTargetDeadLetterConfigRequired,
    SchedulerScheduleTargetRequired, SchedulerScheduleTargetRetryPolicy,
};
use crate::constructs::given::given;
use crate::constructs::iam::{Condition, Permission, Role, RoleProps, Statement};
use crate::constructs::lambda::RustFunction;
use crate::constructs::literal::check_numbers;
use crate::constructs::referable::stands_for_its_resource;
use crate::constructs::sns::Topic;
use crate::constructs::sqs::Queue;
use crate::modules::ModuleScope;
use crate::terraform::{Configure as _, Expression, Meta, Number, Refusal, Value};

use super::expression;

/// A schedule.
#[derive(Debug, Clone)]
pub struct Schedule {
    attributes: SchedulerScheduleAttributes,
}

/// What a schedule calls or sends to: a function, a queue or a topic.
#[derive(Debug, Clone)]
pub struct Scheduled {
    arn: Value<String>,
    statement: Statement,
}

/// The properties of a schedule.
#[derive(Debug, Clone)]
pub struct ScheduleProps {
    /// When: `rate(5 minutes)`, `cron(0 2 * * ? *)` or `at(2030-01-31T08:00:00)`.
    /// <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>
    pub expression: Value<String>,
    /// What it calls or sends to.
    pub target: Scheduled,
    /// The time zone of `cron` and `at`, such as `Europe/Berlin`. The default is UTC.
    pub time_zone: Option<Value<String>>,
    /// Within how many minutes after the time it may act, 1 to 1,440. The default is at once.
    pub flexible_minutes: Option<Value<Number>>,
    /// The event of the function, or the text of the message. The default is a JSON object of the Scheduler's.
    pub input: Option<Value<String>>,
    /// How often a failed delivery is tried again, 0 to 185. The default is the Scheduler's: 185.
    pub maximum_retry_attempts: Option<Value<Number>>,
    /// For how many seconds a failed delivery is tried again, 60 to 86,400. The default is the Scheduler's: a day.
    pub maximum_event_age_seconds: Option<Value<Number>>,
    /// The queue for what could not be delivered. Without one, it is lost.
    pub dead_letters: Option<Queue>,
    /// Whether it acts. The default is always.
    pub enabled: Option<Value<bool>>,
    /// Its name in the region: up to 64 characters. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// Its purpose.
    pub description: Option<String>,
}

impl ScheduleProps {
    /// A schedule that acts at these times.
    pub fn new(expression: impl Into<Value<String>>, target: impl Into<Scheduled>) -> Self {
        Self {
            expression: expression.into(),
            target: target.into(),
            time_zone: None,
            flexible_minutes: None,
            input: None,
            maximum_retry_attempts: None,
            maximum_event_age_seconds: None,
            dead_letters: None,
            enabled: None,
            name: None,
            description: None,
        }
    }
}

impl From<&RustFunction> for Scheduled {
    fn from(function: &RustFunction) -> Self {
        let invoke = Statement { sid: "Invoke".into(), ..Statement::default() };
        Self { arn: function.arn(), statement: invoke.with(&["lambda:InvokeFunction"], function.arn()) }
    }
}

impl From<&Queue> for Scheduled {
    fn from(queue: &Queue) -> Self {
        Self { arn: queue.arn(), statement: queue.send() }
    }
}

impl From<&Topic> for Scheduled {
    fn from(topic: &Topic) -> Self {
        Self { arn: topic.arn(), statement: topic.publish() }
    }
}

stands_for_its_resource!(Schedule);

impl Schedule {
    /// Declares a schedule, and its role, which may do exactly what the schedule does, and only for this account.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module, jobs: &Queue, worker: &RustFunction) {
    /// let nightly = ScheduleProps {
    ///     time_zone: Some("Europe/Berlin".into()),
    ///     input: Some(r#"{"kind":"nightly"}"#.into()),
    ///     ..ScheduleProps::new("cron(0 2 * * ? *)", jobs)
    /// };
    /// Schedule::new(m, "nightly", nightly);
    /// Schedule::new(m, "often", ScheduleProps::new("rate(5 minutes)", worker));
    /// # }
    /// ```
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: ScheduleProps) -> Self {
        check(module, id, &props);
        let role = RoleProps {
            name: module.name_of(id),
            description: format!("What the schedule {id} does, and nothing else"),
            assumed_by: "scheduler.amazonaws.com".into(),
        };
        let of_account = Condition::source_account(module.account_id());
        let role = Role::new_where(module, id, role, vec![of_account]);
        let mut depends_on = vec![role.grant(module, props.target.statement.clone())];
        if let Some(queue) = &props.dead_letters {
            depends_on.push(role.grant(module, Permission::from(queue.send()).named("send_failures")));
        }
        let schedule = SchedulerSchedule {
            name: Some(given!(props.name.clone(), or module.name_of(id))),
            description: props.description.clone().map(Value::from),
            schedule_expression_timezone: props.time_zone.clone(),
            state: props.enabled.as_ref().map(|enabled| enabled.choose("ENABLED", "DISABLED")),
            ..SchedulerSchedule::new(SchedulerScheduleRequired {
                schedule_expression: props.expression.clone(),
                flexible_time_window: window(props.flexible_minutes.clone()),
                target: target(&role, props),
            })
        };
        Self { attributes: module.resource(id, schedule.with_meta(Meta { depends_on, ..Meta::default() })) }
    }

    /// The schedule's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, props: &ScheduleProps) {
    let schedule = format!("schedule `{id}`");
    if let Expression::Text(text) = props.expression.expression()
        && let Err(refused) = expression::check(text)
    {
        module.refuse(refused.within(&schedule));
    }
    let numbers = [
        ("flexible_minutes", props.flexible_minutes.as_ref(), 1..=1440),
        ("maximum_retry_attempts", props.maximum_retry_attempts.as_ref(), 0..=185),
        ("maximum_event_age_seconds", props.maximum_event_age_seconds.as_ref(), 60..=86_400),
    ];
    check_numbers(module, &schedule, &numbers);
    if let Some(Expression::Text(zone)) = props.time_zone.as_ref().map(Value::expression)
        && !is_time_zone(zone)
    {
        let refused = Refusal::new(format!("{schedule}: the time zone is `{zone}`"));
        module.refuse(refused.allowing("a name of the IANA database, such as `Europe/Berlin` or `UTC`"));
    }
}

/// Whether a text looks like the name of a time zone. AWS knows which exist.
fn is_time_zone(zone: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && part.chars().all(|letter| letter.is_ascii_alphanumeric() || "_+-".contains(letter))
    };
    zone.split('/').all(is_part)
}

fn window(minutes: Option<Value<Number>>) -> SchedulerScheduleFlexibleTimeWindow {
    let mode = if minutes.is_some() { "FLEXIBLE" } else { "OFF" };
    let required = SchedulerScheduleFlexibleTimeWindowRequired { mode: mode.into() };
    SchedulerScheduleFlexibleTimeWindow {
        maximum_window_in_minutes: minutes,
        ..SchedulerScheduleFlexibleTimeWindow::new(required)
    }
}

fn target(role: &Role, props: ScheduleProps) -> SchedulerScheduleTarget {
    let (age, attempts) = (props.maximum_event_age_seconds, props.maximum_retry_attempts);
    let retries = (age.is_some() || attempts.is_some()).then_some(SchedulerScheduleTargetRetryPolicy {
        maximum_event_age_in_seconds: age,
        maximum_retry_attempts: attempts,
        ..Default::default()
    });
    let dead_letters = |queue: Queue| {
        let required = SchedulerScheduleTargetDeadLetterConfigRequired { arn: queue.arn() };
        SchedulerScheduleTargetDeadLetterConfig::new(required)
    };
    SchedulerScheduleTarget {
        input: props.input,
        dead_letter_config: props.dead_letters.map(dead_letters),
        retry_policy: retries,
        ..SchedulerScheduleTarget::new(SchedulerScheduleTargetRequired { arn: props.target.arn, role_arn: role.arn() })
    }
}
