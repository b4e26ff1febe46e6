//! Builds an API from resources, and sends requests to it.

use std::sync::{Arc, Mutex};

use arc_swap::ArcSwap;
use bytes::Bytes;
use gelato_local::finding::{Finding, Severity};
use gelato_local::gateway::log::{Entry, Log, LogKind};
use gelato_local::gateway::{Gateway, Options, Received};
use gelato_local::resource::{Resource, Resources};
use gelato_local::server::{Callers, Routes, Server};
use gelato_local::service::{Answer, Answering, Call, Service, Services};
use gelato_local::stack::rest_api::{self, RestApi};
use http::{HeaderMap, Method, StatusCode};
use serde_json::{Map, Value, json};

/// An API with one stage, `stage`, to which tests add resources.
#[derive(Clone)]
pub(crate) struct Api {
    resources: Vec<Resource>,
    services: Vec<Arc<dyn Service>>,
    log: Arc<Lines>,
}

/// The answer of an API.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// Log entries in their order.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Vec<Logged>>);

/// A log entry.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) group: String,
    pub(crate) kind: LogKind,
    pub(crate) text: String,
}

impl Log for Lines {
    fn write(&self, entry: Entry<'_>) {
        let Entry { group, kind, text } = entry;
        self.0.lock().unwrap().push(Logged { group: group.to_string(), kind, text: text.to_owned() });
    }
}

impl Api {
    pub(crate) fn new() -> Self {
        let mut api = Self { resources: Vec::new(), services: Vec::new(), log: Arc::default() };
        api.put(
            "aws_api_gateway_rest_api",
            "api",
            json!({
                "id": "abc123", "name": "test", "root_resource_id": "/",
                "execution_arn": "arn:aws:execute-api:eu-west-1:000000000000:abc123",
            }),
        );
        api.put("aws_api_gateway_stage", "stage", json!({"stage_name": "stage", "deployment_id": "d1"}));
        api
    }

    /// Adds a resource of the API.
    pub(crate) fn put(&mut self, kind: &str, name: &str, values: Value) -> &mut Self {
        let Value::Object(mut values) = values else { panic!("not an object: {values}") };
        if kind.starts_with("aws_api_gateway_") && kind != "aws_api_gateway_rest_api" {
            values.entry("rest_api_id").or_insert_with(|| "abc123".into());
        }
        values.entry("id").or_insert_with(|| name.into());
        let address = format!("{kind}.{name}");
        self.resources.retain(|resource| resource.address != address);
        self.resources.push(Resource { address, kind: kind.to_owned(), values, place: None });
        self
    }

    /// Changes the API itself.
    pub(crate) fn api(&mut self, values: Value) -> &mut Self {
        self.merge("aws_api_gateway_rest_api.api", values)
    }

    /// Changes the stage.
    pub(crate) fn stage(&mut self, values: Value) -> &mut Self {
        self.merge("aws_api_gateway_stage.stage", values)
    }

    fn merge(&mut self, address: &str, values: Value) -> &mut Self {
        let resource = self.resources.iter_mut().find(|resource| resource.address == address).unwrap();
        resource.values.extend(values.as_object().unwrap().clone());
        self
    }

