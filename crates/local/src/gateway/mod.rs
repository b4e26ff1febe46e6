//! API Gateway: from a request to its answer, in the stages of AWS's own picture, one file each.
//!
//! | Stage | Takes | Gives |
//! |---|---|---|
//! | `route` | what came | the method |
//! | `authorise` | the method | who calls it |
//! | `method_request` | an allowed request | one that has what the method asks for |
//! | `integration_request` | a valid request | what is sent |
//! | `integration` | what is sent | what comes back |
//! | `integration_response` | what comes back | status, headers and body |
//! | `method_response` | these | the answer |
//!
//! Each may fail, and a failure becomes an answer in `gateway_response`. What is known of the request on the way, and
//! what `$context` tells of it, is in `facts`.

use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gelato_vtl::api_gateway::Request;

use crate::identifier;
use crate::service::{Answer, Services};
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::Source;
use crate::stack::rest_api::{RestApi, Stage};
use crate::traffic::Traffic;

mod authorise;
mod compression;
mod facts;
mod failure;
mod gateway_response;
mod integration;
mod integration_request;
mod integration_response;
pub(crate) mod judgement;
mod locate;
pub mod log;
mod method_request;
mod method_response;
mod parameters;
mod proxy_event;
mod received;
mod route;
mod stage;
mod throttle;
pub mod token_page;

pub use authorise::{LocalCredentials, Tokens};
pub use locate::Location;
pub use received::{Received, query_parameters};

use facts::{Facts, Identity};
use failure::Failure;
use integration::HttpClient;
use log::{Entry, Execution, Log, LogKind};
use stage::StageState;

/// All REST APIs, with the services that their integrations call.
pub struct Gateway {
    apis: Vec<RestApi>,
    /// For each API, what changes in each of its stages.
    states: Vec<Vec<StageLog>>,
    services: Services,
    credentials: Vec<LocalCredentials>,
    tokens: Tokens,
    traffic: Arc<Traffic>,
    http: HttpClient,
    log: Arc<dyn Log>,
}

/// What a gateway is told when it begins.
#[derive(Clone, Default)]
pub struct Options {
    /// The services that integrations call.
    pub services: Services,
    /// What requests may be signed with; the default is `local` with the secret `local`.
    pub credentials: Credentials,
    /// Signs and checks the tokens of user pools.
    pub tokens: Tokens,
    /// Whether integrations may call servers that are not on this machine.
    pub allow_remote: bool,
    /// Counts the requests.
    pub traffic: Arc<Traffic>,
}

/// What requests may be signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(pub Vec<LocalCredentials>);

impl Default for Credentials {
    fn default() -> Self {
        Self(vec![LocalCredentials::default()])
    }
}

/// A stage's state, and where its execution log goes.
struct StageLog {
    state: StageState,
    execution: Arc<str>,
    access: Arc<str>,
}

impl Gateway {
    /// A gateway for these APIs.
    ///
    /// # Errors
    /// Where servers elsewhere may be called, and this machine has no certificates to know them by.
    pub fn new(apis: Vec<RestApi>, options: Options, log: Arc<dyn Log>) -> io::Result<Self> {
        let states =
            apis.iter().map(|api| api.stages.iter().map(|stage| StageLog::new(api, stage)).collect()).collect();
        let http = HttpClient::new(options.allow_remote)?;
        let Options { services, credentials, tokens, traffic, .. } = options;
        Ok(Self { apis, states, services, credentials: credentials.0, tokens, traffic, http, log })
    }

    /// The APIs.
    pub fn apis(&self) -> &[RestApi] {
        &self.apis
    }

    /// Answers a request, whose path may begin with a stage or with `/restapis/ID/STAGE/_user_request_`.
    pub async fn answer(&self, request: Received) -> Answer {
        self.traffic.add();
        match self.locate(&request) {
            Location::Stage { api, stage, path } => self.answer_in(api, stage, path, request).await,
            Location::Ambiguous(message) => gateway_response::plain(ResponseType::ResourceNotFound, &message),
            Location::Nowhere => gateway_response::forbidden(),
        }
    }

    async fn answer_in(&self, api: usize, stage: usize, path: String, request: Received) -> Answer {
        let (running, rest_api) = (&self.states[api][stage], &self.apis[api]);
        let Received { method, path: raw_path, query, headers, body, source, at, started } = request;
        let input = Request {
            querystring: query_parameters(&query),
            header: headers,
            stage_variables: pairs(&rest_api.stages[stage]),
            ..Request::default()
        };
        let mut facts = Facts {
            api: rest_api,
            stage: &rest_api.stages[stage],
            http_method: method,
            path,
            raw_path,
            query,
            source,
            at,
            started,
            request_id: identifier::new().to_string(),
            extended_request_id: extended_request_id(),
            trace: String::new(),
            input,
            raw_path_parameters: Vec::new(),
            method: None,
            identity: Identity::default(),
            integration_status: None,
            integration_latency: None,
            called: false,
            error: None,
            status: 0,
            response_length: 0,
            warnings: Vec::new(),
        };
        facts.trace = trace(&facts);
        let mut log = Execution::new(&facts.request_id);
        let mut answer = match self.run(&mut facts, &running.state, body, &mut log).await {
            Ok(answer) => answer,
            Err(failure) => {
                if let Some(line) = &failure.log {
                    log.error(line);
                    facts.warnings.extend(failure.is_worth_a_warning.then(|| line.clone()));
                }
                gateway_response::make(failure, &mut facts)
            }
        };
        facts.status = answer.status.as_u16();
        facts.response_length = answer.body.len();
        log.info(format_args!("Method completed with status: {}", facts.status));
        self.write_logs(running, &facts, log);
        if let Some(minimum) = rest_api.minimum_compression_size {
            compression::compress(&mut answer, facts.header("Accept-Encoding"), minimum);
        }
        answer
    }

