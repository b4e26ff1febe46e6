//! A root that Terraform is run in.

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

/// What planning gave, beside the saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Whether anything would change.
    pub changes: bool,
    /// What Terraform warns of.
    pub warnings: Vec<Diagnostic>,
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
        if whole_file::read_text(&self.folder.join(FINGERPRINT)).is_ok_and(|kept| kept == fingerprint) {
            return Ok(false);
        }
        self.init_again(source)?;
        // Without the fingerprint the next call only initialises again.
        let _ = whole_file::write(&self.folder.join(FINGERPRINT), fingerprint.as_bytes());
        Ok(true)
    }

    /// Initialises the root, whether or not it was. Files that a person added are no part of what [`RootFolder::init`]
    /// compares; Terraform says itself when it needs this.
    ///
    /// # Errors
    /// As [`RootFolder::init`].
    pub fn init_again(&self, source: &ProviderSource) -> Result<(), Error> {
        self.init_backend(source, &[])
    }

    /// Runs a command in the root with this terminal, and gives its exit status.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn run(&self, command: &str, arguments: &[String]) -> Result<ExitStatus, Error> {
        let mut child = self.command(command);
        child.args(color()).args(arguments);
        outlasting(|| child.status()).map_err(|source| self.not_started(source))
    }

    /// Initialises the root after its backend has changed.
    ///
    /// # Errors
    /// As [`RootFolder::init`].
    pub fn init_backend(&self, source: &ProviderSource, arguments: &[&str]) -> Result<(), Error> {
        let output = self.run_init(source, arguments)?;
        if output.status.success() { Ok(()) } else { Err(self.init_failed(&output)) }
    }

    /// Makes a plan and saves it in a file.
    ///
    /// # Errors
    /// When it cannot be made: with what Terraform said and, for the usual causes, what to do. A plan that Terraform
    /// itself refuses, because something in it must not be destroyed, is saved nevertheless: it tells why.
    pub fn plan(&self, file: &Path, arguments: &[String]) -> Result<Planned, Error> {
        let mut child = self.command("plan");
        child.args(["-input=false", "-json", "-detailed-exitcode"]).arg(option("-out=", file)).args(arguments);
        let output = self.output(&mut child)?;
        let said = String::from_utf8_lossy(&output.stdout);
        let (errors, warnings) = said.lines().filter_map(Diagnostic::of_line).partition(Diagnostic::is_error);
        match output.status.code() {
            Some(0) => Ok(Planned { changes: false, warnings }),
            Some(2) => Ok(Planned { changes: true, warnings }),
            _ => Err(self.failed("plan", &errors, &output)),
        }
    }

    /// A saved plan, as `terraform show -json` tells it. It holds what nobody should see.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn show(&self, file: &Path) -> Result<String, Error> {
        let output = self.output(self.plain_command("show").arg("-json").arg(file))?;
        if !output.status.success() {
            return Err(self.failed("show", &[], &output));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Tells the state that a resource is whole, so that it is not made anew.
    ///
    /// # Errors
    /// When the state cannot be written.
    pub fn untaint(&self, address: &str) -> Result<(), Error> {
        let output = self.output(self.plain_command("untaint").args(["-no-color", address]))?;
        if output.status.success() { Ok(()) } else { Err(self.failed("untaint", &[], &output)) }
    }

    /// Applies a saved plan. Terraform tells its progress on standard output itself: whatever becomes of this process,
    /// the apply goes on to its end.
    ///
    /// # Errors
    /// When it fails: with what Terraform said and, for the usual causes, what to do.
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

    /// Whether the last apply was cut off, so that something may exist which the state does not know.
    pub fn was_cut_off(&self) -> bool {
        CutOff::of(&self.folder).is_known()
    }

    /// What an apply that was cut off may have left has been looked for.
    ///
    /// # Errors
    /// When the mark of the cut cannot be removed.
    pub fn forget_cut_off(&self) -> std::io::Result<()> {
        CutOff::of(&self.folder).forget()
    }

    /// What failed: the errors that Terraform told one by one, or all that it said.
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

    /// A command that the shell's `TF_CLI_ARGS` are not meant for: its answer is read by this program.
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

    /// What `init` would see: program, provider source, and the files that name providers, backend and modules.
    fn fingerprint(&self, source: &ProviderSource) -> String {
        let program = format!("{} {} {source:?}", self.program.path().to_string_lossy(), self.program.version());
        let files = INIT_FILES.iter().map(|name| whole_file::read(&self.folder.join(name)).unwrap_or_default());
        let read: Vec<Vec<u8>> =
            std::iter::once(program.into_bytes()).chain(files).chain(self.module_versions()).collect();
        Digest::of(&read.concat()).hex()
    }

    fn module_versions(&self) -> Vec<Vec<u8>> {
        let modules = super::mirror::folders(&self.folder.join("../../modules"));
        modules.iter().map(|module| whole_file::read(&module.join("versions.tf.json")).unwrap_or_default()).collect()
    }
}

/// An option with the path that belongs to it.
fn option(name: &str, path: &Path) -> OsString {
    let mut option = OsString::from(name);
    option.push(path);
    option
}

/// Terraform does not look at `NO_COLOR`.
fn color() -> Option<&'static str> {
    (std::env::var_os("NO_COLOR").is_some() || !std::io::stdout().is_terminal()).then_some("-no-color")
}
