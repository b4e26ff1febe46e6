//! `gelato bindings --module`: a struct for a module of others, from its variables and outputs.
//!
//! The installed command does this itself, because reading HCL needs a parser, which the project's own program is compiled
//! without.

mod interface;

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use gelato::bindings::{DescribedModule, LeftOver, Mode, Present, SchemaFile, generate_module, tell, update};
use gelato::printable::PrintablePath as _;
use gelato::project::Project;
use gelato::schema::Catalog;
use gelato::terraform::{ModuleSource, Name};

/// The exit status of `--check` if something differs, as of the project's own program.
const STALE: u8 = 2;

/// Generates a struct for a module of others. Further runs into the same folder add further modules.
#[derive(Debug, Parser)]
#[command(name = "gelato bindings", max_term_width = 100)]
pub(crate) struct ModuleBindings {
    /// The module's folder, such as a clone of its repository, or `.terraform/modules/NAME`
    #[arg(long, value_name = "FOLDER")]
    module: PathBuf,
    /// Where programs call it from: `NAMESPACE/NAME/PROVIDER` of a registry, `git::URL?ref=TAG`, or a path that begins with `./`
    /// or `../` [default: the folder, if it is below the project's]
    #[arg(long, value_name = "SOURCE", allow_hyphen_values = true)]
    source: Option<String>,
    /// The exact version of a registry's module, such as 5.1.2
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// The name of the file and the struct [default: the module's, as its source names it]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// A provider's full schema, `VERSION.json` as `terraform providers schema -json` prints it, for the types of outputs; may be
    /// repeated [default: Gelato's own schemas]
    #[arg(long, value_name = "FILE")]
    schema: Vec<PathBuf>,
    /// The folder for the generated files, which are added to existing ones
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Write nothing: name the files that differ, and exit with 2 if there are any
    #[arg(long)]
    check: bool,
}

/// Whether arguments of the command `bindings` are about a module.
pub(crate) fn is_asked_for(arguments: &[OsString]) -> bool {
    let named =
        |argument: &OsString| argument.to_str().is_some_and(|it| it == "--module" || it.starts_with("--module="));
    arguments.first().is_some_and(|command| command == "bindings") && arguments.iter().any(named)
}

/// Runs the command.
pub(crate) fn run(arguments: &ModuleBindings, project: Option<&Path>) -> anyhow::Result<ExitCode> {
    let source = source(arguments, project)?;
    let module = DescribedModule { name: name(arguments, &source)?, source, ..described(arguments)? };
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    let files = generate_module(&module, &Present::read(&arguments.out)?)?;
    let outcome = update(&arguments.out, &files, LeftOver::Kept, mode)?;
    tell(&outcome, mode);
    let stale = mode == Mode::Check && !outcome.is_current();
    Ok(if stale { ExitCode::from(STALE) } else { ExitCode::SUCCESS })
}

fn described(arguments: &ModuleBindings) -> anyhow::Result<DescribedModule> {
    let mut catalog = Catalog::aws()?;
    for path in &arguments.schema {
        let SchemaFile { version, text } = SchemaFile::read(path)?;
        catalog.add(&version, &text)?;
    }
    interface::read(&arguments.module, &catalog)
        .with_context(|| format!("`{}` is not a module that can be read", arguments.module.printable()))
}

fn source(arguments: &ModuleBindings, project: Option<&Path>) -> anyhow::Result<ModuleSource> {
    match &arguments.source {
        Some(source) => Ok(ModuleSource::parse(source, arguments.version.as_deref())?),
        None => below_project(&arguments.module, project),
    }
}

/// The source of a module in the project's own folder.
fn below_project(module: &Path, project: Option<&Path>) -> anyhow::Result<ModuleSource> {
    let here = std::env::current_dir().context("cannot tell which folder this is")?;
    let project = Project::find(&std::path::absolute(project.unwrap_or(&here))?)?;
    let folder = plain(&std::path::absolute(module)?);
    let below = folder.strip_prefix(plain(project.folder())).ok().and_then(Path::to_str);
    let below = below.filter(|folder| !folder.is_empty() && !folder.contains(".terraform")).with_context(|| {
        format!(
            "where do programs call the module in `{}` from?\n\
             hint: say it with `--source`: `NAMESPACE/NAME/PROVIDER` and `--version`, `git::URL?ref=TAG`, or a path",
            module.printable()
        )
    })?;
    Ok(ModuleSource::parse(&format!("./{}", below.replace('\\', "/")), None)?)
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
        plain
    })
}

/// The module's name: the last word of its source that says something.
fn name(arguments: &ModuleBindings, source: &ModuleSource) -> anyhow::Result<String> {
    let name = arguments.name.clone().unwrap_or_else(|| source.name()).replace('-', "_");
    Name::try_new(&name)
        .with_context(|| format!("the file and the struct cannot be called `{name}`\nhint: name them with `--name`"))?;
    Ok(name)
}