    /// The stages, one after the other.
    async fn run<'g>(
        &'g self,
        facts: &mut Facts<'g>,
        state: &StageState,
        body: bytes::Bytes,
        log: &mut Execution,
    ) -> Result<Answer, Failure> {
        let routed = route::route(facts)?;
        log.set_level(routed.settings.level, routed.settings.data_trace);
        log_request(facts, &body, log);
        let authorised = authorise::authorise(routed, facts, self, state, &body).await?;
        let valid = method_request::validate(authorised, facts, &body).await?;
        let mut request = integration_request::make(valid, facts, body, log)?;
        let answer = integration::call(&mut request, facts, self, log).await?;
        let mapped = integration_response::map(request, facts, answer)?;
        log.data(|| format!("Method response body after transformations: {}", String::from_utf8_lossy(&mapped.body)));
        let answer = method_response::make(mapped, facts);
        log.data(|| format!("Method response headers: {}", java_headers(&answer.headers)));
        log.info(format_args!("Successfully completed execution"));
        Ok(answer)
    }

    fn write_logs(&self, stage: &StageLog, facts: &Facts<'_>, log: Execution) {
        if let Some(text) = log.into_text() {
            self.log.write(Entry { group: &stage.execution, kind: LogKind::Execution, text: &text });
        }
        for warning in &facts.warnings {
            let text = format!("warning: {}: {warning}", route_name(facts));
            self.log.write(Entry { group: &stage.execution, kind: LogKind::Warning, text: &text });
        }
        let Some(access) = &facts.stage.access_log else { return };
        let text = access.format.fill(|source, out| {
            let value = match source {
                Source::Context(name) => facts.variable(name),
                _ => None,
            };
            out.push_str(value.as_deref().unwrap_or("-"));
        });
        self.log.write(Entry { group: &stage.access, kind: LogKind::Access, text: &text });
    }
}

impl StageLog {
    fn new(api: &RestApi, stage: &Stage) -> Self {
        Self {
            state: StageState::new(stage),
            execution: format!("API-Gateway-Execution-Logs_{}/{}", api.id, stage.name).into(),
            access: stage.access_log.as_ref().map_or("", |log| &log.group).into(),
        }
    }
}

/// The method and the resource that a request is for, such as `POST /prod/flavours/{flavour}`.
fn route_name(facts: &Facts<'_>) -> String {
    let resource = facts.method.map_or("", |method| &method.resource_path);
    format!("{} /{}{resource}", facts.http_method, facts.stage.name)
}

/// The first lines of an execution log.
fn log_request(facts: &Facts<'_>, body: &[u8], log: &mut Execution) {
    if !log.is_detailed() {
        return;
    }
    log.info(format_args!("Starting execution for request: {}", facts.request_id));
    let path = route::below_stage(&facts.path, &facts.stage.name);
    log.info(format_args!("HTTP Method: {}, Resource Path: {path}", facts.http_method));
    log.data(|| format!("Method request path: {}", java_map(&facts.input.path)));
    log.data(|| format!("Method request query string: {}", java_map(&facts.input.querystring)));
    log.data(|| format!("Method request headers: {}", java_map(&facts.input.header)));
    log.data(|| format!("Method request body before transformations: {}", String::from_utf8_lossy(body)));
}

/// A map as Java prints it.
fn java_map(entries: &[(String, String)]) -> String {
    let entries: Vec<_> = entries.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{{{}}}", entries.join(", "))
}

/// Headers as Java prints them.
fn java_headers(headers: &http::HeaderMap) -> String {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    java_map(&headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect::<Vec<_>>())
}

fn pairs(stage: &Stage) -> Vec<(String, String)> {
    stage.variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn extended_request_id() -> String {
    let random = fastrand::u128(..).to_le_bytes();
    STANDARD.encode(&random[..11])
}

/// The trace of a request: the client's root, or one of its own.
fn trace(facts: &Facts<'_>) -> String {
    let given = facts.header("X-Amzn-Trace-Id").filter(|header| header.contains("Root="));
    let Some(given) = given else {
        let seconds = facts.epoch_milliseconds() / 1000;
        let random = fastrand::u128(..) >> 32;
        return format!("Root=1-{seconds:08x}-{random:024x}");
    };
    let root = given.split(';').find(|part| part.trim().starts_with("Root=")).unwrap_or_default();
    let rest =
        given.split(';').filter(|part| !part.trim().starts_with("Root=")).map(|part| format!(";{}", part.trim()));
    std::iter::once(root.trim().to_owned()).chain(rest).collect()
}
