//! Alarms: what tells people that a metric leaves its bounds.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>

use crate::aws::{CloudwatchMetricAlarm, CloudwatchMetricAlarmAttributes, CloudwatchMetricAlarmRequired};
use crate::constructs::given::given;
use crate::constructs::literal::literal;
use crate::constructs::referable::stands_for_its_resource;
use crate::constructs::sns::Topic;
use crate::modules::ModuleScope;
use crate::terraform::{Number, Refusal, Set, Value};

use super::metric::Metric;

/// The longest time that an alarm looks at, in seconds: a day.
const LONGEST: i64 = 86_400;

/// An alarm.
#[derive(Debug, Clone)]
pub struct Alarm {
    attributes: CloudwatchMetricAlarmAttributes,
}

/// The properties of an alarm.
#[derive(Debug, Clone)]
pub struct AlarmProps {
    /// What is measured.
    pub metric: Metric,
    /// How a value is compared with the threshold.
    pub comparison: Comparison,
    /// The threshold.
    pub threshold: Value<Number>,
    /// How many periods are looked at.
    pub periods: Value<Number>,
    /// In how many of these periods the threshold must be crossed. The default is all.
    pub periods_to_alarm: Option<Value<Number>>,
    /// What a period without values means.
    pub missing_data: MissingData,
    /// What people should know who get it.
    pub description: Option<String>,
    /// Its name in the region. The default is the module's prefix and the logical name.
    pub name: Option<Value<String>>,
    /// The topics that it publishes to when the threshold is crossed. Each needs a key of its own.
    pub actions: Vec<Topic>,
    /// The topics that it publishes to when all is well again.
    pub ok_actions: Vec<Topic>,
}

/// How a value is compared with the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Greater than the threshold.
    Above,
    /// The threshold or more.
    AtLeast,
    /// Less than the threshold.
    Below,
    /// The threshold or less.
    AtMost,
}

/// What a period without values means.
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingData {
    /// All is well: nothing happened.
    #[default]
    NotBreaching,
    /// The threshold is crossed: something should have happened.
    Breaching,
    /// The alarm stays as it is.
    Ignore,
    /// The alarm has too little data.
    Missing,
}

impl AlarmProps {
    /// An alarm when the metric exceeds the threshold in one period. It tells nobody yet.
    pub fn above(metric: Metric, threshold: impl Into<Value<Number>>) -> Self {
        Self::when(metric, Comparison::Above, threshold)
    }

    /// An alarm when the metric falls below the threshold in one period. It tells nobody yet.
    pub fn below(metric: Metric, threshold: impl Into<Value<Number>>) -> Self {
        Self::when(metric, Comparison::Below, threshold)
    }

    /// An alarm on any comparison.
    pub fn when(metric: Metric, comparison: Comparison, threshold: impl Into<Value<Number>>) -> Self {
        Self {
            metric,
            comparison,
            threshold: threshold.into(),
            periods: 1.into(),
            periods_to_alarm: None,
            missing_data: MissingData::default(),
            description: None,
            name: None,
            actions: Vec::new(),
            ok_actions: Vec::new(),
        }
    }
}

stands_for_its_resource!(Alarm);

impl Alarm {
    /// Declares an alarm on a metric.
    ///
    /// ```
    /// use gelato::prelude::*;
    /// # fn describe(m: &Module, api: &RestApi, failed: &Queue, people: &Topic) {
    /// let props = AlarmProps { actions: vec![people.clone()], ..AlarmProps::above(failed.depth(), 0) };
    /// Alarm::new(m, "failed", props);
    /// let slow = api.metric("Latency").by(Statistic::Extended("p99".into())).every_seconds(300);
    /// Alarm::new(m, "slow", AlarmProps { periods: 3.into(), ..AlarmProps::above(slow, 1_000) });
    /// # }
    /// ```
    #[track_caller]
    pub fn new(module: &ModuleScope, id: &str, props: AlarmProps) -> Self {
        check(module, id, &props);
        for topic in props.actions.iter().chain(&props.ok_actions) {
            topic.accept(module, "cloudwatch.amazonaws.com");
        }
        let required = CloudwatchMetricAlarmRequired {
            alarm_name: given!(props.name, or module.name_of(id)),
            comparison_operator: props.comparison.name().into(),
            evaluation_periods: props.periods,
        };
        let metric = props.metric;
        let alarm = CloudwatchMetricAlarm {
            alarm_actions: arns(&props.actions),
            alarm_description: props.description.map(Value::from),
            datapoints_to_alarm: props.periods_to_alarm,
            dimensions: Some(metric.dimensions.iter().cloned().collect()),
            extended_statistic: metric.statistic.extended().map(Value::from),
            metric_name: Some(metric.name.into()),
            namespace: Some(metric.namespace.into()),
            ok_actions: arns(&props.ok_actions),
            period: Some(metric.period_seconds),
            statistic: metric.statistic.plain().map(Value::from),
            threshold: Some(props.threshold),
            treat_missing_data: Some(props.missing_data.name().into()),
            ..CloudwatchMetricAlarm::new(required)
        };
        Self { attributes: module.resource(id, alarm) }
    }

