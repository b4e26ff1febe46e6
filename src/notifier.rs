//! The module `notifier`: announces each new flavour to the patrons.
//!
//! The table's stream invokes the function for every new item; the function publishes to the topic, and the topic
//! texts its subscribers. Records that could not be announced are reported to a queue or a bucket.

use gelato::constructs::dynamodb::{Billing, Key, Table, TableProps, read_stream, remember_events};
use gelato::constructs::iam::{Grant, Role, RoleProps, Statement};
use gelato::constructs::lambda::{Change, RustFunction, RustFunctionProps, StreamMappingProps, map_stream};
use gelato::constructs::logs::LogGroup;
use gelato::constructs::s3::{Bucket, BucketProps};
use gelato::constructs::sns::{E164_PATTERN, Topic, TopicProps};
use gelato::constructs::sqs::{LONGEST_RETENTION_SECONDS, Queue, QueueProps};
use gelato::constructs::versions;
use gelato::terraform::{
    List, Map, Meta, Module, Number, Operator, Rule, Type, Value, Variable, all, between, choose, compare, concat,
    contains, element, matches, split,
};

use crate::table::KEY;

/// The function, and the package of this workspace that it is built from.
pub(crate) const NOTIFIER: &str = "notifier";

/// The sensitive variable with the patrons' numbers.
pub(crate) const PHONE_NUMBERS: &str = "phone_numbers";

const MESSAGE: &str = "Come try our new {flavour} flavour";
const SUBJECT: &str = "Gelato";

/// The destination for records that could not be announced.
struct Failures {
    queue: Queue,
    bucket: Bucket,
    is_queue: Value<bool>,
    is_bucket: Value<bool>,
}

/// Everything that the function needs besides its code.
struct Parts {
    name: Value<String>,
    topic: Topic,
    failures: Failures,
    logs: LogGroup,
    announced: Value<String>,
    role: Role,
    stream_arn: Value<String>,
    tracing: Value<bool>,
    grants: Vec<Grant>,
}

/// Creates the module.
pub(crate) fn module() -> Module {
    let description = "Announces each new flavour: the table's stream calls a function, which publishes to a topic.";
    let mut module = Module::new("notifier", description, versions());
    let parts = parts(&mut module);
    let function = function(&mut module, &parts);
    map(&mut module, &parts, &function);
    module.output("topic_arn", "The topic's ARN.", parts.topic.arn());
    module.output("function_name", "The function's name.", function.name());
    module.output(
        "failures_arn",
        "The ARN of the queue or bucket for records that could not be announced.",
        parts.failures.arn(),
    );
    module
}

fn parts(module: &mut Module) -> Parts {
    let name: Value<String> = name(module);
    let topic = topic(module, &name);
    let stream_arn = required(module, "stream_arn", "The ARN of the table's stream.");
    let role = RoleProps {
        name: name.clone(),
        description: "What the notifier does, and nothing else",
        assumed_by: "lambda.amazonaws.com",
    };
    let mut parts = Parts {
        topic,
        failures: failures(module, &name, &stream_arn),
        logs: logs(module, &name),
        announced: Value::null(),
        role: Role::new(module, "notifier", role),
        stream_arn,
        tracing: required(module, "tracing", "Whether X-Ray traces invocations."),
        grants: Vec::new(),
        name,
    };
    grant(module, &mut parts);
    remember(module, &mut parts);
    parts
}

fn name(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |name| matches("[a-z0-9-]{1,50}", name),
        error_message: "A notifier's name has 1 to 50 lowercase letters, digits and `-`.",
    };
    let description = "The function's name, and the prefix of related resources' names.";
    module.validated_variable("name", Variable::required(description), &[rule])
}

fn topic(module: &mut Module, name: &Value<String>) -> Topic {
    let topic = Topic::new(module, "patrons", TopicProps { name: name.clone(), display_name: Some(SUBJECT.into()) });
    let rule = Rule {
        condition: |numbers| all(numbers, |number| matches(E164_PATTERN, number)),
        error_message: "A phone number is `+`, then 8 to 15 digits that begin with the country code (E.164).",
    };
    let description = "The numbers that are texted, in E.164. An empty list is valid.";
    let numbers = Variable::required(description).into_sensitive();
    let numbers: Value<List<String>> = module.validated_variable(PHONE_NUMBERS, numbers, &[rule]);
    topic.subscribe_sms(module, "patrons", &numbers);
    topic
}

