//! Runs the compiled `bootstrap` like Lambda: with a Runtime API and its environment, and nothing else.

use crate::fake_aws::FakeAws;
use crate::runtime_api::{Call, RuntimeApi};
use crate::stream_event::{event_id, fixture, insertions, sequence_number};
use notifier::memory::Memory;
use notifier::publisher::{PublishError, Publisher};
use notifier::{MemoryTable, MessageTemplate, Notifier, Rules, handler};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::{Child, Command};

const A_WHILE: Duration = Duration::from_mins(1);
const PANICKING: &str = "NOTIFIER_TEST_PANICKING";

/// A running function and the services that it calls.
struct Function {
    api: RuntimeApi,
    aws: FakeAws,
    process: Child,
}

impl Function {
    async fn start(changes: &[(&str, &str)]) -> Self {
        let api = RuntimeApi::start().await;
        let aws = FakeAws::start().await;
        let process = start(api.address, &aws, changes);
        Self { api, aws, process }
    }

    /// Invokes it with a timeout of a minute, and waits for the answer.
    async fn invoke(&mut self, event: String) -> Value {
        self.invoke_within(event, A_WHILE).await
    }

    async fn invoke_within(&mut self, event: String, time_left: Duration) -> Value {
        self.api.invoke("8476a536-e9f4-11e8-9739-2dfe598c3fcd", event, time_left);
        match self.api.said().await {
            Call::Response { body, .. } => body,
            other => panic!("{other:?}"),
        }
    }

    /// Ends the function and returns its log, one JSON object per line.
    async fn log(mut self) -> Vec<Value> {
        self.process.start_kill().unwrap();
        let output = self.process.wait_with_output().await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
    }
}

/// The binary of this build, or the one that `NOTIFIER_BOOTSTRAP` names: a bundled one, for example. The program that
/// `NOTIFIER_EMULATOR` names runs one for another processor.
fn program() -> Command {
    let named = std::env::var_os("NOTIFIER_BOOTSTRAP");
    let bootstrap = named.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_bootstrap")), PathBuf::from);
    let Some(emulator) = std::env::var_os("NOTIFIER_EMULATOR") else { return Command::new(bootstrap) };
    let mut emulated = Command::new(emulator);
    emulated.arg(bootstrap);
    emulated
}

fn start(api: SocketAddr, aws: &FakeAws, changes: &[(&str, &str)]) -> Child {
    let mut command = program();
    command
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "notifier")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_ACCESS_KEY_ID", "local")
        .env("AWS_SECRET_ACCESS_KEY", "local")
        .env("AWS_ENDPOINT_URL_SNS", &aws.sns_url)
        .env("AWS_ENDPOINT_URL_DYNAMODB", &aws.dynamodb_url)
        .env("SNS_ARN", "arn:aws:sns:eu-west-1:123456789012:new-flavours")
        .env("KEY_ATTRIBUTE", "flavour")
        .env("MESSAGE_TEMPLATE", "Come try our new {flavour} flavour")
        .env("SUBJECT", "Gelato")
        .envs(changes.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true);
    command.spawn().unwrap()
}

fn failed(sequence_number: &str) -> Value {
    json!({ "batchItemFailures": [{ "itemIdentifier": sequence_number }] })
}

fn all_went_well() -> Value {
    json!({ "batchItemFailures": [] })
}

#[tokio::test]
async fn new_items_reach_the_topic() {
    let mut function = Function::start(&[]).await;
    assert_eq!(function.invoke(fixture("three_kinds")).await, all_went_well());
    let expected = ["Come try our new mint flavour", "Come try our new stracciatella flavour"];
    assert_eq!(function.aws.texts(), expected);

    let publish = function.aws.publishes().remove(0);
    assert_eq!(publish["Action"], "Publish");
    assert_eq!(publish["TopicArn"], "arn:aws:sns:eu-west-1:123456789012:new-flavours");
    assert_eq!(publish["Subject"], "Gelato");
    assert_eq!(publish["MessageAttributes.entry.1.Name"], "AWS.SNS.SMS.SMSType");
    assert_eq!(publish["MessageAttributes.entry.1.Value.StringValue"], "Transactional");
    assert!(!publish.contains_key("MessageAttributes.entry.2.Name"));
}

#[tokio::test]
async fn sms_attributes_are_those_of_the_environment() {
    let mut function = Function::start(&[("SMS_TYPE", "Promotional"), ("SENDER_ID", "GELATO")]).await;
    function.invoke(insertions(&["mint"])).await;
    let publish = function.aws.publishes().remove(0);
    let attributes: Vec<(&str, &str)> = (1..=2)
        .map(|place| {
            let name = publish[&format!("MessageAttributes.entry.{place}.Name")].as_str();
            (name, publish[&format!("MessageAttributes.entry.{place}.Value.StringValue")].as_str())
        })
        .collect();
    assert!(attributes.contains(&("AWS.SNS.SMS.SMSType", "Promotional")), "{attributes:?}");
    assert!(attributes.contains(&("AWS.SNS.SMS.SenderID", "GELATO")), "{attributes:?}");
}

