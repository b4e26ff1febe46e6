//! `gelato synth`: writes the Terraform JSON, or checks whether it is up to date.

use std::process::ExitCode;

use crate::called_as::called_as;
use crate::environment::{Environment, EnvironmentName};
use crate::printable::{self, PrintablePath as _};
use crate::project::Project;
use crate::schema::BlockKind;
use crate::service::Program;
use crate::synth::{Difference, Extent, Synthesis, Written, differences, synthesise, write};

use super::arguments::SynthArguments;
use super::exit_status::STALE;
use super::standard_output::{check_open, print};
use crate::messages::note;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &SynthArguments) -> anyhow::Result<ExitCode> {
    let synthesis = synthesis(program, project, &arguments.env)?;
    if arguments.check {
        return check(&synthesis, project);
    }
    if arguments.explain_exceptions {
        return explain(&synthesis);
    }
    tell(&write(&synthesis, project.folder())?);
    Ok(ExitCode::SUCCESS)
}

/// Synthesises and writes one environment, with all modules.
pub(super) fn one(program: &Program<'_>, project: &Project, environment: &Environment) -> anyhow::Result<()> {
    let synthesis = synthesise(program, std::slice::from_ref(environment), Extent::Partial)?;
    tell(&write(&synthesis, project.folder())?);
    Ok(())
}

fn synthesis(program: &Program<'_>, project: &Project, names: &[String]) -> anyhow::Result<Synthesis> {
    let known = program.environments(&project.environments());
    let (names, extent) = if names.is_empty() {
        (known.names()?, Extent::Complete)
    } else {
        (names.iter().map(|name| EnvironmentName::try_new(name)).collect::<Result<_, _>>()?, Extent::Partial)
    };
    if names.is_empty() {
        note(&format!("no environment in `{}`: modules are written, and no root", project.environments().printable()));
    }
    let environments = names.iter().map(|name| known.load(name));
    let synthesis = synthesise(program, &environments.collect::<Result<Vec<_>, _>>()?, extent)?;
    synthesis.unchecked.iter().for_each(|(kind, type_name)| note(&unchecked(*kind, type_name)));
    Ok(synthesis)
}

/// The note about a type without a schema.
fn unchecked(kind: BlockKind, type_name: &str) -> String {
    let option = match kind {
        BlockKind::Resource => "--resource",
        BlockKind::Data => "--data",
    };
    format!(
        "`{type_name}` is in none of Gelato's schemas: Terraform checks its arguments, Gelato does not\n\
         hint: `{} bindings --schema FILE {option} {type_name} --out FOLDER` generates a struct for it, so that the \
         compiler checks them; FILE is what `terraform providers schema -json` prints",
        called_as()
    )
}

fn explain(synthesis: &Synthesis) -> anyhow::Result<ExitCode> {
    check_open()?;
    for (document, exception) in &synthesis.exceptions {
        print(&format!("{document}: {exception}\n"))?;
    }
    if synthesis.exceptions.is_empty() {
        note("the program sets no rule aside");
    }
    Ok(ExitCode::SUCCESS)
}

fn check(synthesis: &Synthesis, project: &Project) -> anyhow::Result<ExitCode> {
    let differences = differences(synthesis, project.folder())?;
    for difference in &differences {
        print(&printable::lines(&Difference::unified(difference)))?;
    }
    if differences.is_empty() {
        note(&format!("{} files are up to date", synthesis.files.len()));
        return Ok(ExitCode::SUCCESS);
    }
    let files = match differences.len() {
        1 => "1 file is".to_owned(),
        several => format!("{several} files are"),
    };
    note(&format!("{files} out of date\nhint: run `{} synth`", called_as()));
    Ok(ExitCode::from(STALE))
}

fn tell(written: &Written) {
    for path in &written.written {
        note(&format!("wrote {}", path.printable()));
    }
    for path in &written.removed {
        note(&format!("removed {}", path.printable()));
    }
    let changed = written.written.len() + written.removed.len();
    note(&format!("synthesised: {changed} files changed, {} unchanged", written.unchanged));
}
