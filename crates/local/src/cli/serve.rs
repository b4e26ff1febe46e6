//! `gelato-local serve`: runs a configuration until a signal stops it.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use crate::console;
use crate::gateway::body_validation;
use crate::printable;
use crate::runtime::{self, Runtime, Settings, Source};
use crate::server::{Host, Origin};

use super::stop;
use super::terminal::Terminal;
use super::values::Values;

/// The arguments of the command.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// The folder of a Terraform root; with `--state`, the folder that relative paths in it start from
    /// [default: this folder; with `--state`, the one that the file is in]
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// A state to run instead: a state file, or the output of `terraform show -json`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["variables", "files"])]
    state: Option<PathBuf>,
    #[command(flatten)]
    values: Values,
    /// A zip to run instead of a function's own, such as one built for this machine; may be repeated
    #[arg(long = "zip", value_name = "FILE=INSTEAD", value_parser = pair)]
    zips: Vec<(PathBuf, PathBuf)>,
    /// The port; 0 means any free port, which the start prints
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// The address to listen on; anyone who reaches it can do everything
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// A host that requests may name besides `localhost`, loopback and `--host`, such as `box.lan`; may be repeated
    #[arg(long = "allow-host", value_name = "HOST")]
    allow_hosts: Vec<Host>,
    /// The origin of a web page that may use services and pages, such as `http://localhost:5173`; may be repeated
    #[arg(long = "allow-origin", value_name = "ORIGIN")]
    allow_origins: Vec<Origin>,
    /// A folder that keeps tables and undelivered messages; without one they end with the process
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Refuse to start if anything would be ignored
    #[arg(long)]
    strict: bool,
    /// Let integrations call servers that are not on this machine
    #[arg(long)]
    allow_remote: bool,
    /// Print the start as one JSON object on standard output, and everything else on standard error
    #[arg(long)]
    json: bool,
    /// Show sensitive outputs and API keys at the start too
    #[arg(long)]
    show_sensitive: bool,
    /// Also stop when standard input ends: for a program that starts this one and must not leave it behind
    #[arg(long)]
    until_end_of_input: bool,
}

fn pair(text: &str) -> Result<(PathBuf, PathBuf), String> {
    let (file, instead) = text.split_once('=').ok_or("two files must be given as FILE=INSTEAD")?;
    Ok((file.into(), instead.into()))
}

impl Arguments {
    fn settings(self) -> Settings {
        let source = match self.state {
            Some(file) => Source::State { file, folder: self.root, zips: self.zips },
            None => {
                Source::Root { folder: self.root.unwrap_or_else(|| ".".into()), values: self.values.0, zips: self.zips }
            }
        };
        let address = SocketAddr::new(self.host, self.port);
        Settings {
            source,
            address,
            data: self.data,
            strict: self.strict,
            allow_remote: self.allow_remote,
            allow_hosts: self.allow_hosts,
            allow_origins: self.allow_origins,
        }
    }
}

/// How long the threads may take to end after the last answer.
const TIDYING: Duration = Duration::from_millis(300);
/// How long the last lines may take to be printed.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Runs the command.
pub(super) fn run(arguments: Arguments) -> ExitCode {
    console::print_panics();
    body_validation::use_this_program();
    let terminal = Terminal::new(arguments.json, arguments.show_sensitive);
    let until_end_of_input = arguments.until_end_of_input;
    let served = stop::listen(terminal, until_end_of_input).map_err(runtime::Error::from).and_then(|stop| {
        let tokio = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let served = tokio.block_on(serve(arguments.settings(), terminal, stop));
        // A request that still computes keeps its thread, which nothing waits for.
        tokio.shutdown_timeout(TIDYING);
        served
    });
    match &served {
        Ok(()) => terminal.stopped(),
        Err(error) => console::print_error(format!("error: {}\n", printable::block(&error.to_string()))),
    }
    console::flush(LAST_WORDS);
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn serve(settings: Settings, terminal: Terminal, stop: impl Future<Output = ()>) -> Result<(), runtime::Error> {
    let mut stop = Box::pin(stop);
    let prepared = tokio::select! {
        prepared = runtime::load(settings.source.clone(), settings.strict) => prepared?,
        () = &mut stop => return Ok(()),
    };
    let (findings, files) = (prepared.findings.clone(), prepared.files.clone());
    let outputs = Arc::clone(&prepared.outputs);
    let (running, server) = Runtime::start(settings, prepared).await?;
    Terminal::findings(&findings);
    terminal.started(&running, &outputs);
    tokio::spawn(terminal.follow(Arc::clone(&running)));
    tokio::spawn(runtime::watch(Arc::clone(&running), files, move |change| terminal.change(&change)));
    running.serve(server, stop).await;
    Ok(())
}
