//! The command's arguments, parsed by clap.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

const OTHERS: &str = "\
Every other command belongs to the project's own program, which `gelato` builds first:
  synth, bundle, plan, apply, destroy, bootstrap, import-plan, take-over, output, openapi, bindings
`gelato COMMAND --help` describes it. `gelato bindings --module FOLDER` needs no program.";

/// Runs a project on this machine, and passes all other commands to the project's own program.
#[derive(Debug, Parser)]
#[command(name = "gelato", version, max_term_width = 100, after_help = OTHERS)]
pub(crate) struct Arguments {
    /// The project's folder: the one that holds `environments` [default: this folder or the nearest above it]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) project: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run an environment on this machine, from the same files but without AWS
    Local(LocalArguments),
    /// Convert Terraform's HCL to a program: files that end in `.tf` or `.tf.json`, or folders of them
    Convert(ConvertArguments),
    #[command(flatten)]
    Runtime(gelato_local::cli::Command),
    /// A command of the project's own program
    #[command(external_subcommand)]
    Program(Vec<OsString>),
}

/// `gelato local`
#[derive(Debug, Args)]
pub(crate) struct LocalArguments {
    /// The environment
    #[arg(long, value_name = "NAME", default_value = "local")]
    pub(crate) env: String,
    /// Rebuild the program and the functions when they change, and apply the changes to the running stack
    #[arg(long)]
    pub(crate) watch: bool,
    /// Arguments of `gelato serve`, such as `--port 0`
    #[arg(last = true, value_name = "RUNTIME ARGUMENTS")]
    pub(crate) rest: Vec<OsString>,
}

/// `gelato convert`
#[derive(Debug, Args)]
pub(crate) struct ConvertArguments {
    /// A file, or a folder whose files make one program; may be repeated
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The service's name: lowercase letters, digits and `-` [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A file to write the program to; `-` is standard output [default: -]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
