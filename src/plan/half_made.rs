//! Resources whose making ended half-way, and that are not to be made anew.
//!
//! A method, an answer of a method or an answer of the gateway has no identifier of its own: AWS knows it by what it is
//! for. Terraform makes a deployment's dependencies before it destroys what they replace, so one that is tainted would
//! be written, and then deleted by the same key. Kept as it is, it is read and, where it differs, changed where it stands.
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy>

use super::shown_plan::Plan;

const KEYED: [&str; 6] = [
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_integration",
    "aws_api_gateway_integration_response",
    "aws_api_gateway_method",
    "aws_api_gateway_method_response",
    "aws_api_gateway_method_settings",
];

/// The addresses of what is tainted and has to be kept.
pub fn half_made(plan: &Plan) -> Vec<String> {
    let kept = plan.changes().filter(|change| change.is_tainted() && KEYED.contains(&change.kind.as_str()));
    kept.map(|change| change.address.clone()).collect()
}
