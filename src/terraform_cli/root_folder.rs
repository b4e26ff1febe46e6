//! A root that Terraform is run in.

use std::fs;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output};

use crate::bundle::Digest;

use super::error::Error;
use super::program::Program;
use super::provider_source::ProviderSource;

/// The fingerprint of what `init` read, beside what it made: who removes the one removes the other.
const FINGERPRINT: &str = ".terraform/gelato-init";

/// What `init` depends on in a root: everything else can change without another `init`.
const INIT_FILES: [&str; 2] = ["versions.tf.json", "main.tf.json"];

/// A root's folder, with the program that runs in it.
#[derive(Debug)]
pub struct RootFolder<'a> {
    program: &'a Program,
    folder: PathBuf,
}

impl<'a> RootFolder<'a> {
    /// The root in a folder.
    pub fn new(program: &'a Program, folder: &Path) -> Self {
        Self { program, folder: folder.to_owned() }
    }

    /// Initialises the root, unless it was with these very files, modules and this provider. Gives whether it had to.
    ///
    /// # Errors
    /// When `init` fails: with what it said and, for the usual causes, what to do.
    pub fn init(&self, source: &ProviderSource) -> Result<bool, Error> {
        let fingerprint = self.fingerprint(source);
        if fs::read_to_string(self.folder.join(FINGERPRINT)).is_ok_and(|kept| kept == fingerprint) {
            return Ok(false);
        }
        let output = self.run_init(source, &[])?;
        if !output.status.success() {
            return Err(self.init_failed(&output));
        }
        // Without the fingerprint the next call only initialises again.
        let _ = fs::write(self.folder.join(FINGERPRINT), fingerprint);
        Ok(true)
    }

    /// Runs a command in the root with this terminal, and gives its exit status.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn run(&self, command: &str, arguments: &[String]) -> Result<ExitStatus, Error> {
        let mut child = self.command(command);
        if std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal() {
            child.arg("-no-color");
        }
        let status = child.args(arguments).status();
        status.map_err(|source| Error::Start { program: self.program.path().display().to_string(), source })
    }

    fn run_init(&self, source: &ProviderSource, arguments: &[&str]) -> Result<Output, Error> {
        let mut child = self.command("init");
        child.args(["-input=false", "-no-color"]).args(arguments);
        if let Some(folder) = source.plugin_folder() {
            child.arg(format!("-plugin-dir={}", folder.display()));
        }
        child.output().map_err(|source| Error::Start { program: self.program.path().display().to_string(), source })
    }

    fn command(&self, command: &str) -> Command {
        let mut child = self.program.command();
        child.current_dir(&self.folder).env("TF_IN_AUTOMATION", "1").arg(command);
        child
    }

    fn init_failed(&self, output: &Output) -> Error {
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let hint = hint(&said).map_or_else(String::new, |hint| format!("\nhint: {hint}"));
        let said = said.trim().to_owned();
        Error::Init { program: self.program.name(), root: self.folder.display().to_string(), said, hint }
    }

    /// What `init` would see: program, provider source, and the files that name providers, backend and modules.
    fn fingerprint(&self, source: &ProviderSource) -> String {
        let program = format!("{} {} {source:?}", self.program.path().display(), self.program.version());
        let files = INIT_FILES.iter().map(|name| fs::read(self.folder.join(name)).unwrap_or_default());
        let read: Vec<Vec<u8>> =
            std::iter::once(program.into_bytes()).chain(files).chain(self.module_versions()).collect();
        Digest::of(&read.concat()).hex()
    }

    fn module_versions(&self) -> Vec<Vec<u8>> {
        let modules = super::mirror::folders(&self.folder.join("../../modules"));
        modules.iter().map(|module| fs::read(module.join("versions.tf.json")).unwrap_or_default()).collect()
    }
}

/// What to do about the usual causes.
fn hint(said: &str) -> Option<&'static str> {
    let causes = [
        (
            "Failed to query available provider packages",
            "the provider could not be found: put a mirror's folder in GELATO_PLUGIN_DIR, or see whether the registry can be reached",
        ),
        ("could not connect to registry", "the registry cannot be reached: put a mirror's folder in GELATO_PLUGIN_DIR"),
        (
            "NoSuchBucket",
            "the state's bucket does not exist: make it first, or set another backend in the environment's file",
        ),
        ("S3 bucket \"", "the state's bucket cannot be used: see whether it exists in this account and region"),
        (
            "Backend configuration changed",
            "the backend has changed: run `terraform init -migrate-state` in the root once",
        ),
        (
            "Backend initialization required",
            "the backend has changed: run `terraform init -migrate-state` in the root once",
        ),
        ("No valid credential sources found", "no AWS credentials: run `aws configure sso` or set AWS_PROFILE"),
    ];
    causes.into_iter().find(|(cause, _)| said.contains(cause)).map(|(_, hint)| hint)
}
