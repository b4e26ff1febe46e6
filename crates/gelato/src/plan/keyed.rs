//! Resources of which AWS holds only one under their name or key: a role, a table, a method, an answer.
//!
//! Terraform makes what a deployment depends on before it destroys what that replaces. Where both have the same name or
//! key, the new one is refused, or written over the old one and then deleted with it.
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy>

use super::action::Action;
use super::shown_plan::Plan;

const INTEGRATION: &str = "aws_api_gateway_integration";

/// The addresses of those whose making ended half-way, and that would be there twice for a moment. Kept as they are, they
/// are read and, where they differ, changed where they stand.
pub fn half_made(plan: &Plan) -> Vec<String> {
    let kept = plan.changes().filter(|change| change.is_tainted() && change.is_made_first());
    kept.map(|change| change.address.clone()).collect()
}

/// The addresses of those that are gone after the plan is applied, and must be made again: integrations, whose type and
/// credentials cannot change where they stand. The deployment is made in between, so nobody who calls the API notices.
pub fn overwritten(plan: &Plan) -> Vec<String> {
    let gone = plan.changes().filter(|change| change.action() == Action::Replace && change.kind == INTEGRATION);
    gone.map(|change| change.address.clone()).collect()
}
