//! The preparation of every command that runs Terraform: the environment, the program, and updated files.

use std::path::PathBuf;

use crate::bundle::DeclaredAsset;
use crate::called_as::called_as;
use crate::environment::{self, Backend, Environment, EnvironmentName};
use crate::printable::PrintablePath as _;
use crate::project::Project;
use crate::service;
use crate::terraform::Refusal;
use crate::terraform_cli::{
    Credentials, Error, MissingCredentials, Program, ProviderSource, RootFolder, Wanted as WantedProvider,
    check_variables,
};

use super::arguments::RunArguments;
use super::stacks::{Stack, only, selected};
use super::workspace::Workspace;
use super::{bundle, synth, terraform_variables};
use crate::messages::note;

/// The prefix of a root's variables in the shell's environment.
const VARIABLE: &str = "TF_VAR_";

/// The oldest Terraform that supports the generated files, and the oldest with the S3 backend's own lock.
const OLDEST: semver::Version = semver::Version::new(1, 5, 0);
const OLDEST_WITH_LOCKFILE: semver::Version = semver::Version::new(1, 10, 0);

/// An environment that Terraform can be run for.
pub(super) struct Prepared {
    /// The environment.
    pub(super) environment: Environment,
    /// The stack whose root it is.
    pub(super) stack: Stack,
    /// The workspace of its root.
    pub(super) workspace: Workspace,
    program: Program,
    folder: PathBuf,
}

/// An environment on this machine, although the command needs one in AWS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{environment}` has `target = \"local\"`: it runs on this machine, and `{program} {command}` needs an environment in AWS\n\
     hint: `gelato local --env {environment}` runs it; `{program} plan --env {environment}` shows what it consists of",
    program = called_as()
)]
struct LocalEnvironment {
    environment: String,
    command: &'static str,
}

/// A missing zip.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{zip}` is missing\nhint: `{} bundle --env {environment}` builds it; without `--as-is` it is built first",
    called_as()
)]
struct MissingZip {
    zip: String,
    environment: String,
}

/// What a command is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The environment.
    pub(super) env: &'a str,
    /// One of its stacks, instead of all.
    pub(super) stack: Option<&'a str>,
    /// The workspace that the roots must be in.
    pub(super) workspace: Option<&'a str>,
}

impl Wanted<'_> {
    fn load(&self, program: &service::Program<'_>, project: &Project) -> anyhow::Result<Environment> {
        Ok(program.environments(&project.environments()).load(&EnvironmentName::try_new(self.env)?)?)
    }
}

impl<'a> From<&'a RunArguments> for Wanted<'a> {
    fn from(arguments: &'a RunArguments) -> Self {
        let (stack, workspace) = (arguments.stack.as_deref(), arguments.workspace.as_deref());
        Self { env: &arguments.env, stack, workspace }
    }
}

impl Prepared {
    /// Prepares a command that changes or reads an environment in AWS: its stacks, in their order.
    pub(super) fn find_in_aws(
        program: &service::Program<'_>,
        project: &Project,
        wanted: &Wanted<'_>,
        command: &'static str,
    ) -> anyhow::Result<Vec<Self>> {
        let environment = wanted.load(program, project)?;
        if environment.settings.target == environment::Target::Local {
            return Err(LocalEnvironment { environment: environment.name.to_string(), command }.into());
        }
        Self::of(program, project, environment, wanted)
    }

    /// Prepares a command that is for one root of an environment in AWS.
    pub(super) fn find_one_in_aws(
        program: &service::Program<'_>,
        project: &Project,
        wanted: &Wanted<'_>,
        command: &'static str,
    ) -> anyhow::Result<Self> {
        let all = Self::find_in_aws(program, project, wanted, command)?;
        Ok(only(all, wanted.env, command, |prepared| prepared.stack.name.clone())?)
    }

    /// Prepares a command that is for one root of an environment, on this machine or in AWS.
    pub(super) fn find_one(
        program: &service::Program<'_>,
        project: &Project,
        wanted: &Wanted<'_>,
        command: &'static str,
    ) -> anyhow::Result<Self> {
        let all = Self::find(program, project, wanted)?;
        Ok(only(all, wanted.env, command, |prepared| prepared.stack.name.clone())?)
    }

    /// Prepares a command, and reports missing requirements before anything slow starts.
    pub(super) fn find(
        program: &service::Program<'_>,
        project: &Project,
        wanted: &Wanted<'_>,
    ) -> anyhow::Result<Vec<Self>> {
        Self::of(program, project, wanted.load(program, project)?, wanted)
    }

    fn of(
        program: &service::Program<'_>,
        project: &Project,
        environment: Environment,
        wanted: &Wanted<'_>,
    ) -> anyhow::Result<Vec<Self>> {
        let place = |stack: Stack| {
            let folder = project.root(&stack.folder);
            let workspace = Workspace::of(&folder);
            workspace.check(wanted.workspace, &environment)?;
            Ok((stack, folder, workspace))
        };
        let stacks = selected(program, &environment, wanted.stack)?.into_iter();
        let places: Vec<_> = stacks.map(place).collect::<anyhow::Result<_>>()?;
        terraform_variables::check()?;
        let program = terraform(&environment)?;
        check_credentials(&environment)?;
        let prepare = |(stack, folder, workspace)| {
            let (environment, program) = (environment.clone(), program.clone());
            Self { environment, stack, workspace, program, folder }
        };
        Ok(places.into_iter().map(prepare).collect())
    }

