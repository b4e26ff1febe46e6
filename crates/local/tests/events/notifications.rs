//! What buckets, schedules and topics send arrives, or becomes a dead letter; parameters and secrets are read.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gelato_local::inbox::Inbox;
use gelato_local::parameters::{SecretsManager, Ssm};
use gelato_local::resource::{Resource, Resources};
use gelato_local::s3::{Contents, Notifier, S3};
use gelato_local::schedules;
use gelato_local::service::{Answer, Answering, Call, Service, Services};
use gelato_local::sns::Sns;
use gelato_local::stack;
use gelato_local::stack::schedule::Schedule;
use gelato_local::stack::schedule_times::Times;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::world::{eventually, resource};

const FUNCTION: &str = "arn:aws:lambda:eu-west-1:000000000000:function:reader";
const QUEUE: &str = "arn:aws:sqs:eu-west-1:000000000000:gone";
const TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:news";

/// A service that records the calls it gets, and answers with a status.
struct Recording {
    name: &'static str,
    status: StatusCode,
    calls: Mutex<Vec<Call>>,
}

impl Recording {
    fn new(name: &'static str, status: StatusCode) -> Arc<Self> {
        Arc::new(Self { name, status, calls: Mutex::default() })
    }

    fn bodies(&self) -> Vec<String> {
        let calls = self.calls.lock().expect("a lock");
        calls.iter().map(|call| String::from_utf8_lossy(&call.body).into_owned()).collect()
    }

    async fn eventually(&self, count: usize) -> Vec<String> {
        let name = self.name;
        eventually(&format!("`{name}` gets fewer than {count} calls"), || self.bodies().len() >= count).await;
        // An unexpected further call would come at once.
        tokio::time::sleep(Duration::from_millis(50)).await;
        self.bodies()
    }
}

impl Service for Recording {
    fn name(&self) -> &'static str {
        self.name
    }

    fn call(&self, call: Call) -> Answering<'_> {
        self.calls.lock().expect("a lock").push(call);
        Box::pin(std::future::ready(Answer { status: self.status, headers: HeaderMap::new(), body: "{}".into() }))
    }
}

fn services(all: &[&Arc<Recording>]) -> Services {
    all.iter().map(|one| Arc::clone(one) as Arc<dyn Service>).collect()
}

fn request(method: Method, path: &str, action: Option<&str>, body: &str) -> Call {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    let (path, body) = (path.to_owned(), body.to_owned().into());
    Call { action: action.map(str::to_owned), method, path, query: None, headers, body }
}

#[tokio::test]
async fn a_bucket_tells_of_the_objects_that_somebody_wants_to_know_of() {
    let told = json!({
        "bucket": "files",
        "lambda_function": [{
            "lambda_function_arn": FUNCTION, "events": ["s3:ObjectCreated:*"],
            "filter_prefix": "in/", "filter_suffix": ".csv", "id": "tables",
        }],
        "queue": [{ "queue_arn": QUEUE, "events": ["s3:ObjectRemoved:*"] }],
        "topic": [{ "topic_arn": TOPIC, "events": ["s3:ObjectCreated:Copy"] }],
    });
    let resources: Resources = [resource("aws_s3_bucket_notification", told)].into_iter().collect();
    let (notifications, findings) = stack::bucket::read_notifications(&resources);
    assert_eq!(findings, []);
    let [lambda, sqs, sns] = ["lambda", "sqs", "sns"].map(|name| Recording::new(name, StatusCode::OK));
    let notifier = Notifier::new(notifications, services(&[&lambda, &sqs, &sns]));
    let s3 = S3::new(vec!["files".into(), "others".into()], &Contents::default()).telling(notifier);
    for path in ["/files/in/a%20%C3%A4.csv", "/files/in/a.txt", "/files/out/a.csv", "/others/in/a.csv"] {
        assert_eq!(s3.call(request(Method::PUT, path, None, "a,b")).await.status, 200, "{path}");
    }
    let mut copy = request(Method::PUT, "/files/copy", None, "");
    copy.headers.insert("x-amz-copy-source", HeaderValue::from_static("/files/in/a.txt"));
    assert_eq!(s3.call(copy).await.status, 200);
    assert_eq!(s3.call(request(Method::DELETE, "/files/in/a.txt", None, "")).await.status, 204);

    let events = lambda.eventually(1).await;
    assert_eq!(events.len(), 1, "{events:?}");
    let event: Value = serde_json::from_str(&events[0]).expect("JSON");
    let record = &event["Records"][0];
    assert_eq!((&record["eventName"], &record["eventSource"]), (&json!("ObjectCreated:Put"), &json!("aws:s3")));
    assert_eq!((&record["awsRegion"], &record["s3"]["configurationId"]), (&json!("eu-west-1"), &json!("tables")));
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::files");
    let object = &record["s3"]["object"];
    assert_eq!((&object["key"], &object["size"]), (&json!("in/a+%C3%A4.csv"), &json!(3)));
    let removed = sqs.eventually(1).await;
    assert!(removed.len() == 1 && removed[0].contains("ObjectRemoved:Delete"), "{removed:?}");
    let copied = sns.eventually(1).await;
    assert!(copied.len() == 1 && copied[0].contains("ObjectCreated%3ACopy"), "{copied:?}");
}

