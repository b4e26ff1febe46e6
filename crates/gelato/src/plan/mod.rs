//! Plans: a short summary of Terraform's actions, and the gate against permanent losses.
//!
//! Everything is read from `terraform show -json`.
//! <https://developer.hashicorp.com/terraform/internals/json-format#plan-representation>

mod action;
mod change;
mod gate;
mod keyed;
mod rename;
mod shown_plan;
mod stale_zip;
mod summary;

pub use action::Action;
pub use change::{Change, Reason};
pub use gate::{Loss, StopReason, StoppedPlan, gate, gate_destroy};
pub use keyed::{half_made, overwritten};
pub use rename::{Rename, renames};
pub(crate) use rename::{as_number, says_something};
pub use shown_plan::{InvalidPlan, Plan};
pub use stale_zip::{StaleZip, stale_zip};
pub use summary::{Counts, Summary};
