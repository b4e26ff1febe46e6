//! A root that Terraform runs in.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use crate::bundle::Digest;
use crate::printable::{self, PrintablePath as _};
use crate::whole_file;

use super::cut_off::CutOff;
use super::diagnostic::Diagnostic;
use super::error::Error;
use super::hint::hint_line;
use super::interruption::outlasting;
use super::program::Program;
use super::provider_source::ProviderSource;

/// The fingerprint of the inputs of `init`, beside its outputs, so that both are removed together.
const FINGERPRINT: &str = ".terraform/gelato-init";

/// The file with the versions and sources of providers.
const VERSIONS: &str = "versions.tf.json";

/// The top-level blocks that `init` depends on. Others can change without another `init`.
const INIT_FILES: [&str; 2] = [VERSIONS, "main.tf.json"];

/// A root's folder, with the program that runs in it.
#[derive(Debug)]
pub struct RootFolder<'a> {
    program: &'a Program,
    folder: PathBuf,
}

/// The result of planning, besides the saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOutcome {
    /// Whether the plan has changes.
    pub changes: bool,
    /// Terraform's warnings.
    pub warnings: Vec<Diagnostic>,
}

impl<'a> RootFolder<'a> {
    /// The root in a folder.
    pub fn new(program: &'a Program, folder: &Path) -> Self {
        Self { program, folder: folder.to_owned() }
    }

    /// Initialises the root, unless it already was with the same files, modules and provider. Returns whether it was
    /// necessary.
    ///
    /// # Errors
    /// If `init` fails: with its output and, for the usual causes, a hint.
    pub fn init(&self, source: &ProviderSource) -> Result<bool, Error> {
        let fingerprint = self.fingerprint(source);
        if whole_file::read_text(&self.folder.join(FINGERPRINT)).is_ok_and(|kept| kept == fingerprint) {
            return Ok(false);
        }
        self.init_again(source)?;
        // Without the fingerprint, the next call initialises again.
        let _ = whole_file::write(&self.folder.join(FINGERPRINT), fingerprint.as_bytes());
        Ok(true)
    }

    /// Initialises the root unconditionally. [`RootFolder::init`] does not compare files that a person added; Terraform
    /// reports when it needs this.
    ///
    /// # Errors
    /// Like [`RootFolder::init`].
    pub fn init_again(&self, source: &ProviderSource) -> Result<(), Error> {
        self.init_backend(source, &[])
    }

    /// Runs a command in the root with this terminal, and returns its exit status.
    ///
    /// # Errors
    /// If the program cannot be started.
    pub fn run(&self, command: &str, arguments: &[String]) -> Result<ExitStatus, Error> {
        let mut child = self.command(command);
        child.args(color()).args(arguments);
        outlasting(|| child.status()).map_err(|source| self.not_started(source))
    }

    /// Initialises the root after its backend has changed.
    ///
    /// # Errors
    /// Like [`RootFolder::init`].
    pub fn init_backend(&self, source: &ProviderSource, arguments: &[&str]) -> Result<(), Error> {
        let output = self.run_init(source, arguments)?;
        if output.status.success() { Ok(()) } else { Err(self.init_failed(&output)) }
    }

    /// Makes a plan and saves it in a file.
    ///
    /// # Errors
    /// If it cannot be made: with Terraform's output and, for the usual causes, a hint. A plan that Terraform refuses,
    /// because it must not destroy something, is saved nevertheless, because it has the reason.
    pub fn plan(&self, file: &Path, arguments: &[String]) -> Result<PlanOutcome, Error> {
        let mut child = self.command("plan");
        child.args(["-input=false", "-json", "-detailed-exitcode"]).arg(option("-out=", file)).args(arguments);
        let output = self.output(&mut child)?;
        let said = String::from_utf8_lossy(&output.stdout);
        let (errors, warnings) = said.lines().filter_map(Diagnostic::of_line).partition(Diagnostic::is_error);
        match output.status.code() {
            Some(0) => Ok(PlanOutcome { changes: false, warnings }),
            Some(2) => Ok(PlanOutcome { changes: true, warnings }),
            _ => Err(self.failed("plan", &errors, &output)),
        }
    }

