//! A summary of a plan, by action and resource.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::action::Action;
use super::change::Change;
use super::gate::StopReason;
use super::rename::{Rename, renames};
use super::shown_plan::Plan;

/// A summary of a plan, which `gelato plan --json` prints as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The environment.
    pub environment: String,
    /// The numbers of changed resources, as Terraform counts them.
    pub counts: Counts,
    /// The changed resources, by address.
    pub changes: Vec<Line>,
    /// The resources that drifted, with the changed arguments.
    pub drift: Vec<Line>,
    /// The outputs that change.
    pub outputs: Vec<String>,
    /// What was probably renamed.
    pub renames: Vec<Rename>,
    /// The reasons that stopped the plan.
    pub stopped: Vec<StopReason>,
}

/// The numbers of changed resources, as Terraform counts them: a replacement is both added and destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Imported.
    pub import: usize,
    /// Created.
    pub add: usize,
    /// Updated in place.
    pub change: usize,
    /// Destroyed.
    pub destroy: usize,
}

/// The change of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Its address.
    pub address: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The action.
    pub action: Action,
    /// Whether it is imported.
    pub imported: bool,
    /// The arguments that change.
    pub arguments: Vec<String>,
    /// Why it is destroyed or replaced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Summary {
    /// Summarises a plan.
    pub fn of(environment: &str, plan: &Plan, stopped: Vec<StopReason>) -> Self {
        Self {
            environment: environment.to_owned(),
            counts: counts(plan),
            changes: plan.changes().map(line).collect(),
            drift: plan.drift().map(drifted).collect(),
            outputs: plan.outputs().map(str::to_owned).collect(),
            renames: renames(plan),
            stopped,
        }
    }
}

fn counts(plan: &Plan) -> Counts {
    let mut counts = Counts::default();
    for change in plan.changes() {
        let action = change.action();
        counts.import += usize::from(change.is_imported());
        counts.add += usize::from(matches!(action, Action::Create | Action::Replace));
        counts.change += usize::from(action == Action::Update);
        counts.destroy += usize::from(matches!(action, Action::Destroy | Action::Replace));
    }
    counts
}

fn drifted(change: &Change) -> Line {
    let arguments = change.drifted_arguments().into_iter().map(str::to_owned).collect();
    Line { arguments, reason: None, ..line(change) }
}

fn line(change: &Change) -> Line {
    let action = change.action();
    let goes = matches!(action, Action::Replace | Action::Destroy);
    Line {
        address: change.address.clone(),
        kind: change.kind.clone(),
        action,
        imported: change.is_imported(),
        arguments: change.changed_arguments().into_iter().map(str::to_owned).collect(),
        reason: goes.then(|| change.reason().to_string()),
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for drifted in &self.drift {
            let what = if drifted.action == Action::Update { drifted.arguments.join(", ") } else { "is gone".into() };
            writeln!(formatter, "  ! changed outside of Terraform: {}: {what}", drifted.address)?;
        }
        imports(formatter, &self.changes)?;
        let made = self.changes.iter().filter(|line| line.action == Action::Create);
        creations(formatter, made)?;
        for action in [Action::Update, Action::Replace, Action::Destroy, Action::Forget] {
            for line in self.changes.iter().filter(|line| line.action == action) {
                writeln!(formatter, "  {:>3} {action:<8} {}{}", action.sign(), line.address, line.why())?;
            }
        }
        for rename in &self.renames {
            writeln!(formatter, "{rename}")?;
        }
        if !self.outputs.is_empty() {
            writeln!(formatter, "  outputs: {}", self.outputs.join(", "))?;
        }
        write!(formatter, "{}", self.counts)
    }
}

fn imports(formatter: &mut fmt::Formatter<'_>, lines: &[Line]) -> fmt::Result {
    for line in lines.iter().filter(|line| line.imported) {
        writeln!(formatter, "    & import   {}", line.address)?;
    }
    Ok(())
}

/// Created resources are grouped by type if there are several of one.
fn creations<'a>(formatter: &mut fmt::Formatter<'_>, lines: impl Iterator<Item = &'a Line>) -> fmt::Result {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in lines {
        kinds.entry(&line.kind).or_default().push(&line.address);
    }
    for (kind, addresses) in kinds {
        match addresses[..] {
            [address] => writeln!(formatter, "    + create   {address}")?,
            _ => writeln!(formatter, "    + create   {kind}: {}", addresses.len())?,
        }
    }
    Ok(())
}

impl Line {
    fn why(&self) -> String {
        match &self.reason {
            Some(reason) => format!(", because {reason}"),
            None if self.arguments.is_empty() => String::new(),
            None => format!(": {}", self.arguments.join(", ")),
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { import, add, change, destroy } = self;
        formatter.write_str("Plan: ")?;
        if *import > 0 {
            write!(formatter, "{import} to import, ")?;
        }
        write!(formatter, "{add} to add, {change} to change, {destroy} to destroy.")
    }
}