/// A queue or a bucket, whichever the environment chooses, for records that could not be announced.
fn failures(module: &mut Module, name: &Value<String>, stream_arn: &Value<String>) -> Failures {
    let rule = Rule {
        condition: |destination| contains(["queue", "bucket"], destination),
        error_message: "The failure destination is queue or bucket.",
    };
    let description = "The destination of failed batches: queue (metadata only) or bucket (with the records).";
    let wanted: Value<String> =
        module.validated_variable("failure_destination", Variable::required(description), &[rule]);
    let is_queue = compare(&wanted, Operator::Equal, "queue");
    let is_bucket = compare(&wanted, Operator::Equal, "bucket");
    let queue = QueueProps {
        name: concat([name.clone(), "-failures".into()]),
        retention_seconds: LONGEST_RETENTION_SECONDS.into(),
    };
    let account = element(split(":", stream_arn.clone()), 4);
    let bucket = BucketProps {
        // Bucket names are globally unique, so the name includes the account.
        name: concat([name.clone(), "-".into(), account]),
        expiration_days: 90_i64.into(),
    };
    Failures {
        queue: Queue::new_with(module, "failures", queue, only_if(&is_queue)),
        bucket: Bucket::new_with(module, "failures", bucket, only_if(&is_bucket)),
        is_queue,
        is_bucket,
    }
}

impl Failures {
    fn arn(&self) -> Value<String> {
        choose(self.is_queue.clone(), self.queue.arn(), self.bucket.arn())
    }
}

fn logs(module: &mut Module, name: &Value<String>) -> LogGroup {
    let days = required(module, "log_retention_days", "The retention of the function's log, in days.");
    LogGroup::new(module, "notifier", concat(["/aws/lambda/".into(), name.clone()]), days)
}

fn grant(module: &mut Module, parts: &mut Parts) {
    let statements = [
        ("publish", parts.topic.publish()),
        ("write_logs", parts.logs.write()),
        ("read_stream", read_stream(parts.stream_arn.clone())),
    ];
    for (name, statement) in statements {
        parts.grants.push(parts.role.grant(module, name, vec![statement]));
    }
    let optional = [
        ("tell_failures", parts.failures.queue.send(), only_if(&parts.failures.is_queue)),
        ("keep_failures", parts.failures.bucket.put(), only_if(&parts.failures.is_bucket)),
        ("trace", Statement::trace(), only_if(&parts.tracing)),
    ];
    for (name, statement, meta) in optional {
        parts.grants.push(parts.role.grant_with(module, name, vec![statement], meta));
    }
}

/// A small table of past announcements, if the environment wants one: sending a text message twice costs money.
fn remember(module: &mut Module, parts: &mut Parts) {
    let description = "Whether a table remembers announced records, so that duplicates are rare.";
    let wanted: Value<bool> = required(module, "deduplication", description);
    let props = TableProps {
        name: concat([parts.name.clone(), "-announced".into()]),
        partition_key: Key::string("eventID"),
        sort_key: None,
        indexes: Vec::new(),
        billing: Billing::OnDemand,
        stream: None,
        time_to_live: Some("expiresAt"),
        point_in_time_recovery: false.into(),
        deletion_protection: false.into(),
    };
    let table = Table::new_with(module, "announced", props, only_if(&wanted));
    let statement = remember_events(table.arn());
    parts.grants.push(parts.role.grant_with(module, "remember", vec![statement], only_if(&wanted)));
    parts.announced = choose(wanted, table.name(), "".into());
}

fn function(module: &mut Module, parts: &Parts) -> RustFunction {
    let props = RustFunctionProps {
        name: parts.name.clone(),
        description: "Announces each new flavour",
        zip: required(
            module,
            "function_zip",
            "The zip with the function's `bootstrap`, as a path that Terraform reads.",
        ),
        architecture: architecture(module),
        memory_mb: number(module, "memory_mb", "The function's memory in MB, 128 to 10240.", |mb| {
            between(mb, 128, 10_240)
        }),
        timeout_seconds: number(
            module,
            "timeout_seconds",
            "The timeout of one invocation in seconds, 1 to 900.",
            |seconds| between(seconds, 1, 900),
        ),
        reserved_concurrency: number(
            module,
            "reserved_concurrency",
            "The reserved concurrency, 0 to 1000; -1 reserves none.",
            |calls| between(calls, -1, 1000),
        ),
        tracing_mode: choose(parts.tracing.clone(), "Active".into(), "PassThrough".into()),
        environment: environment(module, parts),
        role: &parts.role,
        log_group: &parts.logs,
        after: addresses(parts),
    };
    RustFunction::new(module, "notifier", props)
}

