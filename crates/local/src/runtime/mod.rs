//! The runtime: a loaded configuration behind one port.
//!
//! Data is kept when the configuration is replaced. Everything else is created from the new configuration, and requests
//! in progress keep the old one.

mod changes;
mod loader;
mod snapshot;
mod source;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use arc_swap::ArcSwap;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::dynamodb::{DynamoDb, OpenError, Store};
use crate::event_source_mapping;
use crate::finding::{Finding, Severity};
use crate::gateway::{Gateway, Options, Tokens};
use crate::health::Health;
use crate::inbox::Inbox;
use crate::invocations::Invocations;
use crate::lambda::{CodeError, Lambda, Launcher, Telemetry};
use crate::load;
use crate::logs::Logs;
use crate::outputs::{self, Outputs};
use crate::pages::Pages;
use crate::parameters::{SecretsManager, Ssm};
use crate::s3::{self, Notifier, S3};
use crate::schedules;
use crate::server::{Callers, Host, Origin, Routes, Server};
use crate::service::{Service, Services};
use crate::sns::Sns;
use crate::sqs::{self, Sqs};
use crate::stack::event_source_mapping::Mappings;
use crate::stack::schedule::Schedule;
use crate::stack::{self, Stack};
use crate::traffic::Traffic;
use crate::wiring;

pub use changes::{Change, watch};
pub use loader::load;
pub use snapshot::Snapshot;
pub use source::{Given, Source};

/// The settings of a runtime.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The configuration to run.
    pub source: Source,
    /// The address to listen on; port 0 selects a free port.
    pub address: SocketAddr,
    /// The folder of the tables; without one, they end with the process.
    pub data: Option<PathBuf>,
    /// Whether ignored resources and arguments are errors.
    pub strict: bool,
    /// Whether integrations may call servers that are not on this machine.
    pub allow_remote: bool,
    /// Hosts that requests may address besides loopback names and the address.
    pub allow_hosts: Vec<Host>,
    /// Origins of web pages that may use services and pages.
    pub allow_origins: Vec<Origin>,
}

