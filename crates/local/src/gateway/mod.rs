//! API Gateway: runs a request through the stages of AWS's own picture, one file each.
//!
//! | Stage | Takes | Gives |
//! |---|---|---|
//! | `route` | a request | its method |
//! | `authorise` | `Routed` | the caller, who may make the request |
//! | `method_request` | `Authorised` | a request with everything that its method requires |
//! | `integration_request` | `Valid` | the request to the integration |
//! | `integration` | `IntegrationRequest` | the integration's answer |
//! | `integration_response` | `Answered` | status, headers and body |
//! | `method_response` | `MethodResponse` | the answer to the client |
//!
//! Each stage is a function from its own input to that of the next, and any of them may fail. `gateway_response` turns
//! a failure into an answer. Stages share the client's request, which never changes, and the request's progress, which
//! they fill in; `$context` reads both.
//!
//! The modules below are in reading order: a file imports only files that are listed after its own.

use std::io;
use std::sync::Arc;

use crate::service::{Answer, Services};
use crate::stack::rest_api::gateway_response::ResponseType;
use crate::stack::rest_api::mapping::Source;
use crate::stack::rest_api::{RestApi, Stage};
use crate::stack::user_pool::UserPoolClient;
use crate::traffic::Traffic;

mod locate;
pub mod token_page;

mod route;
mod authorise;
mod method_request;
mod integration_request;
mod integration;
mod integration_response;
mod method_response;
mod gateway_response;
mod compression;

pub(crate) mod body_validation;
mod stage_state;
mod throttle;
mod function;
mod proxy_event;
mod parameters;
mod context;
mod content_handling;
mod overrides;
mod outcome;
mod response_headers;
mod failure;
mod execution_log;
pub mod log;
mod progress;
mod request;
mod received;

pub use authorise::{LocalCredentials, Tokens};
pub use locate::Location;
pub use received::{Received, query_parameters};

use authorise::Authorizers;
use context::Context;
use execution_log::ExecutionLog;
use failure::Failure;
use integration::{Backends, HttpClient};
use log::{Entry, Log, LogKind};
use progress::Progress;
use request::Request;
use stage_state::StageState;

/// All REST APIs, with the services that their integrations call.
pub struct Gateway {
    apis: Vec<RestApi>,
    /// The running stages of each API.
    stages: Vec<Vec<RunningStage>>,
    authorizers: Authorizers,
    /// The clients for which tokens are made.
    user_pool_clients: Vec<UserPoolClient>,
    backends: Backends,
    traffic: Arc<Traffic>,
    log: Arc<dyn Log>,
}

/// The options of a gateway.
#[derive(Clone, Default)]
pub struct Options {
    /// The services that integrations call.
    pub services: Services,
    /// The credentials that requests may be signed with. The default is `local` with the secret `local`.
    pub credentials: Credentials,
    /// Signs and checks the tokens of user pools.
    pub tokens: Tokens,
    /// The clients for which tokens are made.
    pub user_pool_clients: Vec<UserPoolClient>,
    /// Whether integrations may call servers that are not on this machine.
    pub allow_remote: bool,
    /// Counts the requests.
    pub traffic: Arc<Traffic>,
}

/// The credentials that requests may be signed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(pub Vec<LocalCredentials>);

impl Default for Credentials {
    fn default() -> Self {
        Self(vec![LocalCredentials::default()])
    }
}

/// A stage's state, variables and log groups.
struct RunningStage {
    state: StageState,
    variables: Vec<(String, String)>,
    execution_log: Arc<str>,
    access_log: Arc<str>,
}

impl Gateway {
    /// A gateway for these APIs.
    ///
    /// # Errors
    /// If servers elsewhere may be called, but this machine has no root certificates.
    pub fn new(apis: Vec<RestApi>, options: Options, log: Arc<dyn Log>) -> io::Result<Self> {
        let running = |api: &RestApi| api.stages.iter().map(|stage| RunningStage::new(api, stage)).collect();
        let Options { services, credentials, tokens, user_pool_clients, traffic, allow_remote } = options;
        Ok(Self {
            stages: apis.iter().map(running).collect(),
            apis,
            authorizers: Authorizers { credentials: credentials.0, tokens, services: services.clone() },
            user_pool_clients,
            backends: Backends { services, http: HttpClient::new(allow_remote)? },
            traffic,
            log,
        })
    }