    /// The name of its root: the environment's, with that of the stack.
    pub(super) fn name(&self) -> &str {
        &self.stack.folder
    }

    /// The options that name its root.
    pub(super) fn options(&self) -> String {
        format!("--env {}{}", self.environment.name, self.stack.option())
    }

    /// The names of the outputs in the state of another stack; none if it is not applied.
    pub(super) fn outputs_of(&self, stack: &str) -> anyhow::Result<Vec<String>> {
        let folder = self.folder.with_file_name(format!("{}-{stack}", self.environment.name));
        let root = RootFolder::new(&self.program, &folder);
        root.init(&self.provider_source()?)?;
        Ok(root.outputs()?)
    }

    /// The root's folder.
    pub(super) fn root(&self) -> RootFolder<'_> {
        RootFolder::new(&self.program, &self.folder)
    }

    /// The path of a saved plan, in Terraform's own folder.
    pub(super) fn plan_file(&self) -> PathBuf {
        self.folder.join(".terraform").join("gelato.tfplan")
    }

    /// The root's folder.
    pub(super) fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Rewrites the root and its modules.
    pub(super) fn synthesise(&self, program: &service::Program<'_>, project: &Project) -> anyhow::Result<()> {
        synth::one(program, project, &self.environment)
    }

    /// Updates everything that a plan depends on.
    pub(super) fn refresh(
        &self,
        program: &service::Program<'_>,
        project: &Project,
        arguments: &RunArguments,
    ) -> anyhow::Result<()> {
        check_shell_variables(program)?;
        if arguments.as_is {
            check_variables(&self.folder, &arguments.rest, "-var")?;
            return self.check_zips(program, project);
        }
        self.synthesise(program, project)?;
        check_variables(&self.folder, &arguments.rest, "-var")?;
        bundle::all(program, project, &self.environment)
    }

    fn check_zips(&self, program: &service::Program<'_>, project: &Project) -> anyhow::Result<()> {
        let environment = self.environment.name.as_str();
        let functions = program.functions();
        let assets = program.assets();
        let names = functions.into_iter().chain(assets.iter().map(DeclaredAsset::bundle_name));
        let mut zips = names.map(|name| project.bundle(environment, &name));
        match zips.find(|zip| !zip.is_file()) {
            Some(zip) => Err(MissingZip { zip: zip.printable(), environment: environment.into() }.into()),
            None => Ok(()),
        }
    }

    /// The same environment, with another root, which may be in another workspace.
    pub(super) fn in_folder(self, folder: PathBuf, workspace: Option<&str>) -> anyhow::Result<Self> {
        let used = Workspace::of(&folder);
        used.check(workspace, &self.environment)?;
        Ok(Self { folder, workspace: used, ..self })
    }

    /// Where Terraform gets the root's providers from.
    fn provider_source(&self) -> Result<ProviderSource, Error> {
        ProviderSource::choose(&WantedProvider::aws().with(self.root().provider_sources()))
    }

    /// Initialises the root, if necessary.
    pub(super) fn init(&self) -> anyhow::Result<()> {
        let source = self.provider_source()?;
        note(&format!("{} {}; provider: {source}", self.program.name(), self.program.version()));
        if self.root().init(&source)? {
            note("initialised");
        }
        Ok(())
    }

    /// Initialises the root again, because Terraform asks for it.
    pub(super) fn init_again(&self) -> anyhow::Result<()> {
        note("the root needs a module or a provider that it did not need before: initialising it again");
        self.root().init_again(&self.provider_source()?)?;
        Ok(())
    }

    /// Initialises the root with another backend, and leaves the old state.
    pub(super) fn reconfigure(&self) -> anyhow::Result<()> {
        Ok(self.root().init_backend(&self.provider_source()?, &["-reconfigure"])?)
    }

    /// Initialises the root with another backend, and moves the state there.
    pub(super) fn migrate(&self) -> anyhow::Result<()> {
        Ok(self.root().init_backend(&self.provider_source()?, &["-migrate-state", "-force-copy"])?)
    }
}

fn terraform(environment: &Environment) -> anyhow::Result<Program> {
    let (oldest, why) = match environment.settings.backend {
        Backend::S3 { lockfile: true, .. } => (&OLDEST_WITH_LOCKFILE, ", for the backend's `lockfile`"),
        _ => (&OLDEST, ""),
    };
    Ok(Program::find_telling(oldest, why, &mut note)?)
}

fn check_credentials(environment: &Environment) -> Result<(), MissingCredentials> {
    let settings = &environment.settings;
    if settings.target == environment::Target::Local {
        return Ok(());
    }
    let accounts: Vec<_> = settings.allowed_account_ids.iter().map(ToString::to_string).collect();
    let shown = |path: PathBuf| path.printable();
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

/// A value from the shell that the service refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {refusal}")]
struct RefusedVariable {
    variable: String,
    refusal: Refusal,
}

fn check_shell_variables(program: &service::Program<'_>) -> Result<(), RefusedVariable> {
    for (name, check) in program.secret_checks() {
        let variable = format!("{VARIABLE}{name}");
        if let Some(text) = std::env::var(&variable).ok().filter(|text| !text.is_empty()) {
            check(&text).map_err(|refusal| RefusedVariable { variable, refusal })?;
        }
    }
    Ok(())
}
