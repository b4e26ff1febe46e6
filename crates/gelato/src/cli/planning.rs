//! Making a plan, showing it, and stopping it: what `gelato plan`, `apply` and `destroy` have in common.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context as _;

use crate::plan::{Plan, Stop, Stopped, Summary, gate, gate_destroy, half_made, overwritten};
use crate::printable::{self, PrintablePath as _};
use crate::terraform_cli::{Diagnostic, Error, Planned};

use super::arguments::{GateArguments, RunArguments, ShowArguments};
use super::prepared::Prepared;
use super::standard_output::{check_open, print};
use super::terraform_arguments;
use crate::called_as::called_as;
use crate::messages::{note, warn};

/// What a plan is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// What the configuration says.
    Change,
    /// Take everything away.
    Destroy,
}

/// A plan to be made.
pub(super) struct Planning<'a> {
    /// What it is to do.
    pub(super) intent: Intent,
    /// The addresses whose loss is meant.
    pub(super) allow_replace: &'a [String],
    /// How it is shown.
    pub(super) show: &'a ShowArguments,
    /// Arguments that go to Terraform as they are.
    pub(super) rest: &'a [String],
}

/// A plan that was made and saved.
pub(super) struct Made {
    /// What it holds.
    pub(super) plan: Plan,
    changes: bool,
    warnings: Vec<Diagnostic>,
}

/// What a plan that was shown would do.
pub(super) struct Shown {
    /// Whether it would change anything.
    pub(super) changes: bool,
    /// What is gone after it, and must be made again.
    pub(super) overwritten: Vec<String>,
}

impl<'a> Planning<'a> {
    /// What a command's arguments say of a plan that does what the configuration says.
    pub(super) fn change(gate: &'a GateArguments, show: &'a ShowArguments, run: &'a RunArguments) -> Self {
        Self { intent: Intent::Change, allow_replace: &gate.allow_replace, show, rest: &run.rest }
    }

    /// Makes the plan, saves it and shows it.
    pub(super) fn make(&self, prepared: &Prepared) -> anyhow::Result<Shown> {
        self.warn_of_cut(prepared);
        let made = self.plan(prepared)?;
        self.tell_made(prepared, made)
    }

    /// Makes the plan and saves it.
    pub(super) fn plan(&self, prepared: &Prepared) -> anyhow::Result<Made> {
        terraform_arguments::check(self.rest)?;
        let file = prepared.plan_file();
        private(&file).with_context(|| format!("cannot write `{}`", file.printable()))?;
        note(&format!("planning `{}`{}", prepared.environment.name, prepared.workspace));
        let mut planned = prepared.root().plan(&file, &self.arguments());
        if planned.as_ref().is_err_and(Error::needs_init) {
            prepared.init_again()?;
            planned = prepared.root().plan(&file, &self.arguments());
        }
        match planned {
            Ok(Planned { changes, warnings }) => Ok(Made { plan: saved(prepared)?, changes, warnings }),
            // Terraform refuses to destroy what is protected, but tells neither what would be lost nor why.
            Err(refused) => Err(self.stopped(prepared).unwrap_or_else(|| refused.into())),
        }
    }

    /// What AWS was making when the last apply was cut off is not in the state: another would be made beside it.
    fn warn_of_cut(&self, prepared: &Prepared) {
        if self.intent == Intent::Change && prepared.root().was_cut_off() {
            let name = &prepared.environment.name;
            warn(&format!(
                "the last apply of `{name}` was cut off: something may exist that its state does not know; \
                 `{} import-plan --env {name}` looks for it",
                called_as()
            ));
        }
    }

    /// Shows a plan that was just made, or another in its place: where something was made half-way that is to be kept.
    pub(super) fn tell_made(&self, prepared: &Prepared, mut made: Made) -> anyhow::Result<Shown> {
        let kept = half_made(&made.plan);
        if self.intent == Intent::Change && !kept.is_empty() {
            for address in &kept {
                prepared.root().untaint(address)?;
                note(&format!("kept {address}, which was made half-way"));
            }
            made = self.plan(prepared)?;
        }
        made.warnings.iter().for_each(|warning| warn(&warning.to_string()));
        Ok(Shown { changes: made.changes, ..self.tell(prepared, &made.plan)? })
    }

    /// Shows a plan that is saved.
    ///
    /// # Errors
    /// When the plan must be stopped, after it was shown.
    pub(super) fn tell(&self, prepared: &Prepared, plan: &Plan) -> anyhow::Result<Shown> {
        let file = prepared.plan_file();
        let summary = Summary::of(prepared.environment.name.as_str(), plan, self.stops(plan));
        if self.show.full {
            prepared.root().run("show", &[file.to_string_lossy().into_owned()])?;
        }
        print_summary(&summary, self.show.json)?;
        let changes = !(summary.changes.is_empty() && summary.outputs.is_empty());
        match summary.stopped {
            stops if stops.is_empty() => Ok(Shown { changes, overwritten: overwritten(plan) }),
            stops => Err(refusal(&file, summary.environment, stops)),
        }
    }

    fn stops(&self, plan: &Plan) -> Vec<Stop> {
        match self.intent {
            Intent::Change => gate(plan, self.allow_replace),
            Intent::Destroy => gate_destroy(plan),
        }
    }

    /// What is to be said of a plan that Terraform itself refuses, where there is anything.
    fn stopped(&self, prepared: &Prepared) -> Option<anyhow::Error> {
        let plan = saved(prepared).ok()?;
        let summary = Summary::of(prepared.environment.name.as_str(), &plan, self.stops(&plan));
        if summary.stopped.is_empty() {
            return None;
        }
        print_summary(&summary, self.show.json).ok()?;
        Some(refusal(&prepared.plan_file(), summary.environment, summary.stopped))
    }

    fn arguments(&self) -> Vec<String> {
        let destroy = (self.intent == Intent::Destroy).then(|| "-destroy".to_owned());
        destroy.into_iter().chain(self.rest.iter().cloned()).collect()
    }
}

/// The plan that is saved.
pub(super) fn saved(prepared: &Prepared) -> anyhow::Result<Plan> {
    Ok(Plan::parse(&prepared.root().show(&prepared.plan_file())?)?)
}

/// What was stopped cannot be applied by mistake.
fn refusal(file: &Path, environment: String, stops: Vec<Stop>) -> anyhow::Error {
    let _ = fs::remove_file(file);
    Stopped { environment, stops }.into()
}

/// A plan holds values that Terraform hides. Terraform writes into a file that is there and keeps its mode, so one is
/// made for it. Whatever stood there goes first: a link would lead the values elsewhere, and a FIFO would never open.
fn private(file: &Path) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    if let Err(error) = fs::remove_file(file)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file).map(drop)
}

fn print_summary(summary: &Summary, json: bool) -> anyhow::Result<()> {
    if json {
        check_open()?;
        return Ok(print(&format!("{}\n", serde_json::to_string_pretty(summary)?))?);
    }
    Ok(print(&format!("{}\n", printable::block(&summary.to_string())))?)
}
