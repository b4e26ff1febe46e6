//! The whole, running: what was loaded, behind one port.
//!
//! What holds data stays while the configuration is replaced; everything else is made anew from it, and requests that
//! are under way keep what they began with.

mod source;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::finding::{Finding, Severity};
use crate::gateway::{Gateway, Options};
use crate::inbox::Inbox;
use crate::load;
use crate::logs::Logs;
use crate::pages::Pages;
use crate::s3::S3;
use crate::server::{Routes, Server};
use crate::service::{Service, Services};
use crate::sns::Sns;
use crate::sqs::Sqs;
use crate::stack::{self, Stack};

pub use source::Source;
pub use watch::{Change, watch};

/// What a runtime is told when it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What to run.
    pub source: Source,
    /// Where to listen; port 0 takes any that is free.
    pub address: SocketAddr,
    /// Whether anything that would be ignored is a reason not to start.
    pub strict: bool,
    /// Whether integrations may call servers that are not on this machine.
    pub allow_remote: bool,
}

/// Why a runtime does not start, or keeps what it has.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be loaded.
    #[error(transparent)]
    Load(#[from] load::Error),
    /// The configuration cannot be run.
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
    /// Something of the machine is missing.
    #[error("the runtime cannot start: {0}")]
    Machine(#[from] io::Error),
}

fn listed(findings: &[Finding]) -> String {
    let lines: Vec<_> = findings.iter().map(|finding| format!("  {finding}")).collect();
    format!("this configuration cannot be run:\n{}", lines.join("\n"))
}

/// A loaded configuration that can be run.
pub struct Prepared {
    stack: Stack,
    /// What would be ignored.
    pub findings: Vec<Finding>,
    /// The files that it was read from.
    pub files: Vec<std::path::PathBuf>,
}

/// The whole, running.
pub struct Runtime {
    settings: Settings,
    address: SocketAddr,
    /// What people got.
    pub inbox: Arc<Inbox>,
    /// What was said.
    pub logs: Arc<Logs>,
    routes: Arc<ArcSwap<Routes>>,
}

/// Loads a configuration and looks whether it can be run.
///
/// # Errors
/// When it cannot be loaded, or has something that cannot be run; with `strict`, also when something would be ignored.
pub fn prepare(source: &Source, strict: bool) -> Result<Prepared, Error> {
    let loaded = source.load()?;
    let (stack, findings) = stack::read(&loaded.resources);
    let stops = |finding: &Finding| strict || finding.severity == Severity::Unusable;
    let stopping: Vec<_> = findings.iter().filter(|finding| stops(finding)).cloned().collect();
    if !stopping.is_empty() {
        return Err(Error::Unusable(stopping));
    }
    Ok(Prepared { stack, findings, files: loaded.files })
}

impl Runtime {
    /// Binds the port and makes everything that was prepared; nothing is answered before [`Runtime::serve`].
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(settings: Settings, prepared: Prepared) -> Result<(Arc<Self>, Server), Error> {
        let server = Server::bind(settings.address).await.map_err(|source| bind_error(settings.address, source))?;
        let address = server.address();
        let (inbox, logs) = (Arc::new(Inbox::default()), Arc::new(Logs::default()));
        let routes = make(&settings, address, prepared.stack, &inbox, &logs)?;
        let routes = Arc::new(ArcSwap::from_pointee(routes));
        Ok((Arc::new(Self { settings, address, inbox, logs, routes }), server))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What was asked for when it started.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What answers now.
    pub fn routes(&self) -> Arc<Routes> {
        self.routes.load_full()
    }

    /// Answers until a future ends.
    pub async fn serve(&self, server: Server, stop: impl Future<Output = ()>) {
        server.serve(Arc::clone(&self.routes), stop).await;
    }

    /// Takes a changed configuration over.
    ///
    /// # Errors
    /// When it cannot be run; then everything stays as it is.
    pub fn replace(&self, prepared: Prepared) -> Result<(), Error> {
        let routes = make(&self.settings, self.address, prepared.stack, &self.inbox, &self.logs)?;
        self.routes.store(Arc::new(routes));
        Ok(())
    }
}

fn bind_error(address: SocketAddr, source: io::Error) -> Error {
    let hint = match source.kind() {
        io::ErrorKind::AddrInUse => {
            "something else listens there; stop it, or choose another with `--port` (0 takes any)"
        }
        io::ErrorKind::PermissionDenied => "ports below 1024 are the system's; choose another with `--port`",
        io::ErrorKind::AddrNotAvailable => "this machine has no such address; choose another with `--host`",
        _ => "choose another with `--port` or `--host`",
    };
    Error::Bind { address, source, hint }
}

fn make(
    settings: &Settings,
    address: SocketAddr,
    stack: Stack,
    inbox: &Arc<Inbox>,
    logs: &Arc<Logs>,
) -> Result<Routes, Error> {
    let endpoint = format!("http://{address}");
    let sqs: Arc<dyn Service> = Arc::new(Sqs::new(stack.queues, endpoint));
    let s3: Arc<dyn Service> = Arc::new(S3::new(stack.buckets));
    let targets: Services = [Arc::clone(&sqs)].into_iter().collect();
    let sns: Arc<dyn Service> = Arc::new(Sns::new(stack.topics, stack.subscriptions, Arc::clone(inbox), targets));
    let services: Services = [sqs, s3, sns].into_iter().collect();
    let options = Options { services: services.clone(), allow_remote: settings.allow_remote, ..Options::default() };
    let gateway = Gateway::new(stack.apis, options, Arc::clone(logs) as _)?;
    let pages = Pages { inbox: Arc::clone(inbox), logs: Arc::clone(logs) };
    Ok(Routes { gateway, services, pages: Arc::new(pages) })
}
