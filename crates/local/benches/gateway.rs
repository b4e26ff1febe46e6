//! The gateway's own cost per request: the parlour's generated API in front of a table that answers immediately,
//! without logs and throttles. With `--serve PORT` it serves that API instead, for a load generator.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a benchmark")]

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwap;
use bytes::Bytes;
use criterion::Criterion;
use gelato_local::gateway::log::NoLog;
use gelato_local::gateway::{Gateway, Options, Received};
use gelato_local::load::{self, Inputs};
use gelato_local::server::{Callers, Routes, Server};
use gelato_local::service::{Answer, Answering, Call, Service};
use gelato_local::stack::rest_api::{self, MethodSettings};
use http::{HeaderMap, Method, StatusCode};

/// A table that always returns the same flavour.
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

/// The inputs of the module `api`.
const INPUTS: [(&str, &str); 12] = [
    ("name", "parlour"),
    ("stage_name", "prod"),
    ("cors_allow_origins", "[\"*\"]"),
    ("cors_max_age_seconds", "0"),
    ("table_name", "flavours"),
    ("table_arn", "arn:aws:dynamodb:us-east-1:000000000000:table/flavours"),
    ("log_level", "OFF"),
    ("log_retention_days", "1"),
    ("metrics", "false"),
    ("tracing", "false"),
    ("throttling_burst", "1000"),
    ("throttling_rate", "1000"),
];

fn gateway() -> Gateway {
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../modules/api");
    let mut inputs = Inputs::default();
    for (name, value) in INPUTS {
        inputs.set(name, value);
    }
    let (mut apis, _) = rest_api::read(&load::root(&module, &inputs).unwrap().resources);
    for stage in apis.iter_mut().flat_map(|api| &mut api.stages) {
        stage.settings.iter_mut().for_each(|settings| *settings = MethodSettings::default());
        stage.access_log = None;
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
        let callers = Callers::of(server.address());
        let routes = Arc::new(ArcSwap::from_pointee(Routes { gateway: gateway(), services, pages: table, callers }));
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