#[tokio::test]
async fn one_endpoint_serves_for_all() {
    let aws = FakeAws::start().await;
    let changes = [("AWS_ENDPOINT_URL", aws.sns_url.as_str()), ("AWS_ENDPOINT_URL_SNS", "")];
    let mut function = Function::start(&changes).await;
    assert_eq!(function.invoke(insertions(&["mint"])).await, all_went_well());
    assert_eq!(aws.texts(), ["Come try our new mint flavour"]);
}

#[tokio::test]
async fn a_service_error_is_tried_again_by_the_sdk() {
    let mut function = Function::start(&[]).await;
    function.aws.fail("mint", 2);
    assert_eq!(function.invoke(insertions(&["mint"])).await, all_went_well());
    assert_eq!(function.aws.texts(), ["Come try our new mint flavour"]);
}

#[tokio::test]
async fn a_lasting_service_error_is_reported_and_the_retry_repeats_nothing() {
    let mut function = Function::start(&[]).await;
    function.aws.fail("mint", 3);
    let event = insertions(&["lemon", "mint", "melon"]);
    assert_eq!(function.invoke(event.clone()).await, failed(&sequence_number(1)));
    assert_eq!(function.invoke(event).await, all_went_well());
    let expected = ["lemon", "melon", "mint"].map(|flavour| format!("Come try our new {flavour} flavour"));
    assert_eq!(function.aws.texts(), expected);
}

#[tokio::test]
async fn a_refused_announcement_is_reported_and_stops_no_other() {
    let mut function = Function::start(&[]).await;
    let event = insertions(&["lemon", "refused", "mint"]);
    assert_eq!(function.invoke(event).await, failed(&sequence_number(1)));
    let expected = ["lemon", "mint"].map(|flavour| format!("Come try our new {flavour} flavour"));
    assert_eq!(function.aws.texts(), expected);
}

#[tokio::test]
async fn a_new_environment_repeats_nothing_with_a_table() {
    let mut first = Function::start(&[("DEDUPLICATION_TABLE", "announced")]).await;
    assert_eq!(first.invoke(insertions(&["mint"])).await, all_went_well());
    let items = first.aws.items();
    let expires_at: u64 = items[&event_id(0)]["expiresAt"]["N"].as_str().unwrap().parse().unwrap();
    assert!(expires_at > 1_700_000_000, "{expires_at}");

    let api = RuntimeApi::start().await;
    let changes = [("DEDUPLICATION_TABLE", "announced")];
    let process = start(api.address, &first.aws, &changes);
    let mut second = Function { api, aws: first.aws.clone(), process };
    assert_eq!(second.invoke(insertions(&["mint", "lemon"])).await, all_went_well());
    assert_eq!(second.aws.texts(), ["lemon", "mint"].map(|flavour| format!("Come try our new {flavour} flavour")));
}