    /// The APIs.
    pub fn apis(&self) -> &[RestApi] {
        &self.apis
    }

    /// Answers a request, whose path begins with a stage or with `/restapis/ID/STAGE/_user_request_`.
    pub async fn answer(&self, received: Received) -> Answer {
        self.traffic.add();
        match self.locate(&received) {
            Location::Stage { api, stage, path } => self.answer_in(api, stage, path, received).await,
            Location::Ambiguous(message) => gateway_response::plain(ResponseType::ResourceNotFound, &message),
            Location::Nowhere => gateway_response::forbidden(),
        }
    }

    async fn answer_in(&self, api: usize, stage: usize, path: String, received: Received) -> Answer {
        let (running, api) = (&self.stages[api][stage], &self.apis[api]);
        let request = Request::new(api, &api.stages[stage], &running.variables, path, received);
        let mut progress = Progress::default();
        let mut log = ExecutionLog::new(&request.id);
        let mut answer = match self.run(&request, &mut progress, &running.state, &mut log).await {
            Ok(answer) => answer,
            Err(failure) => {
                if let Some(line) = &failure.log {
                    log.error(line);
                    progress.warnings.extend(failure.is_worth_a_warning.then(|| line.clone()));
                }
                gateway_response::make(failure, &request, &mut progress)
            }
        };
        let status = answer.status.as_u16();
        progress.status = Some(status);
        progress.response_length = Some(answer.body.len());
        log.info(format_args!("Method completed with status: {status}"));
        self.write_logs(running, Context::new(&request, &progress), log);
        if let Some(minimum) = api.minimum_compression_size {
            compression::compress(&mut answer, request.header("Accept-Encoding"), minimum);
        }
        answer
    }

    /// Runs the stages one after the other.
    async fn run<'g>(
        &'g self,
        request: &Request<'g>,
        progress: &mut Progress<'g>,
        state: &StageState,
        log: &mut ExecutionLog,
    ) -> Result<Answer, Failure> {
        let routed = route::route(request, progress)?;
        log.set_level(routed.settings.level, routed.settings.data_trace);
        log.request(request, progress);
        let authorised = authorise::authorise(routed, request, progress, &self.authorizers, state).await?;
        let valid = method_request::validate(authorised, request, progress).await?;
        let made = integration_request::make(valid, request, progress, log)?;
        let answered = integration::call(made, request, progress, &self.backends, log).await?;
        let response = integration_response::map(answered, request, progress)?;
        let body = || String::from_utf8_lossy(&response.body).into_owned();
        log.data(|| format!("Method response body after transformations: {}", body()));
        let answer = method_response::make(response, request, progress);
        log.data(|| format!("Method response headers: {}", execution_log::java_headers(&answer.headers)));
        log.info(format_args!("Successfully completed execution"));
        Ok(answer)
    }

    fn write_logs(&self, running: &RunningStage, context: Context<'_, '_>, log: ExecutionLog) {
        let Context { request, progress } = context;
        if let Some(text) = log.into_text() {
            self.log.write(Entry { group: &running.execution_log, kind: LogKind::Execution, text: &text });
        }
        for warning in &progress.warnings {
            let text = format!("warning: {}: {warning}", route_name(context));
            self.log.write(Entry { group: &running.execution_log, kind: LogKind::Warning, text: &text });
        }
        let Some(access) = &request.stage.access_log else { return };
        let text = access.format.fill(|source, out| {
            let value = match source {
                Source::Context(name) => context.variable(name),
                _ => None,
            };
            out.push_str(value.as_deref().unwrap_or("-"));
        });
        self.log.write(Entry { group: &running.access_log, kind: LogKind::Access, text: &text });
    }
}

impl RunningStage {
    fn new(api: &RestApi, stage: &Stage) -> Self {
        Self {
            state: StageState::new(stage),
            variables: stage.variables.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            execution_log: format!("API-Gateway-Execution-Logs_{}/{}", api.id, stage.name).into(),
            access_log: stage.access_log.as_ref().map_or("", |log| &log.group).into(),
        }
    }
}

/// The method and resource of a request, such as `POST /prod/flavours/{flavour}`.
fn route_name(context: Context<'_, '_>) -> String {
    let Context { request, progress } = context;
    let resource = progress.method.map_or("", |method| &method.resource_path);
    format!("{} /{}{resource}", request.http_method, request.stage.name)
}
