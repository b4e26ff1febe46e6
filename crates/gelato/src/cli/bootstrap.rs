//! `gelato bootstrap`: the resources that exist once per account and region, with their state in the bucket that they
//! create.
//!
//! The first run has no bucket, so that the state starts beside the root and moves once the bucket exists. From then on,
//! on any machine, it is a root like any other.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::printable::PrintablePath as _;
use crate::project::Project;
use crate::service::Program;
use crate::terraform_cli::Error;
use crate::whole_file;

use super::apply::carry_out;
use super::arguments::BootstrapArguments;
use super::planning::{Intent, Planning};
use super::prepared::{Prepared, Wanted};
use crate::messages::note;

/// Terraform reads files with this suffix last, sorted by name. This one overrides the root's backend.
const BEGINNING: &str = "start_override.tf.json";
const LOCAL_BACKEND: &str = r#"{ "terraform": { "backend": { "local": { "path": "terraform.tfstate" } } } }"#;

/// A service without a bootstrap root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the service `{service}` has nothing to set up in the account and region of `{environment}`\n\
     hint: `Service::bootstrap` gives what there is"
)]
struct NothingToSetUp {
    service: String,
    environment: String,
}

/// Runs the command.
pub(super) fn run(
    program: &Program<'_>,
    project: &Project,
    arguments: &BootstrapArguments,
) -> anyhow::Result<ExitCode> {
    let wanted = Wanted { env: &arguments.env, stack: None, workspace: arguments.workspace.as_deref() };
    // All stacks of an environment share its account and region.
    let prepared = Prepared::find_in_aws(program, project, &wanted, "bootstrap")?.swap_remove(0);
    prepared.synthesise(program, project)?;
    let root = program.bootstrap(&prepared.environment);
    let root = root.ok_or_else(|| NothingToSetUp {
        service: program.name().to_owned(),
        environment: prepared.environment.name.to_string(),
    })?;
    let prepared = prepared.in_folder(project.root(&root.name()), arguments.workspace.as_deref())?;
    let beginning = prepared.folder().join(BEGINNING);
    if begin(&prepared, &beginning)? {
        note("there is no bucket for the state yet: it begins in a file, and moves into the bucket when that is made");
    }
    let planning =
        Planning { intent: Intent::Change, allow_replace: &[], show: &arguments.show, rest: &arguments.rest };
    let shown = planning.make(&prepared)?;
    carry_out(&prepared, &shown, arguments.yes, "set up the account and region of")?;
    if beginning.is_file() {
        fs::remove_file(&beginning).with_context(|| format!("cannot remove `{}`", beginning.printable()))?;
        prepared.migrate()?;
        note("the state is in the bucket now");
    }
    Ok(ExitCode::SUCCESS)
}

/// Initialises the root, with the state in a file if the bucket does not exist yet. Returns whether it does not.
fn begin(prepared: &Prepared, beginning: &Path) -> anyhow::Result<bool> {
    if beginning.is_file() {
        // An earlier run ended before the state was moved.
        prepared.init()?;
        return Ok(true);
    }
    match prepared.init() {
        Ok(()) => Ok(false),
        Err(error) if has_no_bucket(&error) => {
            whole_file::write(beginning, LOCAL_BACKEND.as_bytes())
                .with_context(|| format!("cannot write `{}`", beginning.printable()))?;
            prepared.reconfigure()?;
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

fn has_no_bucket(error: &anyhow::Error) -> bool {
    let said = |error: &Error| matches!(error, Error::Init { said, .. } if said.contains("NoSuchBucket") || said.contains("does not exist"));
    error.downcast_ref::<Error>().is_some_and(said)
}
