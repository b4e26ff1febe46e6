//! `gelato import-plan`: imports an existing stack instead of creating another one beside it.

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::import::{AwsCli, Found, ImportBlocks, find};
use crate::plan::{Action, Plan};
use crate::printable::PrintablePath as _;
use crate::project::Project;
use crate::service::Program;
use crate::whole_file;

use super::arguments::ImportArguments;
use super::exit_status::CHANGES;
use super::planning::Planning;
use super::prepared::Prepared;
use crate::called_as::called_as;
use crate::messages::note;

/// The file of the blocks, beside the root's own files. Synthesis does not touch it.
const FILE: &str = "imports.tf.json";

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &ImportArguments) -> anyhow::Result<ExitCode> {
    let prepared = Prepared::find_one_in_aws(program, project, &(&arguments.run).into(), "import-plan")?;
    let mut blocks = ImportBlocks::parse(&arguments.id)?;
    let aws = AwsCli::find(&prepared.environment.settings.region.to_string())?;
    prepared.refresh(program, project, &arguments.run)?;
    prepared.init()?;
    let file = prepared.folder().join(FILE);
    write(&file, &blocks)?;
    let planning = Planning::change(&arguments.gate, &arguments.show, &arguments.run);
    let mut made = planning.plan(&prepared)?;
    while look(&made.plan, &aws, &mut blocks)? {
        write(&file, &blocks)?;
        note(&format!("found {} resources that exist", blocks.len()));
        made = planning.plan(&prepared)?;
    }
    prepared.root().forget_cut_off()?;
    if blocks.is_empty() {
        note("nothing of this exists, or all of it is in the state already");
        return Ok(ExitCode::SUCCESS);
    }
    let shown = planning.show_new(&prepared, made)?;
    let apply = format!("`{} apply {} --saved` imports them", called_as(), prepared.options());
    note(&format!("wrote {}: {apply}; remove the file then", file.printable()));
    Ok(if shown.changes { ExitCode::from(CHANGES) } else { ExitCode::SUCCESS })
}

fn write(file: &std::path::Path, blocks: &ImportBlocks) -> anyhow::Result<()> {
    let done = if blocks.is_empty() {
        fs::remove_file(file)
            .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
    } else {
        whole_file::write(file, blocks.to_json().as_bytes()).map(drop)
    };
    done.with_context(|| format!("cannot write `{}`", file.printable()))
}

/// One round: finds resources that would be created and already exist. Returns whether it found any.
fn look(plan: &Plan, aws: &AwsCli, blocks: &mut ImportBlocks) -> anyhow::Result<bool> {
    let before = blocks.len();
    let mut unsupported = BTreeSet::new();
    for change in plan.changes().filter(|change| change.action() == Action::Create && !change.is_imported()) {
        if blocks.has(&change.address) {
            continue;
        }
        match find(aws, &change.kind, change.planned())? {
            Found::Id(id) => blocks.add(&change.address, id),
            Found::Nothing => {}
            Found::Unsupported => {
                unsupported.insert(change.kind.as_str());
            }
        }
    }
    if before == blocks.len() && !unsupported.is_empty() {
        let kinds: Vec<_> = unsupported.into_iter().collect();
        note(&format!("not looked for: {} (`--id ADDRESS=ID` names one)", kinds.join(", ")));
    }
    Ok(blocks.len() > before)
}
