//! One change at a time, as every environment lives through them: each touches exactly what it should.

use super::deployment::Deployment;
use crate::real_terraform::edit;

const DEFINITION: &str = "modules/api/definition.tf.json";

/// What goes with every change of the API's definition.
const DEPLOYED: [&str; 2] =
    ["replace module.api.aws_api_gateway_deployment.parlour", "update module.api.aws_api_gateway_stage.parlour"];

/// Makes every change that the life of a service brings to an environment that was just applied, and repairs what others
/// did to it. Settings change before generated files do: they are synthesised anew for that.
#[track_caller]
pub(super) fn lives(deployment: &Deployment) {
    deployment.is_settled();
    the_function_changes(deployment);
    the_throttle_changes(deployment);
    the_origins_change(deployment);
    a_template_changes(deployment);
    a_model_changes(deployment);
    drift_is_seen_and_repaired(deployment);
}

#[track_caller]
fn the_function_changes(deployment: &Deployment) {
    deployment.bundle("second");
    deployment.touches(&["update module.notifier.aws_lambda_function.notifier"]);
}

#[track_caller]
fn the_throttle_changes(deployment: &Deployment) {
    deployment.set("burst", "3");
    deployment.touches(&["update module.api.aws_api_gateway_method_settings.parlour"]);
}

/// Everything that answers a browser names the origins, and nothing else does. The plan that is applied is the saved one.
#[track_caller]
fn the_origins_change(deployment: &Deployment) {
    deployment.set("allow_origins", "[\"https://new.gelato.example\"]");
    let planned = deployment.planned();
    let names_origins = |change: &&String| {
        ["gateway_response", "integration_response"]
            .iter()
            .any(|kind| change.starts_with(&format!("update module.api.aws_api_gateway_{kind}.")))
    };
    let (answers, rest): (Vec<_>, Vec<_>) = planned.iter().partition(|change| names_origins(change));
    assert!(answers.len() > 10, "{planned:#?}");
    assert_eq!(rest, DEPLOYED);
    deployment.gelato("apply", &["--saved", "--yes"], 0);
}

#[track_caller]
fn a_template_changes(deployment: &Deployment) {
    let template = "/resource/aws_api_gateway_integration/get_flavour/request_templates/application~1json";
    edit(&deployment.project.path(DEFINITION), template, |text| format!("## New.\n{text}"));
    deployment.touches(&deployed("update module.api.aws_api_gateway_integration.get_flavour"));
}

#[track_caller]
fn a_model_changes(deployment: &Deployment) {
    let model = "/resource/aws_api_gateway_model/message/schema";
    edit(&deployment.project.path(DEFINITION), model, |text| text.replacen('{', "{\"title\":\"New\",", 1));
    deployment.touches(&deployed("update module.api.aws_api_gateway_model.message"));
}

/// Somebody changes a setting and takes a resource away, without Terraform.
#[track_caller]
pub(super) fn drift_is_seen_and_repaired(deployment: &Deployment) {
    let notifier = format!("{}ice-cream-notifier", deployment.name_prefix);
    let log = format!("/aws/lambda/{notifier}");
    deployment.moto.aws(&["logs", "put-retention-policy", "--log-group-name", &log, "--retention-in-days", "14"]);
    deployment.moto.aws(&["iam", "delete-role-policy", "--role-name", &notifier, "--policy-name", "publish"]);
    let told = String::from_utf8(deployment.gelato("apply", &["--as-is", "--yes"], 0).stdout).unwrap();
    for line in [
        "! changed outside of Terraform: module.notifier.aws_cloudwatch_log_group.notifier: retention_in_days",
        "! changed outside of Terraform: module.notifier.aws_iam_role_policy.notifier_publish: is gone",
        "~ update   module.notifier.aws_cloudwatch_log_group.notifier: retention_in_days",
        "+ create   module.notifier.aws_iam_role_policy.notifier_publish",
        "Plan: 1 to add, 1 to change, 0 to destroy.",
    ] {
        assert!(told.contains(line), "`{line}` is not in:\n{told}");
    }
    deployment.is_settled();
}

/// A deployment beside what else changes, sorted as plans are.
fn deployed(other: &str) -> Vec<&str> {
    let mut all: Vec<_> = DEPLOYED.into_iter().chain([other]).collect();
    all.sort_unstable();
    all
}