#[tokio::test]
async fn an_unreachable_table_stops_no_announcement() {
    let table = ("DEDUPLICATION_TABLE", "announced");
    let mut function = Function::start(&[table, ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")]).await;
    assert_eq!(function.invoke(insertions(&["mint"])).await, all_went_well());
    assert_eq!(function.aws.texts(), ["Come try our new mint flavour"]);
}

#[tokio::test]
async fn publishing_stops_before_the_function_times_out() {
    let mut function = Function::start(&[("PUBLISH_CONCURRENCY", "1")]).await;
    // The timeout starts here, so that the function must have started.
    function.invoke(fixture("empty")).await;
    let event = insertions(&["mint", "stuck", "lemon"]);
    // The time of the first announcement depends on the machine: if it was too short, the test tries a longer one.
    let mut time_left = Duration::from_secs(3);
    let mut answer = function.invoke_within(event.clone(), time_left).await;
    while answer == failed(&sequence_number(0)) && time_left < A_WHILE {
        time_left *= 2;
        answer = function.invoke_within(event.clone(), time_left).await;
    }
    assert_eq!(answer, failed(&sequence_number(1)));
    let mut texts = function.aws.texts();
    texts.dedup(); // A publish that was cut off may have arrived.
    assert_eq!(texts, ["Come try our new mint flavour"]);
    assert_eq!(function.invoke(insertions(&["melon"])).await, all_went_well());
}

#[tokio::test]
async fn what_is_not_a_stream_event_is_an_error_and_the_function_lives_on() {
    let mut function = Function::start(&[]).await;
    for name in ["no_records", "queue_event", "other_source", "no_sequence_number"] {
        function.api.invoke("first", fixture(name), A_WHILE);
        let Call::Error { request_id, body } = function.api.said().await else { panic!("{name}") };
        assert_eq!((request_id.as_str(), &body["errorType"]), ("first", &json!("Notifier.InvalidEvent")));
        assert!(body["errorMessage"].as_str().unwrap().starts_with("found "), "{body}");
    }
    assert_eq!(function.invoke(fixture("empty")).await, all_went_well());
    assert_eq!(function.invoke(fixture("only_removals")).await, all_went_well());
    assert!(function.aws.publishes().is_empty());
}

#[tokio::test]
async fn a_wrong_environment_ends_the_init_phase_with_every_name() {
    let changes = [("SNS_ARN", "nowhere"), ("MESSAGE_TEMPLATE", "new {flavor}"), ("MAX_SMS_SEGMENTS", "99")];
    let mut function = Function::start(&changes).await;
    let Call::InitError { error_type, body } = function.api.call().await else { panic!("no init error") };
    assert_eq!((error_type.as_str(), &body["errorType"]), ("Notifier.InvalidConfiguration", &json!(error_type)));
    let message = body["errorMessage"].as_str().unwrap();
    for (name, value) in [("SNS_ARN", "nowhere"), ("MESSAGE_TEMPLATE", "{flavor}"), ("MAX_SMS_SEGMENTS", "99")] {
        assert!(message.contains(&format!("`{name}`: `{value}`")), "{message}");
    }
    assert!(!exit_status(&mut function).await.success());
}

async fn exit_status(function: &mut Function) -> ExitStatus {
    tokio::time::timeout(A_WHILE, function.process.wait()).await.unwrap().unwrap()
}

#[tokio::test]
async fn logs_are_json_and_hold_no_contents() {
    let mut function = Function::start(&[("LOG_LEVEL", "trace")]).await;
    function.aws.fail("mint", 3);
    let endless = "pistachio".repeat(40);
    function.invoke(insertions(&[&endless, "refused", "mint"])).await;
    let log = function.log().await;
    assert!(log.len() >= 4, "{log:?}");
    for line in log {
        let text = line.to_string();
        assert!(line["timestamp"].is_string() && line["level"].is_string() && line["message"].is_string(), "{text}");
        for content in ["mint", "pistachio", "cool", "secret", "Come try"] {
            assert!(!text.contains(content), "`{content}` in {text}");
        }
    }
}

#[tokio::test]
async fn the_log_counts_what_happened() {
    let mut function = Function::start(&[]).await;
    function.invoke(fixture("number_key")).await;
    let log = function.log().await;
    let settled = log.iter().find(|line| line["message"] == "batch settled").unwrap();
    assert_eq!((&settled["published"], &settled["impossible"]), (&json!(2), &json!(1)));
    let bad = log.iter().find(|line| line["message"] == "record can never be announced").unwrap();
    assert_eq!(bad["sequence_number"], "4421584500000000017450439092");
    assert_eq!(bad["level"], "ERROR");
}

#[tokio::test]
async fn the_log_level_is_that_of_the_environment() {
    let mut function = Function::start(&[("LOG_LEVEL", "ERROR")]).await;
    function.invoke(insertions(&["mint"])).await;
    assert_eq!(function.log().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_invocation_only() {
    let mut api = RuntimeApi::start().await;
    let aws = FakeAws::start().await;
    let test = std::env::current_exe().unwrap();
    let mut command_line = Command::new(test);
    command_line
        .args(["--exact", "bootstrap::the_function_with_a_publisher_that_panics"])
        .env(PANICKING, "yes")
        .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "notifier")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let _process = command_line.spawn().unwrap();

    api.invoke("first", insertions(&["panic"]), A_WHILE);
    let Call::Error { request_id, body, .. } = api.said().await else { panic!("no error") };
    assert_eq!(request_id, "first");
    assert!(body["errorMessage"].as_str().unwrap().contains("the scoop broke"), "{body}");

    api.invoke("second", insertions(&["mint"]), A_WHILE);
    assert_eq!(api.said().await, Call::Response { request_id: "second".to_owned(), body: all_went_well() });
    drop(aws);
}

/// Not a test, but the process that the test above starts: the same function with a publisher that panics. It does
/// nothing when it runs with the other tests.
#[test]
fn the_function_with_a_publisher_that_panics() {
    struct Panics;
    impl Publisher for Panics {
        async fn publish(&self, text: &str) -> Result<(), PublishError> {
            assert!(text != "panic", "the scoop broke");
            Ok(())
        }
    }
    if std::env::var_os(PANICKING).is_none() {
        return;
    }
    let rules = Rules {
        key_attribute: "flavour".to_owned(),
        message: MessageTemplate::parse("{flavour}", "flavour").unwrap(),
        max_sms_segments: NonZeroUsize::MIN,
        concurrency: NonZeroUsize::MIN,
    };
    serve_forever(&Notifier::new(rules, Panics, None::<MemoryTable>));
}

fn serve_forever(notifier: &Notifier<impl Publisher, impl Memory>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(handler::serve(notifier)).unwrap();
}