fn architecture(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |architecture| contains(["x86_64", "arm64"], architecture),
        error_message: "The architecture is x86_64 or arm64.",
    };
    let description = "The processor that the zip was built for: x86_64 or arm64.";
    module.validated_variable("architecture", Variable::required(description), &[rule])
}

fn environment(module: &mut Module, parts: &Parts) -> Value<Map<String>> {
    let log_level = required(module, "log_level", "The function's log level: error, warn, info, debug or trace.");
    [
        ("DEDUPLICATION_TABLE", parts.announced.clone()),
        ("KEY_ATTRIBUTE", KEY.into()),
        ("LOG_LEVEL", log_level),
        ("MESSAGE_TEMPLATE", MESSAGE.into()),
        ("SNS_ARN", parts.topic.arn()),
        ("SUBJECT", SUBJECT.into()),
    ]
    .into()
}

fn map(module: &mut Module, parts: &Parts, function: &RustFunction) {
    let props = StreamMappingProps {
        function,
        stream_arn: parts.stream_arn.clone(),
        changes: vec![Change::Insert],
        starting_position: starting_position(module),
        batch_size: number(module, "batch_size", "The maximum number of records in a batch, 1 to 10000.", |records| {
            between(records, 1, 10_000)
        }),
        batching_window_seconds: number(
            module,
            "batching_window_seconds",
            "How long to collect records for a batch, in seconds, 0 to 300.",
            |seconds| between(seconds, 0, 300),
        ),
        parallelization_factor: number(
            module,
            "parallelization_factor",
            "How many batches of one shard may run at once, 1 to 10.",
            |calls| between(calls, 1, 10),
        ),
        maximum_retry_attempts: number(
            module,
            "maximum_retry_attempts",
            "The maximum number of retries of a failed batch, 0 to 10000.",
            |attempts| between(attempts, 0, 10_000),
        ),
        maximum_record_age_seconds: number(
            module,
            "maximum_record_age_seconds",
            "The maximum age of a record in seconds, 60 to 604800; older ones go to the failure destination.",
            |seconds| between(seconds, 60, 604_800),
        ),
        bisect_batch_on_function_error: required(
            module,
            "bisect_batch_on_function_error",
            "Whether to split a failed batch in two before a retry.",
        ),
        on_failure: parts.failures.arn(),
        after: addresses(parts),
    };
    map_stream(module, "notifier", props);
}

fn starting_position(module: &mut Module) -> Value<String> {
    let rule = Rule {
        condition: |position| contains(["TRIM_HORIZON", "LATEST"], position),
        error_message: "The starting position is TRIM_HORIZON or LATEST.",
    };
    let description =
        "Where reading starts: TRIM_HORIZON, or LATEST, which skips records written before the mapping is active.";
    module.validated_variable("starting_position", Variable::required(description), &[rule])
}

fn required<T: Type>(module: &mut Module, name: &str, description: &str) -> Value<T> {
    module.variable(name, Variable::required(description))
}

fn number(
    module: &mut Module,
    name: &str,
    description: &'static str,
    condition: fn(&Value<Number>) -> Value<bool>,
) -> Value<Number> {
    module.validated_variable(name, Variable::required(description), &[Rule { condition, error_message: description }])
}

/// The meta-arguments of a resource that is optional for an environment.
fn only_if(wanted: &Value<bool>) -> Meta {
    let one_or_none = choose(wanted.clone(), Value::<Number>::from(1_i64), Value::from(0_i64));
    Meta { count: Some(one_or_none), ..Meta::default() }
}

/// The role's policies. AWS checks the role when the function and the mapping are created, so they must exist by then.
fn addresses(parts: &Parts) -> Vec<gelato::terraform::Address> {
    parts.grants.iter().map(Grant::address).collect()
}
