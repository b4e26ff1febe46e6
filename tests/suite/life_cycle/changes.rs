//! Typical changes to an environment, one at a time: each affects exactly the expected resources.

use super::deployment::Deployment;
use crate::real_terraform::edit;

const DEFINITION: &str = "modules/api/definition.tf.json";

/// The changes that accompany every change to the API's definition.
const DEPLOYED: [&str; 2] =
    ["replace module.api.aws_api_gateway_deployment.parlour", "update module.api.aws_api_gateway_stage.parlour"];

/// Applies each typical change to an environment that was just applied, and repairs drift. Settings change before
/// generated files, because a changed setting synthesises the files again.
#[track_caller]
pub(super) fn changes_and_repairs(deployment: &Deployment) {
    deployment.is_settled();
    the_function_changes(deployment);
    the_throttle_changes(deployment);
    the_origins_change(deployment);
    a_template_changes(deployment);
    a_model_changes(deployment);
    drift_is_detected_and_repaired(deployment);
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

/// The origins affect exactly the responses to browsers. This change applies the saved plan.
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

/// A setting is changed and a resource deleted without Terraform.
#[track_caller]
pub(super) fn drift_is_detected_and_repaired(deployment: &Deployment) {
    let notifier = format!("{}ice-cream-notifier", deployment.name_prefix);
    let log = format!("/aws/lambda/{notifier}");
    deployment.moto.aws(&["logs", "put-retention-policy", "--log-group-name", &log, "--retention-in-days", "14"]);
    deployment.moto.aws(&["iam", "delete-role-policy", "--role-name", &notifier, "--policy-name", "publish"]);
    let output = String::from_utf8(deployment.gelato("apply", &["--as-is", "--yes"], 0).stdout).unwrap();
    for line in [
        "! changed outside of Terraform: module.notifier.aws_cloudwatch_log_group.notifier: retention_in_days",
        "! changed outside of Terraform: module.notifier.aws_iam_role_policy.notifier_publish: is gone",
        "~ update   module.notifier.aws_cloudwatch_log_group.notifier: retention_in_days",
        "+ create   module.notifier.aws_iam_role_policy.notifier_publish",
        "Plan: 1 to add, 1 to change, 0 to destroy.",
    ] {
        assert!(output.contains(line), "`{line}` is not in:\n{output}");
    }
    deployment.is_settled();
}

/// The changes of a deployment and one other change, sorted as in plans.
fn deployed(other: &str) -> Vec<&str> {
    let mut all: Vec<_> = DEPLOYED.into_iter().chain([other]).collect();
    all.sort_unstable();
    all
}