/// Why a runtime does not start, or rejects a new configuration.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be loaded.
    #[error(transparent)]
    Load(#[from] load::Error),
    /// The configuration cannot run.
    #[error("{}", listed(.0))]
    Unusable(Vec<Finding>),
    /// The port cannot be bound.
    #[error("{address} cannot be bound: {source}; {hint}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
        /// What to do.
        hint: &'static str,
    },
    /// The tables cannot be opened.
    #[error(transparent)]
    Tables(#[from] OpenError),
    /// A bug in the runtime.
    #[error("this configuration cannot be run because of a bug in the runtime: {0}")]
    Panicked(String),
    /// A function cannot run here.
    #[error(transparent)]
    Function(#[from] CodeError),
    /// The system does not provide a resource.
    #[error("the runtime cannot start: {0}")]
    Machine(#[from] io::Error),
}

fn listed(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(|finding| format!("  {finding}")).collect();
    format!("this configuration cannot be run:\n{}", lines.join("\n"))
}

/// A loaded configuration that can run.
pub struct Prepared {
    stack: Stack,
    /// The outputs and API keys.
    pub outputs: Arc<Outputs>,
    /// Ignored resources and arguments.
    pub findings: Vec<Finding>,
    /// The files that it was read from, as they were then.
    pub files: Snapshot,
}

/// State that survives a change of the configuration.
struct State {
    settings: Settings,
    address: SocketAddr,
    health: Arc<Health>,
    store: Arc<Store>,
    queues: sqs::Messages,
    buckets: s3::Contents,
    inbox: Arc<Inbox>,
    logs: Arc<Logs>,
    invocations: Arc<Invocations>,
    launcher: Launcher,
    /// Signs the tokens of user pools, which stay valid after a change.
    tokens: Tokens,
    traffic: Arc<Traffic>,
}

/// A running configuration.
pub struct Runtime {
    state: State,
    routes: Arc<ArcSwap<Routes>>,
    /// The tasks that deliver the changes of tables to functions.
    deliveries: Mutex<Deliveries>,
}

/// What events come from: streams, queues and schedules.
struct Sources {
    mappings: Mappings,
    schedules: Vec<Schedule>,
}

/// Tasks that deliver the changes of tables to functions. Dropping them stops the deliveries at once.
struct Deliveries {
    /// Tells the tasks to finish the current batches and then stop.
    end: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// How long current deliveries may take before a changed configuration replaces them.
const GRACE: Duration = Duration::from_secs(5);

/// Loads a configuration and checks whether it can run.
///
/// # Errors
/// If it cannot be loaded or cannot run; with `strict`, also if anything would be ignored.
pub fn prepare(source: &Source, strict: bool) -> Result<Prepared, Error> {
    let begun = SystemTime::now();
    let mut loaded = source.load()?;
    let outputs = Arc::new(Outputs::new(std::mem::take(&mut loaded.outputs), &loaded.resources));
    let (mut stack, mut findings) = stack::read(&loaded.resources);
    findings.extend(wiring::check(&stack, &loaded.resources));
    findings.append(&mut loaded.findings);
    findings.sort_by(|one, other| one.address.cmp(&other.address));
    for function in &mut stack.functions {
        // Terraform runs in the root's folder, so relative paths start there.
        function.zip = source.instead(loaded.folder.join(&function.zip));
        loaded.files.push(function.zip.clone());
    }
    let stops = |finding: &Finding| strict || finding.severity == Severity::Unusable;
    let stopping: Vec<_> = findings.iter().filter(|finding| stops(finding)).cloned().collect();
    if !stopping.is_empty() {
        return Err(Error::Unusable(stopping));
    }
    Ok(Prepared { stack, outputs, findings, files: Snapshot::read(loaded.files, begun) })
}

impl Runtime {
    /// Binds the port and creates the services; requests are served after [`Runtime::serve`].
    ///
    /// # Errors
    /// If the port cannot be bound, or something cannot be created.
    pub async fn start(settings: Settings, prepared: Prepared) -> Result<(Arc<Self>, Server), Error> {
        let server = Server::bind(settings.address).await.map_err(|source| bind_error(settings.address, source))?;
        let address = server.address();
        let state = State {
            health: Arc::new(Health::of(settings.source.name())),
            store: Arc::new(Store::open(settings.data.as_deref())?),
            queues: sqs::Messages::default(),
            buckets: s3::Contents::default(),
            invocations: Arc::default(),
            inbox: Arc::default(),
            logs: Arc::default(),
            launcher: Launcher::through(std::env::current_exe().ok()),
            tokens: Tokens::default(),
            traffic: Arc::default(),
            settings,
            address,
        };
        let (routes, sources) = state.make(prepared.stack, prepared.outputs)?;
        let deliveries = Mutex::new(state.deliver(sources, &routes.services, None));
        let routes = Arc::new(ArcSwap::from_pointee(routes));
        Ok((Arc::new(Self { state, routes, deliveries }), server))
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.state.address
    }

    /// The settings it was started with.
    pub fn settings(&self) -> &Settings {
        &self.state.settings
    }

    /// The current routes.
    pub fn routes(&self) -> Arc<Routes> {
        self.routes.load_full()
    }

    /// Serves requests until a future ends.
    pub async fn serve(&self, server: Server, stop: impl Future<Output = ()>) {
        server.serve(Arc::clone(&self.routes), stop).await;
    }

    /// Replaces the configuration.
    ///
    /// # Errors
    /// If it cannot run; then the old configuration is kept.
    pub fn replace(&self, prepared: Prepared) -> Result<(), Error> {
        let (routes, sources) = self.state.make(prepared.stack, prepared.outputs)?;
        let mut deliveries = self.deliveries.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *deliveries, Deliveries::none());
        *deliveries = self.state.deliver(sources, &routes.services, Some(before));
        drop(deliveries);
        self.routes.store(Arc::new(routes));
        self.state.health.taken();
        Ok(())
    }

    /// Records why a changed configuration was rejected.
    fn refuse(&self, error: &Error) {
        self.state.health.refused(error.to_string());
    }

    /// Messages to people.
    pub fn inbox(&self) -> &Inbox {
        &self.state.inbox
    }

    /// The logs.
    pub fn logs(&self) -> &Logs {
        &self.state.logs
    }
}

fn bind_error(address: SocketAddr, source: io::Error) -> Error {
    let hint = match source.kind() {
        io::ErrorKind::AddrInUse => {
            "another program listens there; stop it, or choose another port with `--port` (0 selects a free one)"
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 are reserved for the system; choose another port with `--port`"
        }
        io::ErrorKind::AddrNotAvailable => "this machine has no such address; choose another address with `--host`",
        _ => "choose another address with `--port` or `--host`",
    };
    Error::Bind { address, source, hint }
}

impl State {
    /// Creates the services of a configuration, and returns the mappings to deliver.
    fn make(&self, stack: Stack, outputs: Arc<Outputs>) -> Result<(Routes, Sources), Error> {
        let endpoint = format!("http://{}", self.address);
        let telemetry = Telemetry { logs: Arc::clone(&self.logs), invocations: Arc::clone(&self.invocations) };
        let functions = Arc::new(Lambda::new(stack.functions, &endpoint, &telemetry, &self.launcher)?);
        let lambda: Arc<dyn Service> = Arc::<Lambda>::clone(&functions);
        let dynamodb = Arc::new(DynamoDb::new(Arc::clone(&self.store), &stack.tables));
        let sqs: Arc<dyn Service> = Arc::new(Sqs::holding(stack.queues, endpoint.clone(), &self.queues));
        let targets: Services = [Arc::clone(&sqs), Arc::clone(&lambda)].into_iter().collect();
        let sns = Sns::new(stack.topics, stack.subscriptions, Arc::clone(&self.inbox), targets);
        let sns: Arc<dyn Service> = Arc::new(sns);
        let told: Services = [Arc::clone(&sqs), Arc::clone(&lambda), Arc::clone(&sns)].into_iter().collect();
        let s3 = S3::new(stack.buckets, &self.buckets).telling(Notifier::new(stack.notifications, told));
        let ssm = Ssm::new(stack.parameters);
        let secrets = SecretsManager::new(stack.secrets);
        let dynamodb_service: Arc<dyn Service> = Arc::<DynamoDb>::clone(&dynamodb);
        let services = [dynamodb_service, lambda, sqs, sns, Arc::new(s3), Arc::new(ssm), Arc::new(secrets)];
        let services: Services = services.into_iter().collect();
        let options = Options {
            services: services.clone(),
            tokens: self.tokens.clone(),
            user_pool_clients: stack.user_pool_clients,
            allow_remote: self.settings.allow_remote,
            traffic: Arc::clone(&self.traffic),
            ..Options::default()
        };
        let gateway = Gateway::new(stack.apis, options, Arc::clone(&self.logs) as _)?;
        let pages = Pages {
            health: Arc::clone(&self.health),
            inbox: Arc::clone(&self.inbox),
            logs: Arc::clone(&self.logs),
            invocations: Arc::clone(&self.invocations),
            store: Arc::clone(&self.store),
            mappings: stack.mappings.streams.clone(),
            dynamodb,
            outputs,
            apis: outputs::apis(&endpoint, gateway.apis()),
        };
        // The last step that may fail, because the previous version uses the tables too.
        self.store.set_tables(&stack.tables)?;
        let Mappings { streams, queues } = &stack.mappings;
        functions.warm(streams.iter().map(|mapping| mapping.function_arn.as_str()));
        functions.warm(queues.iter().map(|mapping| mapping.function_arn.as_str()));
        let callers = self.callers(stack.domain_names);
        let sources = Sources { mappings: stack.mappings, schedules: stack.schedules };
        Ok((Routes { gateway, services, pages: Arc::new(pages), callers }, sources))
    }

    fn callers(&self, domain_names: Vec<String>) -> Callers {
        let Settings { allow_hosts, allow_origins, .. } = &self.settings;
        Callers::of(self.address).allowing(allow_hosts, allow_origins).with_domains(domain_names)
    }

    /// Starts deliveries after the previous ones have stopped: both would deliver the same records.
    fn deliver(&self, sources: Sources, services: &Services, before: Option<Deliveries>) -> Deliveries {
        let mut deliveries = Deliveries::none();
        let end = deliveries.end.subscribe();
        let (store, services, traffic) = (Arc::clone(&self.store), services.clone(), Arc::clone(&self.traffic));
        deliveries.tasks.spawn(async move {
            if let Some(before) = before {
                before.end().await;
            }
            let Sources { mappings: Mappings { streams, queues }, schedules } = sources;
            let queues = event_source_mapping::run_queues(queues, services.clone(), end.clone());
            let schedules = schedules::run(schedules, services.clone(), end.clone());
            let streams = event_source_mapping::run_until(store, streams, services, traffic, end);
            tokio::join!(queues, schedules, streams);
        });
        deliveries
    }
}

impl Deliveries {
    fn none() -> Self {
        Self { end: watch::Sender::new(false), tasks: JoinSet::new() }
    }

    /// Waits for the current batches; after a grace period they are aborted, and delivered again.
    async fn end(mut self) {
        self.end.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(GRACE, ended).await;
    }
}