    /// Adds the resources of a path. The id of each is its path.
    pub(crate) fn path(&mut self, path: &str) -> &mut Self {
        let mut parent = "/".to_owned();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let own = format!("{}/{part}", parent.trim_end_matches('/'));
            let values = json!({"id": own, "parent_id": parent, "path_part": part, "path": own});
            self.put("aws_api_gateway_resource", &own, values);
            parent = own;
        }
        self
    }

    /// Adds a method with its integration, and an integration response and a method response for each response.
    pub(crate) fn method(
        &mut self,
        verb: &str,
        path: &str,
        method: Value,
        integration: Value,
        responses: Value,
    ) -> &mut Self {
        self.path(path);
        let name = format!("{verb} {path}");
        let with = |values: Value| {
            let mut all =
                Map::from_iter([("http_method".to_owned(), verb.into()), ("resource_id".to_owned(), path.into())]);
            all.extend(values.as_object().unwrap().clone());
            Value::Object(all)
        };
        self.put("aws_api_gateway_method", &name, with(method));
        self.put("aws_api_gateway_integration", &name, with(integration));
        for response in responses.as_array().unwrap() {
            let status = &response["status_code"];
            let mappings = response.get("response_parameters").and_then(Value::as_object).cloned().unwrap_or_default();
            let declared: Map<String, Value> = mappings.keys().map(|name| (name.clone(), true.into())).collect();
            let name = format!("{name} {status}");
            let values = json!({"status_code": status, "response_parameters": declared});
            self.put("aws_api_gateway_method_response", &name, with(values));
            self.put("aws_api_gateway_integration_response", &name, with(response.clone()));
        }
        self
    }

    /// Adds a mock method that answers 200.
    pub(crate) fn mock(&mut self, verb: &str, path: &str, method: Value) -> &mut Self {
        let integration = json!({"type": "MOCK", "request_templates": {"application/json": "{\"statusCode\": 200}"}});
        self.method(verb, path, method, integration, json!([{"status_code": "200"}]))
    }

    pub(crate) fn service(&mut self, service: Arc<dyn Service>) -> &mut Self {
        self.services.push(service);
        self
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        rest_api::read(&self.resources()).1
    }

    fn resources(&self) -> Resources {
        self.resources.iter().cloned().collect()
    }

    pub(crate) fn read(&self) -> Vec<RestApi> {
        let (apis, findings) = rest_api::read(&self.resources());
        let unusable: Vec<_> = findings.iter().filter(|finding| finding.severity == Severity::Unusable).collect();
        assert!(unusable.is_empty(), "{unusable:#?}");
        apis
    }

    pub(crate) fn gateway(&self) -> Gateway {
        let log: Arc<dyn Log> = self.log.clone();
        let options = Options { services: self.services.iter().cloned().collect(), ..Options::default() };
        Gateway::new(self.read(), options, log).unwrap()
    }

    /// All log entries so far.
    pub(crate) fn logged(&self) -> Vec<Logged> {
        self.log.0.lock().unwrap().clone()
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.ask("GET", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Response {
        self.ask("POST", path, &[("Content-Type", "application/json")], body)
    }

    /// Sends a request. The path is below the stage.
    pub(crate) fn ask(&self, verb: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
        let gateway = self.gateway();
        run(async { ask(&gateway, verb, path, headers, body).await })
    }

    /// Serves the API on a port while a function runs.
    pub(crate) fn serve<T, F: Future<Output = T>>(&self, client: impl FnOnce(std::net::SocketAddr) -> F) -> T {
        run(async {
            let server = Server::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
            let address = server.address();
            let services: Services = self.services.iter().cloned().collect();
            let pages: Arc<dyn Service> = Arc::new(Fake::echo("_gelato"));
            let callers = Callers::of(address).allowing(&["h".parse().unwrap()], &[]);
            let routes = Routes { gateway: self.gateway(), services, pages, callers };
            let routes = Arc::new(ArcSwap::from_pointee(routes));
            let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
            let serving = tokio::spawn(server.serve(routes, async { drop(stopped.await) }));
            let result = client(address).await;
            drop(stop);
            serving.await.unwrap();
            result
        })
    }
}

/// Sends a request to a gateway. The path is below the stage.
pub(crate) async fn ask(gateway: &Gateway, verb: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let mut request = Received::new(verb.parse::<Method>().unwrap(), format!("/stage{path}"));
    request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    request.body = Bytes::copy_from_slice(body.as_bytes());
    let answer = gateway.answer(request).await;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    Response { status: answer.status.as_u16(), headers: answer.headers, body }
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}

type Reply = Box<dyn Fn(&Call) -> Answer + Send + Sync>;

/// A service that records its calls.
pub(crate) struct Fake {
    name: &'static str,
    reply: Reply,
    pub(crate) calls: Mutex<Vec<Call>>,
}

impl Fake {
    pub(crate) fn new(name: &'static str, reply: impl Fn(&Call) -> Answer + Send + Sync + 'static) -> Self {
        Self { name, reply: Box::new(reply), calls: Mutex::default() }
    }

    /// Answers with the body of the call.
    pub(crate) fn echo(name: &'static str) -> Self {
        Self::new(name, |call| answer(200, &String::from_utf8_lossy(&call.body)))
    }

    /// Always gives the same answer.
    pub(crate) fn saying(name: &'static str, status: u16, body: &str) -> Self {
        let body = body.to_owned();
        Self::new(name, move |_| answer(status, &body))
    }

    pub(crate) fn last(&self) -> Call {
        self.calls.lock().unwrap().last().cloned().expect("the service was not called")
    }
}

impl Service for Fake {
    fn name(&self) -> &'static str {
        self.name
    }

    fn call(&self, call: Call) -> Answering<'_> {
        let answer = (self.reply)(&call);
        self.calls.lock().unwrap().push(call);
        Box::pin(std::future::ready(answer))
    }
}

pub(crate) fn answer(status: u16, body: &str) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    Answer { status, headers: HeaderMap::new(), body: Bytes::copy_from_slice(body.as_bytes()) }
}

/// A function that answers with a payload, or fails with it.
pub(crate) fn function(name: &'static str, payload: &str, failed: bool) -> Fake {
    let payload = payload.to_owned();
    Fake::new(name, move |_| {
        let mut answer = answer(200, &payload);
        if failed {
            answer.headers.insert("x-amz-function-error", "Unhandled".parse().unwrap());
        }
        answer
    })
}

/// An integration with a DynamoDB action.
pub(crate) fn dynamodb(action: &str, template: &str) -> Value {
    json!({
        "type": "AWS", "integration_http_method": "POST", "passthrough_behavior": "NEVER",
        "uri": format!("arn:aws:apigateway:eu-west-1:dynamodb:action/{action}"),
        "request_templates": {"application/json": template},
    })
}

/// An integration with a function.
pub(crate) fn lambda(kind: &str) -> Value {
    let function = "arn:aws:lambda:eu-west-1:000000000000:function:f";
    let uri = format!("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{function}/invocations");
    json!({"type": kind, "integration_http_method": "POST", "uri": uri})
}
