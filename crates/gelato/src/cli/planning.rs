//! Makes, shows and stops plans, for `gelato plan`, `apply` and `destroy`.

use std::fs;
use std::io;
use std::path::Path;

use anyhow::Context as _;

use crate::plan::{Plan, StopReason, StoppedPlan, Summary, gate, gate_destroy, half_made, overwritten};
use crate::printable::{self, PrintablePath as _};
use crate::terraform_cli::{Diagnostic, Error, PlanOutcome};

use super::arguments::{GateArguments, RunArguments, ShowArguments};
use super::prepared::Prepared;
use super::standard_output::{check_open, print};
use super::terraform_arguments;
use crate::called_as::called_as;
use crate::messages::{note, warn};

/// The purpose of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// To apply the configuration.
    Change,
    /// To destroy everything.
    Destroy,
}

/// A request for a plan.
pub(super) struct Planning<'a> {
    /// Its purpose.
    pub(super) intent: Intent,
    /// The addresses whose loss is allowed.
    pub(super) allow_replace: &'a [String],
    /// Its presentation.
    pub(super) show: &'a ShowArguments,
    /// Arguments that are passed to Terraform unchanged.
    pub(super) rest: &'a [String],
}

/// A saved plan.
pub(super) struct SavedPlan {
    /// Its content.
    pub(super) plan: Plan,
    changes: bool,
    warnings: Vec<Diagnostic>,
}

/// The effect of a plan that was shown.
pub(super) struct PlanEffect {
    /// Whether it would change anything.
    pub(super) changes: bool,
    /// The resources that are gone after it, and must be created again.
    pub(super) overwritten: Vec<String>,
}

impl<'a> Planning<'a> {
    /// A plan that applies the configuration, from a command's arguments.
    pub(super) fn change(gate: &'a GateArguments, show: &'a ShowArguments, run: &'a RunArguments) -> Self {
        Self { intent: Intent::Change, allow_replace: &gate.allow_replace, show, rest: &run.rest }
    }

    /// Makes the plan, saves it and shows it.
    pub(super) fn make(&self, prepared: &Prepared) -> anyhow::Result<PlanEffect> {
        self.warn_of_cut(prepared);
        let made = self.plan(prepared)?;
        self.show_new(prepared, made)
    }

    /// Makes the plan and saves it.
    pub(super) fn plan(&self, prepared: &Prepared) -> anyhow::Result<SavedPlan> {
        terraform_arguments::check(self.rest)?;
        let file = prepared.plan_file();
        private(&file).with_context(|| format!("cannot write `{}`", file.printable()))?;
        note(&format!("planning `{}`{}", prepared.name(), prepared.workspace));
        let mut planned = prepared.root().plan(&file, &self.arguments());
        if planned.as_ref().is_err_and(Error::needs_init) {
            prepared.init_again()?;
            planned = prepared.root().plan(&file, &self.arguments());
        }
        match planned {
            Ok(PlanOutcome { changes, warnings }) => Ok(SavedPlan { plan: saved(prepared)?, changes, warnings }),
            // Terraform refuses to destroy protected resources, but reports neither the loss nor its cause.
            Err(refused) => Err(self.stopped(prepared).unwrap_or_else(|| refused.into())),
        }
    }

    /// Resources that AWS was creating when the last apply was cut off are not in the state, and would be created twice.
    fn warn_of_cut(&self, prepared: &Prepared) {
        if self.intent == Intent::Change && prepared.root().was_cut_off() {
            let (name, options) = (prepared.name(), prepared.options());
            warn(&format!(
                "the last apply of `{name}` was cut off: something may exist that its state does not know; \
                 `{} import-plan {options}` looks for it",
                called_as()
            ));
        }
    }

    /// Shows a new plan, or makes another one that keeps resources whose creation was interrupted.
    pub(super) fn show_new(&self, prepared: &Prepared, mut made: SavedPlan) -> anyhow::Result<PlanEffect> {
        let kept = half_made(&made.plan);
        if self.intent == Intent::Change && !kept.is_empty() {
            for address in &kept {
                prepared.root().untaint(address)?;
                note(&format!("kept {address}, whose creation was interrupted"));
            }
            made = self.plan(prepared)?;
        }
        made.warnings.iter().for_each(|warning| warn(&warning.to_string()));
        Ok(PlanEffect { changes: made.changes, ..self.show(prepared, &made.plan)? })
    }

    /// Shows a saved plan.
    ///
    /// # Errors
    /// If the plan must be stopped, after it was shown.
    pub(super) fn show(&self, prepared: &Prepared, plan: &Plan) -> anyhow::Result<PlanEffect> {
        let file = prepared.plan_file();
        let summary = Summary::of(prepared.name(), plan, self.stops(plan));
        if self.show.full {
            prepared.root().run("show", &[file.to_string_lossy().into_owned()])?;
        }
        print_summary(&summary, self.show.json)?;
        let changes = !(summary.changes.is_empty() && summary.outputs.is_empty());
        match summary.stopped {
            stops if stops.is_empty() => Ok(PlanEffect { changes, overwritten: overwritten(plan) }),
            stops => Err(refusal(&file, summary.environment, stops)),
        }
    }

    fn stops(&self, plan: &Plan) -> Vec<StopReason> {
        match self.intent {
            Intent::Change => gate(plan, self.allow_replace),
            Intent::Destroy => gate_destroy(plan),
        }
    }

    /// The message for a plan that Terraform refuses, if there is one.
    fn stopped(&self, prepared: &Prepared) -> Option<anyhow::Error> {
        let plan = saved(prepared).ok()?;
        let summary = Summary::of(prepared.name(), &plan, self.stops(&plan));
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

/// The saved plan.
pub(super) fn saved(prepared: &Prepared) -> anyhow::Result<Plan> {
    Ok(Plan::parse(&prepared.root().show(&prepared.plan_file())?)?)
}

/// Removes a stopped plan, so that it cannot be applied by mistake.
fn refusal(file: &Path, environment: String, stops: Vec<StopReason>) -> anyhow::Error {
    let _ = fs::remove_file(file);
    StoppedPlan { environment, stops }.into()
}

/// Creates a private file for a plan, which has sensitive values: Terraform keeps the mode of an existing file. Anything
/// at the path is removed first, because a link would lead the values elsewhere, and a FIFO would never open.
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
