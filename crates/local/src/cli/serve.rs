//! `gelato-local serve`: run a configuration until told to stop.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};

use crate::runtime::{self, Runtime, Settings, Source};

use super::terminal::Terminal;

/// What the command takes.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of a Terraform root.
    #[arg(long, value_name = "FOLDER", default_value = ".", conflicts_with = "state")]
    root: PathBuf,
    /// A state to run instead: a state file, or the output of `terraform show -json`.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// A variable's value, as Terraform takes it.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    /// A file of variables' values, `*.tfvars` or `*.tfvars.json`.
    #[arg(long = "var-file", value_name = "FILE")]
    variable_files: Vec<PathBuf>,
    /// The port; 0 takes any that is free.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The address to listen on. Who reaches it can do everything.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// A folder that keeps the tables; without one they end with the process.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Refuse to start when anything would be ignored.
    #[arg(long)]
    strict: bool,
    /// Let integrations call servers that are not on this machine.
    #[arg(long)]
    allow_remote: bool,
    /// Tell the start as one JSON object on standard output, and the rest on standard error.
    #[arg(long)]
    json: bool,
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("a variable is given as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Arguments {
    fn settings(self) -> Settings {
        let source = match self.state {
            Some(file) => Source::State(file),
            None => Source::Root { folder: self.root, variable_files: self.variable_files, variables: self.variables },
        };
        let address = SocketAddr::new(self.host, self.port);
        Settings { source, address, data: self.data, strict: self.strict, allow_remote: self.allow_remote }
    }
}

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> ExitCode {
    let terminal = Terminal::new(arguments.json);
    let served = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(runtime::Error::from)
        .and_then(|tokio| tokio.block_on(serve(arguments.settings(), terminal)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings, terminal: Terminal) -> Result<(), runtime::Error> {
    let stop = stopped()?;
    let prepared = runtime::prepare(&settings.source, settings.strict)?;
    let (findings, files) = (prepared.findings.clone(), prepared.files.clone());
    let (running, server) = Runtime::start(settings, prepared).await?;
    Terminal::findings(&findings);
    terminal.started(&running);
    tokio::spawn(terminal.follow(Arc::clone(&running)));
    let told = terminal;
    tokio::spawn(runtime::watch(Arc::clone(&running), files, move |change| told.change(&change)));
    running.serve(server, stop).await;
    terminal.stopped();
    Ok(())
}

/// Ends when the process is told to stop.
fn stopped() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
