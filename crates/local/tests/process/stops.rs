//! The shutdown is not delayed by busy threads or functions.

use std::time::{Duration, Instant};

use http::Method;
use rustix::process::Signal;
use serde_json::json;

use crate::client::{Client, FLAVOURS};
use crate::runtime::{Runtime, eventually, lives};
use crate::stack::Stack;

/// The documented limit, and the margin for a busy machine.
const PROMISED: Duration = Duration::from_secs(5);
const BUSY: Duration = Duration::from_secs(20);
/// The shutdown waits for responses in progress, and takes at least this long then.
const WAITS: Duration = Duration::from_secs(4);

/// The maximum work of a template.
const WORK: &str = "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])\
                    #set($d = $a + $b + $c)#end#end#end{\"statusCode\": 200}";
/// More than there are threads, and for longer than the shutdown may take.
const REQUESTS: usize = 64;

/// Adds an API whose requests compute.
fn computing(stack: &Stack) {
    let api = "${aws_api_gateway_rest_api.work.id}";
    let root = "${aws_api_gateway_rest_api.work.root_resource_id}";
    let method = |more: serde_json::Value| {
        let mut all = json!({ "rest_api_id": api, "resource_id": root, "http_method": "GET" });
        all.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        all
    };
    stack.resource("aws_api_gateway_rest_api", "work", &json!({ "name": "work" }));
    stack.resource("aws_api_gateway_method", "work", &method(json!({ "authorization": "NONE" })));
    let mock = json!({ "type": "MOCK", "request_templates": { "application/json": WORK } });
    stack.resource("aws_api_gateway_integration", "work", &method(mock));
    stack.resource("aws_api_gateway_deployment", "work", &json!({ "rest_api_id": api }));
    let stage = json!({
        "rest_api_id": api, "stage_name": "work", "deployment_id": "${aws_api_gateway_deployment.work.id}"
    });
    stack.resource("aws_api_gateway_stage", "work", &stage);
}

/// A runtime with all threads busy.
fn busy(stack: &Stack) -> Runtime {
    computing(stack);
    let runtime = Runtime::start(stack, &[]);
    let client = Client::new(runtime.address);
    for _ in 0..REQUESTS {
        let client = client.clone();
        tokio::spawn(async move { client.ask(Method::GET, "/work", "").await });
    }
    eventually("no request computes", || runtime.cpu_ticks() > 200);
    runtime
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "slow (waits for time limits): `make test-all` runs it"]
async fn busy_threads_do_not_delay_the_shutdown() {
    for signal in [Signal::TERM, Signal::INT] {
        let stack = Stack::doing("");
        let runtime = busy(&stack);
        let begun = Instant::now();
        assert!(runtime.signal(signal), "{signal:?}");
        assert!(begun.elapsed() < PROMISED + BUSY, "{:?}", begun.elapsed());
    }
}

/// The duration of a shutdown with two signals, while a request waits for a function that ignores signals.
async fn ended_twice() -> Duration {
    let stack = Stack::doing("trap '' INT TERM HUP; echo $$ > process; sleep 600");
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    let path = "/2015-03-31/functions/local-ice-cream-notifier/invocations";
    let request =
        http::Request::post(path).header("authorization", "AWS4-HMAC-SHA256 Credential=k/d/r/lambda/aws4_request");
    let request = request.body(http_body_util::Full::new("{}".into())).expect("a request");
    let asked = client.clone();
    tokio::spawn(async move { asked.send(request).await });
    eventually("the function never ran", || lives(&stack.read("process")));
    let begun = Instant::now();
    runtime.send(Signal::INT);
    // It accepts no connections once the shutdown has started.
    eventually("the shutdown does not start", || std::net::TcpStream::connect(runtime.address).is_err());
    // An earlier second signal would count as a repetition of the first.
    tokio::time::sleep(Duration::from_millis(500)).await;
    runtime.is_well();
    assert!(runtime.signal(Signal::INT));
    let taken = begun.elapsed();
    eventually("the function outlived the runtime", || !lives(&stack.read("process")));
    taken
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_it_immediately() {
    // It never ends that soon by itself, and even a busy machine is not slow every time.
    let mut taken = Vec::new();
    while taken.last().is_none_or(|taken| *taken >= WAITS) {
        assert!(taken.len() < 5, "the second signal changes nothing: {taken:?}");
        taken.push(ended_twice().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_that_ignores_signals_ends_with_it() {
    let stack = Stack::doing("trap '' INT TERM HUP; echo $$ > process; while true; do sleep 600; done");
    let runtime = Runtime::start(&stack, &[]);
    let client = Client::new(runtime.address);
    assert_eq!(
        client.ask(Method::POST, FLAVOURS, r#"{"flavour":"Fig","cost":"1.00"}"#).await.map(|it| it.status),
        Some(200)
    );
    eventually("the function never ran", || lives(&stack.read("process")));
    let begun = Instant::now();
    assert!(runtime.signal(Signal::TERM));
    assert!(begun.elapsed() < PROMISED + BUSY, "{:?}", begun.elapsed());
    eventually("the function outlived the runtime", || !lives(&stack.read("process")));
}

#[test]
fn other_signals_are_ignored() {
    let stack = Stack::doing("");
    let mut runtime = Runtime::start(&stack, &[]);
    for signal in [Signal::PIPE, Signal::CONT, Signal::WINCH, Signal::CHILD, Signal::URG] {
        runtime.send(signal);
    }
    runtime.is_well();
    assert!(runtime.stop());
}