    /// A saved plan, as `terraform show -json` prints it. It has sensitive values.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn show(&self, file: &Path) -> Result<String, Error> {
        let output = self.output(self.plain_command("show").arg("-json").arg(file))?;
        if !output.status.success() {
            return Err(self.failed("show", &[], &output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The names of the outputs in the state; none if there is no state.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn outputs(&self) -> Result<Vec<String>, Error> {
        let output = self.output(self.plain_command("output").args(["-json", "-no-color"]))?;
        if !output.status.success() {
            return Err(self.failed("output", &[], &output));
        }
        let outputs: serde_json::Map<String, serde_json::Value> =
            serde_json::from_slice(&output.stdout).unwrap_or_default();
        Ok(outputs.into_iter().map(|(name, _)| name).collect())
    }

    /// Removes the taint of a resource in the state, so that it is not replaced.
    ///
    /// # Errors
    /// If the state cannot be written.
    pub fn untaint(&self, address: &str) -> Result<(), Error> {
        let output = self.output(self.plain_command("untaint").args(["-no-color", address]))?;
        if output.status.success() { Ok(()) } else { Err(self.failed("untaint", &[], &output)) }
    }

    /// Applies a saved plan. Terraform writes its progress to standard output itself, so that the apply continues to its
    /// end even if this process dies.
    ///
    /// # Errors
    /// If it fails: with Terraform's output and, for the usual causes, a hint.
    pub fn apply(&self, file: &Path) -> Result<(), Error> {
        let mut child = self.command("apply");
        child.arg("-input=false").args(color()).arg(file).stdout(Stdio::inherit()).stderr(Stdio::piped());
        let cut_off = CutOff::of(&self.folder);
        cut_off.begin();
        let output = outlasting(|| child.spawn().and_then(Child::wait_with_output))
            .map_err(|source| self.not_started(source))?;
        cut_off.end(output.status.code(), &String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(()) } else { Err(self.failed("apply", &[], &output)) }
    }

    /// Whether the last apply was cut off, so that resources may exist that are not in the state.
    pub fn was_cut_off(&self) -> bool {
        CutOff::of(&self.folder).is_known()
    }

    /// Notes that the leftovers of an apply that was cut off have been looked for.
    ///
    /// # Errors
    /// If the marker cannot be removed.
    pub fn forget_cut_off(&self) -> std::io::Result<()> {
        CutOff::of(&self.folder).forget()
    }

    /// The failure: Terraform's error diagnostics, or all of its output.
    fn failed(&self, command: &'static str, errors: &[Diagnostic], output: &Output) -> Error {
        let told = errors.iter().map(Diagnostic::to_string).collect::<Vec<_>>().join("\n");
        let said = if told.is_empty() { String::from_utf8_lossy(&output.stderr).trim().to_owned() } else { told };
        let hint = hint_line(&said, &self.folder);
        let said = printable::quoted(&said);
        Error::Failed { program: self.program.name(), command, root: self.folder.printable(), said, hint }
    }

    fn output(&self, child: &mut Command) -> Result<Output, Error> {
        outlasting(|| child.output()).map_err(|source| self.not_started(source))
    }

    fn not_started(&self, source: std::io::Error) -> Error {
        Error::Start { program: self.program.path().printable(), source }
    }

    fn run_init(&self, source: &ProviderSource, arguments: &[&str]) -> Result<Output, Error> {
        let mut child = self.command("init");
        child.args(["-input=false", "-no-color"]).args(arguments);
        if let Some(folder) = source.plugin_folder() {
            child.arg(option("-plugin-dir=", folder));
        }
        self.output(&mut child)
    }

    fn command(&self, command: &str) -> Command {
        let mut child = self.program.command();
        child.current_dir(&self.folder).env("TF_IN_AUTOMATION", "1").arg(command);
        child
    }

    /// A command whose output this program reads, so that the shell's `TF_CLI_ARGS` must not apply.
    fn plain_command(&self, command: &str) -> Command {
        let mut child = self.command(command);
        child.env_remove("TF_CLI_ARGS").env_remove(format!("TF_CLI_ARGS_{command}"));
        child
    }

    fn init_failed(&self, output: &Output) -> Error {
        let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        let hint = hint_line(&said, &self.folder);
        let said = printable::quoted(said.trim());
        Error::Init { program: self.program.name(), root: self.folder.printable(), said, hint }
    }

    /// The sources of the providers besides AWS's that the root requires, such as `hashicorp/random`.
    pub fn provider_sources(&self) -> Vec<String> {
        let text = whole_file::read(&self.folder.join(VERSIONS)).unwrap_or_default();
        let versions: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        let required = versions["terraform"]["required_providers"].as_object();
        let others = required.into_iter().flatten().filter(|(name, _)| *name != "aws");
        others.filter_map(|(_, provider)| Some(provider["source"].as_str()?.to_owned())).collect()
    }

    /// The inputs of `init`: the program, the provider's source, and the files with providers, backend and modules.
    fn fingerprint(&self, source: &ProviderSource) -> String {
        let program = format!("{} {} {source:?}", self.program.path().to_string_lossy(), self.program.version());
        let files = INIT_FILES.iter().map(|name| whole_file::read(&self.folder.join(name)).unwrap_or_default());
        let calls = self.modules().into_iter().map(|folder| called_sources(&folder));
        let read: Vec<Vec<u8>> =
            std::iter::once(program.into_bytes()).chain(files).chain(self.module_versions()).chain(calls).collect();
        Digest::of(&read.concat()).hex()
    }

    fn module_versions(&self) -> Vec<Vec<u8>> {
        let modules = self.modules().into_iter();
        modules.map(|module| whole_file::read(&module.join(VERSIONS)).unwrap_or_default()).collect()
    }

    /// The folders of the service's modules.
    fn modules(&self) -> Vec<PathBuf> {
        super::mirror::folders(&self.folder.join("../../modules"))
    }
}

/// The sources and versions of the modules that a folder calls, which `init` fetches.
fn called_sources(folder: &Path) -> Vec<u8> {
    let text = whole_file::read(&folder.join("main.tf.json")).unwrap_or_default();
    let main: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let calls = main["module"].as_object().into_iter().flatten();
    let sources = calls.map(|(name, call)| format!("{name} {} {}", call["source"], call["version"]));
    sources.collect::<Vec<_>>().join("\n").into_bytes()
}

/// An option with a path.
fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// Terraform ignores `NO_COLOR`.
fn color() -> Option<&'static str> {
    (std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal()).then_some("-no-color")
}
