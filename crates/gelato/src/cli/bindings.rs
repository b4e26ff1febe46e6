//! `gelato bindings`: typed resources from a provider's schema.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::bindings::{
    BindingsFile, BindingsRequest, LeftOver, Mode, Present, SchemaFile, generate, generate_beside, tell, update,
};
use crate::printable::PrintablePath as _;

use super::arguments::BindingsArguments;
use super::exit_status::STALE;

/// Runs the command.
pub(super) fn run(arguments: &BindingsArguments) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(
        arguments.module.is_none(),
        "this program reads no modules of others\n\
         hint: the installed command does: `gelato bindings --module FOLDER --source SOURCE --out FOLDER`"
    );
    let mode = if arguments.check { Mode::Check } else { Mode::Write };
    // Types from options are added to those of earlier runs. A list has all types of its folder.
    let outcome = if let Some(folder) = &arguments.out {
        check_folder(folder)?;
        let files = generate_beside(&request(arguments)?, &Present::read(folder)?)?;
        update(folder, &files, LeftOver::Kept, mode)?
    } else {
        let (request, folder) = listed(arguments, mode)?;
        update(&folder, &generate(&request)?, LeftOver::Removed, mode)?
    };
    tell(&outcome, mode);
    let stale = mode == Mode::Check && !outcome.is_current();
    Ok(if stale { ExitCode::from(STALE) } else { ExitCode::SUCCESS })
}

/// Several files need a folder, which standard output is not.
fn check_folder(folder: &Path) -> anyhow::Result<()> {
    anyhow::ensure!(
        folder.as_os_str() != "-",
        "`--out -` is standard output, and bindings are several files\nhint: name a folder; `./-` is one of that name"
    );
    anyhow::ensure!(
        folder.is_dir() || std::fs::symlink_metadata(folder).is_err(),
        "`{}` is not a folder, and bindings are several files\nhint: name a folder",
        folder.printable()
    );
    Ok(())
}

fn listed(arguments: &BindingsArguments, mode: Mode) -> anyhow::Result<(BindingsRequest, PathBuf)> {
    let path = arguments.config.as_ref().context(
        "nothing is named that bindings are generated for\n\
         hint: name a schema, types and a folder with `--schema`, `--resource` and `--out`, or a list with `--config`",
    )?;
    let list = BindingsFile::read(path)?;
    if !arguments.refresh.is_empty() {
        tell(&list.refresh(&schemas(&arguments.refresh)?, mode)?, mode);
    }
    Ok((list.request()?, list.folder))
}

fn schemas(paths: &[PathBuf]) -> anyhow::Result<Vec<SchemaFile>> {
    Ok(paths.iter().map(|path| SchemaFile::read(path)).collect::<Result<_, _>>()?)
}

/// Code for another crate refers to this one by name.
fn request(arguments: &BindingsArguments) -> anyhow::Result<BindingsRequest> {
    anyhow::ensure!(
        !arguments.schema.is_empty(),
        "no schema\nhint: name one with `--schema`, as `terraform providers schema -json` prints it"
    );
    Ok(BindingsRequest {
        schemas: schemas(&arguments.schema)?,
        resources: arguments.resource.clone(),
        data_sources: arguments.data.clone(),
        ..BindingsRequest::default()
    })
}
