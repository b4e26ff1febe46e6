//! `gelato plan`, `apply`, `destroy` and `output`: everything up to date, then Terraform.

use std::path::PathBuf;
use std::process::{ExitCode, ExitStatus};

use crate::environment::{self, Backend, Environment, EnvironmentName};
use crate::project::Project;
use crate::synth::Service;
use crate::terraform_cli::{
    Credentials, MissingCredentials, Program, ProviderSource, RootFolder, Wanted, check_phone_numbers,
};

use super::arguments::TerraformArguments;
use super::color::note;
use super::{bundle, synth};

/// How Terraform takes a root's variable from the shell.
const VARIABLE: &str = "TF_VAR_";

/// The oldest Terraform that reads what is generated, and the oldest that knows the S3 backend's own lock.
const OLDEST: semver::Version = semver::Version::new(1, 5, 0);
const OLDEST_WITH_LOCKFILE: semver::Version = semver::Version::new(1, 10, 0);

/// Shows what would change.
pub(super) fn plan<S: Service>(
    service: &S,
    project: &Project,
    arguments: &TerraformArguments,
) -> anyhow::Result<ExitCode> {
    changing(service, project, arguments, "plan")
}

/// Changes it.
pub(super) fn apply<S: Service>(
    service: &S,
    project: &Project,
    arguments: &TerraformArguments,
) -> anyhow::Result<ExitCode> {
    changing(service, project, arguments, "apply")
}

/// Takes it away.
pub(super) fn destroy<S: Service>(
    service: &S,
    project: &Project,
    arguments: &TerraformArguments,
) -> anyhow::Result<ExitCode> {
    changing(service, project, arguments, "destroy")
}

/// Prints the outputs.
pub(super) fn output<S: Service>(
    service: &S,
    project: &Project,
    arguments: &TerraformArguments,
) -> anyhow::Result<ExitCode> {
    let environment = load(project, arguments)?;
    let program = program(&environment)?;
    check_credentials(&environment)?;
    synth::one(service, project, &environment)?;
    run(project, &environment, &program, "output", &arguments.rest)
}

/// What is missing is said before anything slow is begun.
fn changing<S: Service>(
    service: &S,
    project: &Project,
    arguments: &TerraformArguments,
    command: &str,
) -> anyhow::Result<ExitCode> {
    let environment = load(project, arguments)?;
    let program = program(&environment)?;
    check_credentials(&environment)?;
    check_variables(service)?;
    synth::one(service, project, &environment)?;
    bundle::all(service, project, &environment)?;
    run(project, &environment, &program, command, &arguments.rest)
}

fn load(project: &Project, arguments: &TerraformArguments) -> anyhow::Result<Environment> {
    let name = EnvironmentName::try_new(&arguments.env)?;
    Ok(Environment::load(&project.environments(), &name)?)
}

fn program(environment: &Environment) -> anyhow::Result<Program> {
    let program = match environment.settings.backend {
        Backend::S3 { lockfile: true, .. } => Program::find(&OLDEST_WITH_LOCKFILE, ", for the backend's `lockfile`"),
        _ => Program::find(&OLDEST, ""),
    };
    Ok(program?)
}

fn check_credentials(environment: &Environment) -> Result<(), MissingCredentials> {
    let settings = &environment.settings;
    if settings.target == environment::Target::Local {
        return Ok(());
    }
    let accounts: Vec<_> = settings.allowed_account_ids.iter().map(ToString::to_string).collect();
    let shown = |path: PathBuf| path.display().to_string();
    match Credentials::find() {
        Some(Credentials(place)) => {
            note(&format!("credentials: {place}"));
            Ok(())
        }
        None => Err(MissingCredentials {
            environment: environment.name.to_string(),
            region: settings.region.to_string(),
            accounts: accounts.join(" or "),
            credentials_file: shown(Credentials::credentials_file()),
            config_file: shown(Credentials::config_file()),
        }),
    }
}

fn check_variables<S: Service>(service: &S) -> anyhow::Result<()> {
    for name in service.phone_number_variables() {
        let variable = format!("{VARIABLE}{name}");
        if let Some(text) = std::env::var(&variable).ok().filter(|text| !text.is_empty()) {
            check_phone_numbers(&variable, &text)?;
        }
    }
    Ok(())
}

fn run(
    project: &Project,
    environment: &Environment,
    program: &Program,
    command: &str,
    arguments: &[String],
) -> anyhow::Result<ExitCode> {
    let root = RootFolder::new(program, &project.root(environment.name.as_str()));
    let source = ProviderSource::choose(&Wanted::aws())?;
    note(&format!("{} {}; provider: {source}", program.name(), program.version()));
    if root.init(&source)? {
        note("initialised");
    }
    Ok(exit_code(root.run(command, arguments)?))
}

/// Terraform's own exit status; a signal is a failure.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    code.map_or(ExitCode::FAILURE, ExitCode::from)
}
