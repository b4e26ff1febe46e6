//! Functions run as processes. Whatever a function does, the invoker gets a result, and no process is left.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gelato_local::invocations::Invocations;
use gelato_local::lambda::{Lambda, Launcher, Telemetry};
use gelato_local::logs::Logs;
use gelato_local::resource::Resources;
use gelato_local::service::{Answer, Call, Service};
use gelato_local::stack;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::world::{eventually, resource};

const ARN: &str = "arn:aws:lambda:eu-west-1:123456789012:function:echo";

/// A bootstrap that fetches events with `curl` and runs a script for each.
const LOOP: &str = r#"#!/bin/sh
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
  event=$(curl -sf -D "headers.$$" "$api/invocation/next") || exit 7
  id=$(tr -d '\r' < "headers.$$" | sed -n 's/^lambda-runtime-aws-request-id: //p')
  @DO@
done
"#;

const ECHO: &str = r#"curl -s -o /dev/null -d "$event" "$api/invocation/$id/response""#;

struct Running {
    lambda: Lambda,
    logs: Arc<Logs>,
    invocations: Arc<Invocations>,
    _folder: tempfile::TempDir,
}

fn zip(folder: &Path, bootstrap: &str) -> PathBuf {
    let path = folder.join("function.zip");
    let mut zip = ZipWriter::new(File::create(&path).expect("a file"));
    zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755)).expect("an entry");
    zip.write_all(bootstrap.as_bytes()).expect("an entry");
    zip.finish().expect("a zip");
    path
}

fn start(bootstrap: &str, more: Value) -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let mut values = json!({
        "function_name": "echo", "arn": ARN, "runtime": "provided.al2023", "handler": "bootstrap", "timeout": 20,
        "filename": zip(folder.path(), bootstrap), "environment": [{ "variables": { "TASTE": "sweet" } }],
    });
    for (name, value) in more.as_object().expect("an object") {
        values[name] = value.clone();
    }
    let resources: Resources = [resource("aws_lambda_function", values)].into_iter().collect();
    let (functions, findings) = stack::function::read(&resources);
    assert_eq!(findings, []);
    let telemetry = Telemetry::default();
    let launcher = Launcher::through(Some(env!("CARGO_BIN_EXE_gelato-local").into()));
    let lambda = Lambda::new(functions, "http://127.0.0.1:3000", &telemetry, &launcher).expect("a function");
    Running { lambda, logs: telemetry.logs, invocations: telemetry.invocations, _folder: folder }
}

fn doing(what: &str, more: Value) -> Running {
    start(&LOOP.replace("@DO@", what), more)
}

impl Running {
    async fn invoke(&self, payload: &str, headers: &[(&'static str, &'static str)]) -> Answer {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let call = Call {
            action: None,
            method: Method::POST,
            path: "/2015-03-31/functions/echo/invocations".into(),
            query: None,
            headers: headers.collect::<HeaderMap>(),
            body: payload.to_owned().into(),
        };
        self.lambda.call(call).await
    }

