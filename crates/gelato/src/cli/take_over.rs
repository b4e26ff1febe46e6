//! `gelato take-over`: the `moved` calls that keep what another tool, such as CDK for Terraform, created.

use std::fs;
use std::process::ExitCode;

use anyhow::Context as _;

use crate::called_as::called_as;
use crate::import::{Managed, Move, TakeOver, read_state, take_over};
use crate::messages::{note, warn};
use crate::printable::{self, PrintablePath as _};
use crate::project::Project;
use crate::service::Program;

use super::arguments::{RunArguments, ShowArguments, TakeOverArguments};
use super::exit_status::CHANGES;
use super::planning::{Intent, Planning};
use super::prepared::Prepared;
use super::standard_output::print;

/// Runs the command.
pub(super) fn run(program: &Program<'_>, project: &Project, arguments: &TakeOverArguments) -> anyhow::Result<ExitCode> {
    let state = read(arguments)?;
    let run = &arguments.run;
    let prepared = Prepared::find_one(program, project, &run.into(), "take-over")?;
    prepared.refresh(program, project, run)?;
    prepared.init()?;
    let found = match_with(&state, &prepared, run)?;
    tell(&found);
    let calls = calls(&found.moves);
    if calls.is_empty() {
        note("no address differs: there is nothing to move");
    } else {
        print(&printable::block(&calls))?;
        note(&format!(
            "paste this into the service's description, give the root the state (`terraform state push FILE` in `{}`), and \
             compare: `{} plan {}` must neither create nor destroy what is listed here",
            prepared.folder().printable(),
            called_as(),
            prepared.options()
        ));
    }
    let complete = found.left.is_empty() && found.new.is_empty();
    Ok(if complete { ExitCode::SUCCESS } else { ExitCode::from(CHANGES) })
}

fn read(arguments: &TakeOverArguments) -> anyhow::Result<Vec<Managed>> {
    let shown = arguments.state.printable();
    let text = fs::read_to_string(&arguments.state).with_context(|| format!("cannot read the state `{shown}`"))?;
    read_state(&text).with_context(|| format!("cannot take over `{shown}`"))
}

/// Plans the environment, and forgets the plan: applied, it would create everything once more.
fn match_with(state: &[Managed], prepared: &Prepared, run: &RunArguments) -> anyhow::Result<TakeOver> {
    let show = ShowArguments { full: false, json: false };
    let planning = Planning { intent: Intent::Change, allow_replace: &[], show: &show, rest: &run.rest };
    let made = planning.plan(prepared);
    let _ = fs::remove_file(prepared.plan_file());
    Ok(take_over(state, &made?.plan))
}

fn tell(found: &TakeOver) {
    note(&format!("{} resources of the state are the program's", found.moves.len()));
    for Move { from, to, .. } in found.moves.iter().filter(|one| one.by_type_only) {
        note(&format!(
            "{from} and {to} have only their type in common, of which there is one: compare their arguments"
        ));
    }
    for address in &found.left {
        warn(&format!(
            "{address} is in the state, and the program describes nothing like it: Terraform would destroy it"
        ));
    }
    for address in &found.new {
        warn(&format!("{address} is described, and the state has nothing like it: Terraform would create it"));
    }
}

/// The calls for what has another address now.
fn calls(moves: &[Move]) -> String {
    let moves = moves.iter().filter(|one| one.from != one.to);
    let lines: Vec<_> = moves.map(|Move { from, to, .. }| format!("    root.moved({from:?}, {to:?});\n")).collect();
    if lines.is_empty() { String::new() } else { format!("service.root(|root, _| {{\n{}}});\n", lines.concat()) }
}
