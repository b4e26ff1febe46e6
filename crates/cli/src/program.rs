//! The project's own program: the binary of the package in the project's folder, built by Cargo.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use cargo_metadata::{Message, Metadata, MetadataCommand, Package};
use gelato::printable::PrintablePath as _;
use gelato::project::Project;

/// A project and its program.
#[derive(Debug)]
pub(crate) struct ProjectProgram {
    project: Project,
    /// Cargo's id of the package, which is unique in a workspace.
    package: String,
    /// The name of the binary.
    binary: String,
}

/// No program can be determined from the project folder's Cargo package.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum NoProgram {
    #[error(
        "`{0}` is not the folder of a package, so there is no program to build\n\
         hint: run `gelato` in the package's folder, or name it with `--project`"
    )]
    NoPackage(String),
    #[error("the package `{0}` has no binary\nhint: add a `src/main.rs` that calls `gelato::run` with the service")]
    NoBinary(String),
    #[error(
        "the package `{package}` has several binaries: {binaries}\nhint: name one with `default-run` in its Cargo.toml"
    )]
    SeveralBinaries { package: String, binaries: String },
}

/// Cargo could not build the program; its own messages say why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the project's program `{0}` does not build")]
struct NotBuilt(String);

impl ProjectProgram {
    /// Finds the program of the project in a folder, or in the nearest one above it.
    pub(crate) fn of_project(folder: Option<&Path>) -> anyhow::Result<Self> {
        let start = match folder {
            Some(folder) => folder.to_owned(),
            None => std::env::current_dir().context("this folder cannot be read")?,
        };
        let project = Project::find(&std::path::absolute(start)?)?;
        let metadata = MetadataCommand::new().current_dir(project.folder()).no_deps().exec();
        let metadata =
            metadata.context("Cargo finds no package here: the project's folder must hold its Cargo.toml")?;
        let package = package_in(project.folder(), &metadata)?;
        Ok(Self { project, package: package.id.repr.clone(), binary: binary(package)? })
    }

    /// The project.
    pub(crate) fn project(&self) -> &Project {
        &self.project
    }

    /// Builds the program and returns its path. Cargo's messages go to standard error.
    pub(crate) fn build(&self) -> anyhow::Result<PathBuf> {
        let mut cargo = cargo();
        cargo.current_dir(self.project.folder());
        cargo.args(["build", "--quiet", "--message-format=json-render-diagnostics", "--package", &self.package]);
        cargo.args(["--bin", &self.binary]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut building = cargo.spawn().context("`cargo` cannot be started\nhint: https://rustup.rs installs it")?;
        let output = building.stdout.take().context("Cargo's output cannot be read")?;
        let built = self.executable(BufReader::new(output))?;
        let succeeded = building.wait()?.success();
        built.filter(|_| succeeded).ok_or_else(|| NotBuilt(self.binary.clone()).into())
    }

    fn executable(&self, messages: impl std::io::BufRead) -> std::io::Result<Option<PathBuf>> {
        let mut found = None;
        for message in Message::parse_stream(messages) {
            if let Message::CompilerArtifact(artifact) = message?
                && artifact.target.is_bin()
                && artifact.target.name == self.binary
            {
                found = artifact.executable.map(PathBuf::from);
            }
        }
        Ok(found)
    }

    /// A command that starts the program, which then calls itself `gelato` in its messages.
    pub(crate) fn command(&self, executable: &Path) -> Command {
        let mut command = Command::new(executable);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::arg0(&mut command, "gelato");
        command.arg("--project").arg(self.project.folder());
        command
    }
}

/// The package of the project's folder, which may be any member of a workspace.
fn package_in<'m>(folder: &Path, metadata: &'m Metadata) -> Result<&'m Package, NoProgram> {
    let is_here = |manifest: &Path| manifest.parent().is_some_and(|parent| is_same(parent, folder));
    let package = metadata.packages.iter().find(|package| is_here(package.manifest_path.as_std_path()));
    package.ok_or_else(|| NoProgram::NoPackage(folder.printable()))
}

/// Whether both are the same folder, even if one of the paths leads through a symbolic link.
fn is_same(one: &Path, other: &Path) -> bool {
    one == other || std::fs::canonicalize(one).ok() == std::fs::canonicalize(other).ok()
}

fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn binary(package: &Package) -> Result<String, NoProgram> {
    let mut binaries: Vec<&str> =
        package.targets.iter().filter(|target| target.is_bin()).map(|target| target.name.as_str()).collect();
    binaries.sort_unstable();
    let package_name = package.name.to_string();
    match (&package.default_run, binaries.as_slice()) {
        (Some(chosen), _) => Ok(chosen.clone()),
        (None, [only]) => Ok((*only).to_owned()),
        (None, []) => Err(NoProgram::NoBinary(package_name)),
        (None, _) => Err(NoProgram::SeveralBinaries { package: package_name, binaries: binaries.join(", ") }),
    }
}