    async fn failure(&self) -> String {
        let answer = self.invoke("{}", &[]).await;
        assert_eq!((answer.status.as_u16(), answer.headers.get("x-amz-function-error").is_some()), (200, true));
        let payload: Value = serde_json::from_slice(&answer.body).expect("JSON");
        payload["errorMessage"].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test]
async fn an_event_goes_in_and_its_result_comes_out() {
    let running = doing(ECHO, json!({}));
    for payload in [r#"{"flavour":"Pistachio"}"#, "[1,2]"] {
        let answer = running.invoke(payload, &[]).await;
        assert_eq!((answer.status.as_u16(), String::from_utf8_lossy(&answer.body).as_ref()), (200, payload));
        assert_eq!(answer.headers.get("x-amz-function-error"), None);
    }
}

#[tokio::test]
async fn a_function_has_lambdas_environment_variables() {
    let script = r#"curl -s -o /dev/null -d "\"$TASTE $AWS_REGION $AWS_LAMBDA_FUNCTION_NAME $AWS_ENDPOINT_URL\"" "$api/invocation/$id/response""#;
    let answer = doing(script, json!({})).invoke("{}", &[]).await;
    assert_eq!(String::from_utf8_lossy(&answer.body), "\"sweet eu-west-1 echo http://127.0.0.1:3000\"");
}

#[tokio::test]
async fn its_output_is_logged_and_returned() {
    let running = doing(&format!("echo scooping; {ECHO}"), json!({}));
    let answer = running.invoke("{}", &[("x-amz-log-type", "Tail")]).await;
    assert!(answer.headers.contains_key("x-amz-log-result"));
    let lines = running.logs.lines();
    assert!(lines.iter().any(|line| line.text == "scooping" && line.group.as_ref() == "/aws/lambda/echo"), "{lines:?}");
}

#[tokio::test]
async fn a_crash_is_reported_and_the_next_invocation_gets_a_new_process() {
    let crash = format!(r#"case "$event" in *crash*) exit 3;; esac; {ECHO}"#);
    let running = doing(&crash, json!({}));
    let answer = running.invoke(r#""crash""#, &[]).await;
    assert!(answer.headers.contains_key("x-amz-function-error"));
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("Runtime exited with error: exit status 3"), "{text}");
    assert_eq!(running.invoke("1", &[]).await.body, "1");
}

#[tokio::test]
async fn a_function_that_hangs_is_killed_and_replaced() {
    let hang = format!(r#"case "$event" in *hang*) sleep 600;; esac; {ECHO}"#);
    let running = doing(&hang, json!({ "timeout": 1 }));
    let answer = running.invoke(r#""hang""#, &[]).await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("Task timed out after 1.00 seconds"), "{text}");
    // On a busy machine a new process may need more than its timeout to respond, and is replaced as well.
    let mut attempts = 0;
    while running.invoke("1", &[]).await.body != "1" {
        attempts += 1;
        assert!(attempts < 60, "no new process answers");
    }
}

#[tokio::test]
async fn an_event_that_no_process_received_is_given_to_a_new_one() {
    // Each process ends after its response, at about the time when the next event comes.
    let running = doing(&format!("{ECHO}; exit 5"), json!({}));
    for number in 1..=20 {
        assert_eq!(running.invoke(&number.to_string(), &[]).await.body, number.to_string());
    }
    let invocations = running.invocations.all();
    assert!(invocations.iter().all(|one| one.cold && one.error.is_none()), "{invocations:?}");
}

#[tokio::test]
async fn an_event_that_a_process_received_is_given_to_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = folder.path().join("count");
    let crash = format!(r#"echo "$event" >> "{}"; case "$event" in *crash*) exit 3;; esac; {ECHO}"#, count.display());
    let running = doing(&crash, json!({}));
    assert_eq!(running.invoke("1", &[]).await.body, "1");
    let answer = running.invoke(r#""crash""#, &[]).await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(text.contains("Runtime exited with error: exit status 3"), "{text}");
    assert_eq!(std::fs::read_to_string(count).expect("a file"), "1\n\"crash\"\n");
}

#[tokio::test]
async fn a_flood_of_output_is_split_and_bounded() {
    let flood = format!("head -c 9000000 /dev/zero | tr '\\0' x; echo; {ECHO}");
    let running = doing(&flood, json!({}));
    assert_eq!(running.invoke("1", &[]).await.body, "1");
    // The end of the output may still be in the pipe.
    let last = || running.logs.lines().last().map(|line| line.text.len());
    eventually("the end did not come", || last() == Some(9_000_000 % (256 * 1024))).await;
    let lines = running.logs.lines();
    assert!(lines.iter().all(|line| line.text.len() <= 256 * 1024));
    assert!(lines.iter().map(|line| line.text.len()).sum::<usize>() <= 4 * 1024 * 1024);
}

#[tokio::test]
async fn an_error_reported_by_the_function_is_returned() {
    let script =
        r#"curl -s -o /dev/null -d '{"errorMessage":"melted","errorType":"Heat"}' "$api/invocation/$id/error""#;
    assert_eq!(doing(script, json!({})).failure().await, "melted");
}

#[tokio::test]
async fn a_failed_start_is_reported() {
    let bootstrap = "#!/bin/sh\ncurl -s -o /dev/null -d '{\"errorMessage\":\"no cones\"}' \"http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/init/error\"\nexit 1\n";
    assert_eq!(start(bootstrap, json!({})).failure().await, "no cones");
    assert!(start("#!/bin/sh\nexit 4\n", json!({})).failure().await.contains("exit status 4"));
}

#[tokio::test]
async fn invocations_run_concurrently() {
    // Each waits for the other, so a single process would wait for ever.
    let folder = tempfile::tempdir().expect("a folder");
    let meet = format!(
        r#"touch "{0}/$id"; while [ "$(ls "{0}" | wc -l)" -lt 2 ]; do sleep 0.05; done; {ECHO}"#,
        folder.path().display()
    );
    let running = doing(&meet, json!({ "reserved_concurrent_executions": 2 }));
    let (one, other) = tokio::join!(running.invoke("1", &[]), running.invoke("2", &[]));
    assert_eq!((one.body.as_ref(), other.body.as_ref()), (b"1".as_ref(), b"2".as_ref()));
}

#[tokio::test]
async fn no_process_is_left() {
    let running = doing(&format!(r#"echo "process $$"; {ECHO}"#), json!({}));
    running.invoke("{}", &[]).await;
    let process = || running.logs.lines().iter().find_map(|line| line.text.strip_prefix("process ").map(str::to_owned));
    eventually("the process logged nothing", || process().is_some()).await;
    let id = process().expect("a process");
    assert!(!has_ended(&id));
    drop(running);
    eventually("the process is still there", || has_ended(&id)).await;
}

/// Whether a process has ended; it may still be a zombie.
fn has_ended(id: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{}/stat", id.trim())).unwrap_or_default();
    state.is_empty() || state.contains(") Z ")
}

#[tokio::test]
async fn a_missing_function_is_an_error() {
    let running = doing(ECHO, json!({ "function_name": "other" }));
    let answer = running.invoke("{}", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["x-amzn-errortype"]),
        (404, &HeaderValue::from_static("ResourceNotFoundException"))
    );
}

/// A script that counts its invocations, and fails the first ones.
fn failing(times: usize, folder: &Path) -> String {
    let file = folder.join("count");
    format!(
        r#"echo "$event" >> "{0}"; if [ "$(wc -l < "{0}")" -le {times} ]; then curl -s -o /dev/null -d '{{}}' "$api/invocation/$id/error"; continue; fi; {ECHO}"#,
        file.display()
    )
}

#[tokio::test]
async fn an_asynchronous_event_is_tried_three_times() {
    for (times, attempts, discarded) in [(1, 2, false), (9, 3, true)] {
        let folder = tempfile::tempdir().expect("a folder");
        let running = doing(&failing(times, folder.path()), json!({}));
        let answer = running.invoke("{}", &[("x-amz-invocation-type", "Event")]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (202, 0));
        let is_discarded = || running.logs.lines().iter().any(|line| line.text.contains("discarded"));
        let count = || std::fs::read_to_string(folder.path().join("count")).unwrap_or_default().lines().count();
        let is_done = || count() == attempts && is_discarded() == discarded;
        eventually(&format!("it was not tried {attempts} times"), is_done).await;
    }
}

#[tokio::test]
async fn a_function_without_concurrency_is_never_started() {
    let running = doing("echo started", json!({ "reserved_concurrent_executions": 0 }));
    let answer = running.invoke("{}", &[]).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.headers["x-amzn-errortype"]),
        (429, &HeaderValue::from_static("TooManyRequestsException"))
    );
    assert_eq!(running.invoke("{}", &[("x-amz-invocation-type", "Event")]).await.status, 202);
    eventually("nothing is logged", || !running.logs.lines().is_empty()).await;
    let lines: Vec<_> = running.logs.lines().into_iter().map(|line| line.text).collect();
    assert_eq!(lines, ["an event is discarded: the function's reserved concurrency is 0"]);
}

#[tokio::test]
async fn an_event_that_is_too_large_is_rejected() {
    let running = doing(ECHO, json!({}));
    for (size, kind) in [(6 * 1024 * 1024, "RequestResponse"), (1024 * 1024, "Event")] {
        let answer = running.invoke(&"1".repeat(size + 1), &[("x-amz-invocation-type", kind)]).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["x-amzn-errortype"]),
            (413, &HeaderValue::from_static("RequestTooLargeException"))
        );
    }
}

#[tokio::test]
async fn a_result_that_is_too_large_is_an_error() {
    let large = r#"head -c 6291457 /dev/zero | curl -s -o /dev/null --data-binary @- "$api/invocation/$id/response""#;
    assert!(doing(large, json!({})).failure().await.contains("exceeded maximum allowed payload size"));
}
