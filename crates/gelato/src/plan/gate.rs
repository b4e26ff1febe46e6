//! Stops plans that would lose tables, their streams or APIs.
//!
//! A replaced table loses its items, a replaced stream its unread records, and a replaced API its address. Terraform
//! does all three without a warning if an argument requires it.

use std::fmt;

use serde::Serialize;

use super::action::Action;
use super::change::Change;
use super::shown_plan::Plan;

const TABLE: &str = "aws_dynamodb_table";
const API: &str = "aws_api_gateway_rest_api";

/// The arguments whose change gives a table another stream.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>
const STREAM: [&str; 2] = ["stream_enabled", "stream_view_type"];

/// One reason to stop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StopReason {
    /// The resource.
    pub address: String,
    /// The loss.
    pub loss: Loss,
    /// Why.
    pub reason: String,
}

/// The loss that a plan would cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// A table's items.
    Table,
    /// A stream's unread records.
    Stream,
    /// An API's address.
    Api,
    /// Nothing, because AWS will refuse, but only when half of the plan is applied.
    Protected,
}

/// A plan that was stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the plan for `{environment}` was stopped\n{}{}", listed(.stops), hint(.stops))]
pub struct StoppedPlan {
    /// The environment.
    pub environment: String,
    /// The reasons.
    pub stops: Vec<StopReason>,
}

/// The reasons to stop a plan, except for the addresses whose loss is allowed.
pub fn gate(plan: &Plan, allowed: &[String]) -> Vec<StopReason> {
    plan.changes().filter_map(|change| stop(change, allowed.contains(&change.address))).collect()
}

/// The reasons to stop a plan to destroy everything: only refusals of AWS.
pub fn gate_destroy(plan: &Plan) -> Vec<StopReason> {
    plan.changes().filter(|change| goes(change)).filter_map(refused).collect()
}

fn stop(change: &Change, allowed: bool) -> Option<StopReason> {
    let loss = loss(change)?;
    match refused(change).filter(|_| goes(change)) {
        Some(refused) if allowed => Some(refused),
        _ if allowed => None,
        _ => Some(StopReason { address: change.address.clone(), loss, reason: reason(change, loss) }),
    }
}

fn loss(change: &Change) -> Option<Loss> {
    match change.kind.as_str() {
        TABLE if goes(change) => Some(Loss::Table),
        TABLE if change.action() == Action::Update && loses_stream(change) => Some(Loss::Stream),
        API if goes(change) => Some(Loss::Api),
        _ => None,
    }
}

fn goes(change: &Change) -> bool {
    matches!(change.action(), Action::Replace | Action::Destroy)
}

/// A new stream loses nothing.
fn loses_stream(change: &Change) -> bool {
    change.before("stream_enabled") == true && STREAM.iter().any(|name| change.before(name) != change.after(name))
}

fn refused(change: &Change) -> Option<StopReason> {
    (change.before("deletion_protection_enabled") == true).then(|| StopReason {
        address: change.address.clone(),
        loss: Loss::Protected,
        reason: "AWS refuses to delete it: set `deletion_protection = false` and apply that first".into(),
    })
}

fn reason(change: &Change, loss: Loss) -> String {
    if loss == Loss::Stream {
        let changed = STREAM.iter().filter(|name| change.before(name) != change.after(name));
        let names: Vec<_> = changed.map(|name| format!("`{name}`")).collect();
        return format!(
            "would get another stream, because {} changes: records that are not read yet are lost",
            names.join(" and ")
        );
    }
    let goes = if change.action() == Action::Replace { "would be replaced" } else { "would be destroyed" };
    let what = if loss == Loss::Table { "its items are lost" } else { "its address and its clients are lost" };
    format!("{goes}, because {}: {what}", change.reason())
}

impl fmt::Display for StopReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.address, self.reason)
    }
}

fn listed(stops: &[StopReason]) -> String {
    stops.iter().map(|stop| format!("  {stop}")).collect::<Vec<_>>().join("\n")
}

fn hint(stops: &[StopReason]) -> String {
    let allowed = stops.iter().filter(|stop| stop.loss != Loss::Protected);
    let options: Vec<_> = allowed.map(|stop| format!("--allow-replace '{}'", stop.address)).collect();
    if options.is_empty() { String::new() } else { format!("\nhint: where that is meant, add {}", options.join(" ")) }
}