    /// The alarm's ARN.
    pub fn arn(&self) -> Value<String> {
        self.attributes.arn()
    }

    /// The alarm's name.
    pub fn name(&self) -> Value<String> {
        self.attributes.alarm_name()
    }
}

fn arns(topics: &[Topic]) -> Option<Value<Set<String>>> {
    (!topics.is_empty()).then(|| topics.iter().map(Topic::arn).collect::<Vec<_>>().into())
}

#[track_caller]
fn check(module: &ModuleScope, id: &str, props: &AlarmProps) {
    let refused = |found: String| Refusal::new(format!("alarm `{id}`: {found}"));
    let (period, periods) = (literal(&props.metric.period_seconds), literal(&props.periods));
    if let Some(seconds) =
        period.filter(|seconds| ![10, 20, 30].contains(seconds) && (*seconds < 60 || seconds % 60 != 0))
    {
        module.refuse(refused(format!("a period has {seconds} seconds")).allowing("10, 20, 30, or a multiple of 60"));
    }
    if let Some(number) = periods.filter(|number| *number < 1) {
        module.refuse(refused(format!("it looks at {number} periods")).allowing("1 or more"));
    }
    if let (Some(seconds), Some(number)) = (period, periods)
        && seconds.saturating_mul(number) > LONGEST
    {
        let found = refused(format!("it looks at {number} periods of {seconds} seconds"));
        module.refuse(found.allowing(format!("{LONGEST} seconds in all")));
    }
    let of = props.periods_to_alarm.as_ref().and_then(literal);
    if let (Some(some), Some(all)) = (of, periods)
        && !(1..=all).contains(&some)
    {
        module.refuse(
            refused(format!("{some} of {all} periods must cross the threshold")).allowing(format!("1 to {all}")),
        );
    }
    if let Some(name) = props.metric.statistic.extended().filter(|name| !is_extended(name)) {
        let allowed = "such as `p99`, `p99.9` or `tm95`; the plain ones are `Statistic::Sum`, `Average`, `Minimum`, \
                       `Maximum` and `SampleCount`";
        module.refuse(refused(format!("`{name}` is not an extended statistic")).allowing(allowed));
    }
}

/// Whether a text is a percentile or a trimmed statistic with one number.
fn is_extended(name: &str) -> bool {
    let number = ["p", "tm", "wm", "tc", "ts"].iter().find_map(|kind| name.strip_prefix(kind));
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit() || letter == b'.');
    let is_percent =
        |text: &str| digits(text) && text.parse::<f64>().is_ok_and(|number| (0.0..=100.0).contains(&number));
    number.is_some_and(is_percent)
}

impl Comparison {
    fn name(self) -> &'static str {
        match self {
            Self::Above => "GreaterThanThreshold",
            Self::AtLeast => "GreaterThanOrEqualToThreshold",
            Self::Below => "LessThanThreshold",
            Self::AtMost => "LessThanOrEqualToThreshold",
        }
    }
}

impl MissingData {
    fn name(self) -> &'static str {
        match self {
            Self::NotBreaching => "notBreaching",
            Self::Breaching => "breaching",
            Self::Ignore => "ignore",
            Self::Missing => "missing",
        }
    }
}
