//! Resources whose name or key is unique in AWS: a role, a table, a method, a response.
//!
//! Terraform creates the replacement of a deployment's dependency before it destroys the old resource. If both have the
//! same name or key, AWS refuses the new one, or the new one overwrites the old one and is then deleted with it.
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy>

use super::action::Action;
use super::shown_plan::Plan;

const INTEGRATION: &str = "aws_api_gateway_integration";

/// The addresses of resources whose creation failed half-way, and that would exist twice for a moment. If they are kept,
/// Terraform reads them and updates them in place.
pub fn half_made(plan: &Plan) -> Vec<String> {
    let kept = plan.changes().filter(|change| change.is_tainted() && change.is_made_first());
    kept.map(|change| change.address.clone()).collect()
}

/// The addresses of resources that are gone after the plan is applied, and must be created again: integrations, whose
/// type and credentials cannot be updated in place. The deployment is created in between, so that no caller notices.
pub fn overwritten(plan: &Plan) -> Vec<String> {
    let gone = plan.changes().filter(|change| change.action() == Action::Replace && change.kind == INTEGRATION);
    gone.map(|change| change.address.clone()).collect()
}
