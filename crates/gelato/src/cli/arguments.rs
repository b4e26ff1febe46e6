//! The arguments, as clap reads them.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};

use crate::printable;
use crate::project::Project;

/// Infrastructure as a small typed Rust program, written as Terraform JSON.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub(super) struct Arguments {
    /// The project's folder: the one that holds `environments` [default: this folder or the nearest above it]
    #[arg(long, global = true, value_name = "FOLDER")]
    project: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write the Terraform JSON: `modules/*` and `terraform/<environment>`
    Synth(SynthArguments),
    /// Build the Lambda functions and zip them
    Bundle(BundleArguments),
    /// Show what Terraform would change: exits with 0 for no changes, 2 for changes, 1 for an error
    Plan(PlanArguments),
    /// Apply the changes, after showing them and asking
    Apply(ApplyArguments),
    /// Destroy everything, after showing the plan and asking
    Destroy(DestroyArguments),
    /// Set up an account and region, once: the state's bucket, API Gateway's logs, text messages
    Bootstrap(BootstrapArguments),
    /// Find existing resources in AWS, and write `import` blocks for them
    ImportPlan(ImportArguments),
    /// Match the resources of another tool's state with the program's, and print the `moved` calls that keep them
    TakeOver(TakeOverArguments),
    /// Print the outputs
    Output(OutputArguments),
    /// Print the API of an environment as OpenAPI 3.1
    #[command(name = "openapi")]
    OpenApi(OpenApiArguments),
    /// Generate typed resources from a provider's schema
    Bindings(BindingsArguments),
    /// Run an environment on this machine: use `gelato local`
    #[command(hide = true)]
    Local(AnyArguments),
    /// Update everything that an environment needs on this machine, for `gelato local`
    #[command(hide = true)]
    Prepare(PrepareArguments),
}

/// `gelato synth`
#[derive(Debug, Args)]
pub(super) struct SynthArguments {
    /// An environment; may be repeated [default: all]
    #[arg(long, value_name = "NAME")]
    pub(super) env: Vec<String>,
    /// Write nothing: print the differences, and exit with 2 if there are any
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing: print the rules that the program sets aside, where, and why
    #[arg(long, conflicts_with = "check")]
    pub(super) explain_exceptions: bool,
}

/// `gelato bundle`
#[derive(Debug, Args)]
pub(super) struct BundleArguments {
    /// The environment
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
}

/// The arguments of every command that changes an environment, or shows a plan.
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    /// The environment
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
    /// A stack of the environment [default: all of them, each after those whose values it uses]
    #[arg(long, value_name = "NAME")]
    pub(super) stack: Option<String>,
    /// The Terraform workspace, if it is not `default`: `TF_WORKSPACE` or `terraform workspace select` must say the same
    #[arg(long, value_name = "NAME")]
    pub(super) workspace: Option<String>,
    /// Use the existing generated files and zips, such as those of another job: synthesise and build nothing
    #[arg(long)]
    pub(super) as_is: bool,
    /// Arguments that are passed to Terraform's `plan` unchanged
    #[arg(last = true, value_name = "TERRAFORM ARGUMENTS")]
    pub(super) rest: Vec<String>,
}

/// The presentation of a plan.
#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// Show Terraform's full plan before the summary
    #[arg(long)]
    pub(super) full: bool,
    /// Print the summary as JSON
    #[arg(long, conflicts_with = "full")]
    pub(super) json: bool,
}

/// The losses that a plan may cause.
#[derive(Debug, Args)]
pub(super) struct GateArguments {
    /// Let the plan replace or destroy this table, stream or API; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub(super) allow_replace: Vec<String>,
}

/// `gelato plan`
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    #[command(flatten)]
    pub(super) run: RunArguments,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    #[command(flatten)]
    pub(super) gate: GateArguments,
}

/// `gelato apply`
#[derive(Debug, Args)]
pub(super) struct ApplyArguments {
    #[command(flatten)]
    pub(super) run: RunArguments,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    #[command(flatten)]
    pub(super) gate: GateArguments,
    /// Apply the last plan of `gelato plan` instead of a new one
    #[arg(long, conflicts_with_all = ["rest", "as_is"])]
    pub(super) saved: bool,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
}

/// `gelato destroy`
#[derive(Debug, Args)]
pub(super) struct DestroyArguments {
    #[command(flatten)]
    pub(super) run: RunArguments,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
}

/// `gelato bootstrap`
#[derive(Debug, Args)]
pub(super) struct BootstrapArguments {
    /// An environment in the account and region
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
    /// The Terraform workspace, if it is not `default`: `TF_WORKSPACE` or `terraform workspace select` must say the same
    #[arg(long, value_name = "NAME")]
    pub(super) workspace: Option<String>,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    /// Do not ask
    #[arg(long)]
    pub(super) yes: bool,
    /// Arguments that are passed to Terraform's `plan` unchanged
    #[arg(last = true, value_name = "TERRAFORM ARGUMENTS")]
    pub(super) rest: Vec<String>,
}