fn schedule(target: &str, input: Option<&str>) -> Schedule {
    Schedule {
        address: "aws_scheduler_schedule.one".into(),
        arn: "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/one".into(),
        times: Times::Once(jiff::Timestamp::now() + Duration::from_millis(300)),
        target_arn: target.into(),
        input: input.map(str::to_owned),
        dead_letter_arn: Some(QUEUE.into()),
    }
}

#[tokio::test]
async fn a_schedule_calls_and_sends_at_its_time() {
    let [lambda, sqs, sns] = ["lambda", "sqs", "sns"].map(|name| Recording::new(name, StatusCode::OK));
    let input = r#"{"of":"<aws.scheduler.schedule-arn>"}"#;
    let all = vec![schedule(FUNCTION, None), schedule(QUEUE, Some(input)), schedule(TOPIC, Some("hello"))];
    let (_end, ended) = watch::channel(false);
    schedules::run(all, services(&[&lambda, &sqs, &sns]), ended).await;
    let [called, sent, published] = [&lambda, &sqs, &sns].map(|service| service.bodies());
    assert!(called.len() == 1 && called[0].contains(r#""source":"aws.scheduler""#), "{called:?}");
    assert!(sent.len() == 1 && sent[0].contains("schedule/default/one"), "{sent:?}");
    assert!(published.len() == 1 && published[0].contains("Message=hello"), "{published:?}");
}

#[tokio::test]
async fn what_a_schedule_cannot_deliver_is_a_dead_letter() {
    let (lambda, sqs) = (Recording::new("lambda", StatusCode::NOT_FOUND), Recording::new("sqs", StatusCode::OK));
    let (_end, ended) = watch::channel(false);
    schedules::run(vec![schedule(FUNCTION, Some("hello"))], services(&[&lambda, &sqs]), ended).await;
    let dead = sqs.bodies();
    assert!(dead.len() == 1 && dead[0].contains("hello"), "{dead:?}");
}

#[tokio::test]
async fn a_schedule_stops_when_it_shall() {
    let later = Schedule { times: Times::parse("rate(1 day)", "UTC").expect("a rate"), ..schedule(QUEUE, None) };
    let (end, ended) = watch::channel(false);
    let running = tokio::spawn(schedules::run(vec![later], Services::default(), ended));
    end.send_replace(true);
    tokio::time::timeout(Duration::from_mins(1), running).await.expect("an end").expect("no panic");
}

#[test]
fn a_schedule_that_aws_refuses_is_refused() {
    let target = json!([{ "arn": QUEUE, "role_arn": "arn:aws:iam::000000000000:role/r" }]);
    let read = |expression: &str, zone: &str| {
        let values = json!({
            "name": "one", "schedule_expression": expression, "schedule_expression_timezone": zone,
            "flexible_time_window": [{ "mode": "OFF" }], "target": target,
        });
        let resources: Resources = [resource("aws_scheduler_schedule", values)].into_iter().collect();
        let (schedules, findings) = stack::schedule::read(&resources);
        (schedules.len(), findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>())
    };
    assert_eq!(read("cron(0 2 * * ? *)", "Europe/Berlin"), (1, Vec::new()));
    let message = "`schedule_expression` is `cron(0 2 * * *)`, in the time zone `UTC`: it needs six fields, and `?` in \
                   exactly one of those for days";
    assert_eq!(read("cron(0 2 * * *)", "UTC"), (0, vec![message.to_owned()]));
}

#[tokio::test]
async fn a_message_that_nobody_takes_is_a_dead_letter() {
    let redrive = json!({ "deadLetterTargetArn": QUEUE }).to_string();
    let subscription =
        json!({ "topic_arn": TOPIC, "protocol": "lambda", "endpoint": FUNCTION, "redrive_policy": redrive });
    let resources: Resources =
        [resource("aws_sns_topic", json!({ "arn": TOPIC })), resource("aws_sns_topic_subscription", subscription)]
            .into_iter()
            .collect();
    let (topics, subscriptions, findings) = stack::topic::read(&resources);
    assert_eq!(findings, []);
    let (lambda, sqs) = (Recording::new("lambda", StatusCode::NOT_FOUND), Recording::new("sqs", StatusCode::OK));
    let sns = Sns::new(topics, subscriptions, Arc::new(Inbox::default()), services(&[&lambda, &sqs]));
    let publish = format!("Action=Publish&Version=2010-03-31&TopicArn={TOPIC}&Message=hello");
    assert_eq!(sns.call(request(Method::POST, "/", None, &publish)).await.status, 200);
    let dead = sqs.bodies();
    assert!(dead.len() == 1 && dead[0].contains("hello"), "{dead:?}");
}

/// A parameter or secret with a logical name of its own.
fn named(name: &str, kind: &str, values: Value) -> Resource {
    Resource { address: format!("{kind}.{name}"), ..resource(kind, values) }
}

#[tokio::test]
async fn parameters_and_secrets_are_read_and_not_written() {
    let parameter = |name: &str, kind: &str, value: &str| {
        named(
            name,
            "aws_ssm_parameter",
            json!({ "name": name, "type": kind, "value": value, "arn": format!("arn:{name}") }),
        )
    };
    let resources: Resources = [
        parameter("/shop/limit", "String", "100"),
        parameter("/shop/keys/pin", "SecureString", "1234"),
        named("token", "aws_secretsmanager_secret", json!({ "name": "token", "arn": "arn:token" })),
        named("empty", "aws_secretsmanager_secret", json!({ "name": "empty", "arn": "arn:empty" })),
        named("token", "aws_secretsmanager_secret_version", json!({ "secret_id": "arn:token", "secret_string": "s" })),
    ]
    .into_iter()
    .collect();
    let (parameters, secrets, findings) = stack::parameter::read(&resources);
    assert_eq!(findings, []);
    let (ssm, secrets) = (Ssm::new(parameters), SecretsManager::new(secrets));
    let ask = async |service: &dyn Service, action: &str, input: Value| {
        let answer = service.call(request(Method::POST, "/", Some(action), &input.to_string())).await;
        (answer.status.as_u16(), serde_json::from_slice::<Value>(&answer.body).expect("JSON"))
    };
    let (status, limit) = ask(&ssm, "GetParameter", json!({ "Name": "/shop/limit" })).await;
    assert_eq!((status, &limit["Parameter"]["Value"]), (200, &json!("100")));
    let pin = |decrypted: bool| json!({ "Names": ["/shop/keys/pin", "no"], "WithDecryption": decrypted });
    let (_, pins) = ask(&ssm, "GetParameters", pin(true)).await;
    assert_eq!((&pins["Parameters"][0]["Value"], &pins["InvalidParameters"]), (&json!("1234"), &json!(["no"])));
    assert_ne!(ask(&ssm, "GetParameters", pin(false)).await.1["Parameters"][0]["Value"], "1234");
    let below = |deep: bool| json!({ "Path": "/shop", "Recursive": deep });
    let counted = async |deep: bool| ask(&ssm, "GetParametersByPath", below(deep)).await.1["Parameters"].clone();
    assert_eq!(
        (counted(false).await.as_array().map(Vec::len), counted(true).await.as_array().map(Vec::len)),
        (Some(1), Some(2))
    );
    assert_eq!(ask(&ssm, "GetParameter", json!({ "Name": "no" })).await.1["__type"], "ParameterNotFound");
    assert_eq!(ask(&ssm, "PutParameter", json!({})).await.0, 400);
    let token = ask(&secrets, "GetSecretValue", json!({ "SecretId": "arn:token" })).await.1;
    assert_eq!((&token["SecretString"], &token["VersionStages"]), (&json!("s"), &json!(["AWSCURRENT"])));
    let empty = ask(&secrets, "GetSecretValue", json!({ "SecretId": "empty" })).await;
    assert_eq!((empty.0, &empty.1["__type"]), (400, &json!("ResourceNotFoundException")));
}
