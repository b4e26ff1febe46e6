//! A plan in the format of `terraform show -json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::action::Action;
use super::change::Change;

/// A plan. It has sensitive values: only addresses and names of arguments leave this folder.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Plan {
    #[serde(default)]
    resource_changes: Vec<Change>,
    #[serde(default)]
    resource_drift: Vec<Change>,
    #[serde(default)]
    output_changes: BTreeMap<String, OutputChange>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct OutputChange {
    actions: Action,
}

/// A text that is not a plan.
#[derive(Debug, thiserror::Error)]
#[error("what `show -json` prints is not a plan")]
pub struct InvalidPlan(#[from] serde_json::Error);

impl Plan {
    /// Parses the output of `terraform show -json`.
    ///
    /// # Errors
    /// If it is not a plan.
    pub fn parse(json: &str) -> Result<Self, InvalidPlan> {
        Ok(serde_json::from_str(json)?)
    }

    /// The changed resources, by address.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.resource_changes.iter().filter(|change| change.mode == "managed").filter(|change| happens(change))
    }

    /// The resources that drifted, and that Terraform will change for it.
    pub fn drift(&self) -> impl Iterator<Item = &Change> {
        let touched: Vec<&str> = self.changes().map(|change| change.address.as_str()).collect();
        let told = move |change: &&Change| touched.contains(&change.address.as_str());
        let differs = |change: &&Change| change.action() != Action::Update || !change.drifted_arguments().is_empty();
        self.resource_drift.iter().filter(told).filter(differs)
    }

    /// The outputs that change.
    pub fn outputs(&self) -> impl Iterator<Item = &str> {
        let changed = self.output_changes.iter().filter(|(_, change)| change.actions != Action::Nothing);
        changed.map(|(name, _)| name.as_str())
    }
}

fn happens(change: &Change) -> bool {
    change.action() != Action::Nothing || change.is_imported()
}