/// `gelato import-plan`
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    #[command(flatten)]
    pub(super) run: RunArguments,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    /// The id of a resource that cannot be found by its name, ADDRESS=ID; may be repeated
    #[arg(long, value_name = "ADDRESS=ID")]
    pub(super) id: Vec<String>,
    #[command(flatten)]
    pub(super) gate: GateArguments,
}

/// `gelato take-over`
#[derive(Debug, Args)]
pub(super) struct TakeOverArguments {
    /// The state, such as the `terraform.STACK.tfstate` of CDK for Terraform, or what `terraform state pull` prints
    #[arg(long, value_name = "FILE")]
    pub(super) state: PathBuf,
    #[command(flatten)]
    pub(super) run: RunArguments,
}

/// `gelato output`
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// The environment
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
    /// A stack of the environment, if it has several roots
    #[arg(long, value_name = "NAME")]
    pub(super) stack: Option<String>,
    /// The Terraform workspace, if it is not `default`: `TF_WORKSPACE` or `terraform workspace select` must say the same
    #[arg(long, value_name = "NAME")]
    pub(super) workspace: Option<String>,
    /// Arguments that are passed to Terraform unchanged
    #[arg(last = true, value_name = "TERRAFORM ARGUMENTS")]
    pub(super) rest: Vec<String>,
}

/// `gelato openapi`
#[derive(Debug, Args)]
pub(super) struct OpenApiArguments {
    /// The environment
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
    /// A file to write it to; `-` is standard output [default: -]
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Arguments of a command of another program.
#[derive(Debug, Args)]
pub(super) struct AnyArguments {
    /// The arguments, which are not read.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<String>,
}

/// `prepare`, which `gelato local` calls.
#[derive(Debug, Args)]
pub(super) struct PrepareArguments {
    /// The environment
    #[arg(long, value_name = "NAME")]
    pub(super) env: String,
    /// The runtime's arguments, some of which set variables
    #[arg(last = true, value_name = "RUNTIME ARGUMENTS")]
    pub(super) rest: Vec<String>,
}

/// `gelato bindings`
#[derive(Debug, Args)]
pub(super) struct BindingsArguments {
    /// A list of what to generate: schemas, types and documentation, as a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["schema", "resource", "data"])]
    pub(super) config: Option<PathBuf>,
    /// A provider's full schema, `VERSION.json` as `terraform providers schema -json` prints it, from which the compact
    /// schema of that version in the list is updated first; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with_all = ["schema", "resource", "data", "out"])]
    pub(super) refresh: Vec<PathBuf>,
    /// A schema, as `terraform providers schema -json` prints it; may be repeated for another version
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(super) schema: Vec<PathBuf>,
    /// A resource type, or a quoted pattern of types; may be repeated
    #[arg(long, value_name = "TYPE|'PREFIX_*'", requires = "schema")]
    pub(super) resource: Vec<String>,
    /// A data source's type, or a quoted pattern; may be repeated
    #[arg(long, value_name = "TYPE|'PREFIX_*'", requires = "schema")]
    pub(super) data: Vec<String>,
    /// The folder for the generated files, which are added to existing ones; to remove a type, delete its file and run the
    /// command without a type
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// A module of others: only the installed command `gelato` takes it
    #[arg(long, value_name = "FOLDER", hide = true)]
    pub(super) module: Option<PathBuf>,
    /// Write nothing: name the files that differ, and exit with 2 if there are any
    #[arg(long)]
    pub(super) check: bool,
}

impl Command {
    /// Whether the command starts other programs, which need a folder for temporary files.
    pub(super) fn starts_programs(&self) -> bool {
        !matches!(self, Self::Synth(_) | Self::OpenApi(_) | Self::Bindings(_))
    }
}

/// A project whose path cannot be passed to other programs, or not be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the project's path `{0}` {1}\nhint: rename the folder, or move the project")]
struct UnusablePath(String, &'static str);

impl Arguments {
    /// The project of the command.
    pub(super) fn project(&self) -> anyhow::Result<Project> {
        let start = match &self.project {
            Some(folder) => folder.clone(),
            None => std::env::current_dir().context(
                "cannot tell which folder this is\nhint: go to a folder that exists, or name the project with `--project`",
            )?,
        };
        check_path(&std::path::absolute(&start).unwrap_or_else(|_| start.clone()))?;
        Ok(Project::find(&start)?)
    }
}

/// Terraform and Cargo need paths that are valid text.
fn check_path(path: &Path) -> Result<(), UnusablePath> {
    let shown = printable::line(&path.to_string_lossy());
    match path.to_str() {
        None => Err(UnusablePath(shown, "is not UTF-8, and Terraform and Cargo take no other")),
        Some(text) if text.chars().any(char::is_control) => Err(UnusablePath(shown, "holds control characters")),
        Some(_) => Ok(()),
    }
}
