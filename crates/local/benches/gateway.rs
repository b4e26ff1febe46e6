//! What the gateway itself costs a request: the generated API of the ice-cream parlour before a table that answers at
//! once. With `--serve PORT` as its only arguments it serves that API instead, for a load generator.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use criterion::Criterion;
use gelato_local::gateway::log::NoLog;
use gelato_local::gateway::{Gateway, Options, Received};
use gelato_local::resource::{Resource, Resources};
use gelato_local::server::{Routes, Server};
use gelato_local::service::{Answer, Answering, Call, Service};
use gelato_local::stack::rest_api;
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value, json};

/// A table in which there is always the same flavour.
struct Table;

impl Service for Table {
    fn name(&self) -> &'static str {
        "dynamodb"
    }

    fn call(&self, call: Call) -> Answering<'_> {
        let body: &'static [u8] = match call.action.as_deref() {
            Some("GetItem") => br#"{"Item":{"flavour":{"S":"Pistachio"},"cost":{"S":"4.50"}}}"#,
            _ => b"{}",
        };
        let answer = Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: Bytes::from_static(body) };
        Box::pin(std::future::ready(answer))
    }
}

/// The API as it is generated, with its references and variables filled in, without throttle.
fn resources() -> Resources {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../modules/api/definition.tf.json");
    let definition: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let mut resources = Vec::new();
    for (kind, named) in definition["resource"].as_object().unwrap() {
        for (name, values) in named.as_object().unwrap() {
            resources.push(resource(kind, name, fill(values).as_object().unwrap().clone()));
        }
    }
    let stage = json!({"rest_api_id": "aws_api_gateway_rest_api.parlour", "stage_name": "prod"});
    resources.push(resource("aws_api_gateway_stage", "parlour", stage.as_object().unwrap().clone()));
    resources.into_iter().collect()
}

fn resource(kind: &str, name: &str, mut values: Map<String, Value>) -> Resource {
    let address = format!("{kind}.{name}");
    values.insert("id".to_owned(), address.as_str().into());
    values.insert("root_resource_id".to_owned(), "root".into());
    Resource { address, kind: kind.to_owned(), values, place: None }
}

/// Every id is its resource's address.
fn fill(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), fill(value))).collect(),
        Value::Array(items) => items.iter().map(fill).collect(),
        Value::String(text) => fill_text(text).into(),
        other => other.clone(),
    }
}

fn fill_text(text: &str) -> String {
    let known = [
        ("${jsonencode(var.cors_allow_origins)}", "[\"*\"]"),
        ("${element(var.cors_allow_origins, 0)}", "*"),
        ("${element(split(\":\", var.table_arn), 1)}", "aws"),
        ("${element(split(\":\", var.table_arn), 3)}", "us-east-1"),
        ("${var.table_name}", "flavours"),
        ("${var.cors_max_age_seconds}", "0"),
        ("${aws_api_gateway_rest_api.parlour.root_resource_id}", "root"),
    ];
    let text = known.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let Some(reference) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else { return text };
    let (address, attribute) = reference.rsplit_once('.').unwrap();
    match attribute {
        "id" | "arn" => address.to_owned(),
        _ => referred(address, attribute),
    }
}

/// What a reference to another attribute stands for.
fn referred(address: &str, attribute: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../modules/api/definition.tf.json");
    let definition: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let Some((kind, name)) = address.split_once('.') else { return attribute.to_owned() };
    let value = definition["resource"][kind][name][attribute].as_str().unwrap_or("parlour");
    if value.starts_with("${aws") { fill_text(value) } else { value.to_owned() }
}

fn gateway() -> Gateway {
    let (mut apis, findings) = rest_api::read(&resources());
    assert!(!findings.iter().any(|finding| finding.message.contains("Invalid")), "{findings:#?}");
    for stage in apis.iter_mut().flat_map(|api| &mut api.stages) {
        stage.settings.iter_mut().for_each(|settings| settings.throttle = None);
    }
    let table: Arc<dyn Service> = Arc::new(Table);
    let options = Options { services: [table].into_iter().collect(), ..Options::default() };
    Gateway::new(apis, options, Arc::new(NoLog)).unwrap()
}

fn request(method: Method, path: &str, body: &'static str) -> Received {
    let mut request = Received::new(method, path);
    let headers =
        [("Host", "localhost:3000"), ("Content-Type", "application/json"), ("Accept", "*/*"), ("User-Agent", "wrk")];
    request.headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    request.body = Bytes::from_static(body.as_bytes());
    request
}

fn stages(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let gateway = gateway();
    let path = "/prod/ice-cream-flavours";
    let post = request(Method::POST, path, r#"{"flavour":"Pistachio","cost":"4.50"}"#);
    let get = request(Method::GET, &format!("{path}/Pistachio"), "");
    let preflight = request(Method::OPTIONS, path, "");
    for (name, request) in [("POST", post), ("GET", get), ("OPTIONS", preflight)] {
        let answer = runtime.block_on(gateway.answer(request.clone()));
        assert_eq!(answer.status, 200, "{name}: {}", String::from_utf8_lossy(&answer.body));
        criterion.bench_function(name, |bencher| {
            bencher.to_async(&runtime).iter(|| gateway.answer(request.clone()));
        });
    }
}

fn serve(port: u16) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::bind(([127, 0, 0, 1], port).into()).await.unwrap();
        println!("http://{}/prod/ice-cream-flavours", server.address());
        let table: Arc<dyn Service> = Arc::new(Table);
        let services = [table.clone()].into_iter().collect();
        let routes = Arc::new(ArcSwap::from_pointee(Routes { gateway: gateway(), services, pages: table }));
        server.serve(routes, std::future::pending()).await;
    });
}

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    if let Some(place) = arguments.iter().position(|argument| argument == "--serve") {
        serve(arguments[place + 1].parse().unwrap());
    } else {
        let mut criterion = Criterion::default().configure_from_args();
        stages(&mut criterion);
        criterion.final_summary();
    }
}
