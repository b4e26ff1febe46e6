//! Terraform's whole life cycle, for real: the real Terraform and the real provider against an AWS API that is not ours.
//!
//! Where Python or PyPI cannot be had, these tests say that they did not run; `.ci/run` insists on them.

mod deployment;
mod moto;
mod python_tools;

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use deployment::Deployment;

use crate::real_terraform::edit;

const DEFINITION: &str = "modules/api/definition.tf.json";
const DEPLOYMENT: [&str; 2] =
    ["replace module.api.aws_api_gateway_deployment.parlour", "update module.api.aws_api_gateway_stage.parlour"];

#[test]
fn dev_lives_through_its_changes() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    dev.is_settled();
    dev.touches(|dev| dev.bundle("second"), &["update module.notifier.aws_lambda_function.notifier"]);
    let throttle = |dev: &Deployment| {
        dev.project.replace("environments/dev.toml", "burst = 10", "burst = 11");
        dev.synthesise();
    };
    dev.touches(throttle, &["update module.api.aws_api_gateway_method_settings.parlour"]);
    let template = "/resource/aws_api_gateway_integration/get_flavour/request_templates/application~1json";
    let changed = |dev: &Deployment| edit(&dev.project.path(DEFINITION), template, |text| format!("## New.\n{text}"));
    dev.touches(changed, &[DEPLOYMENT[0], "update module.api.aws_api_gateway_integration.get_flavour", DEPLOYMENT[1]]);
    let model = "/resource/aws_api_gateway_model/message/description";
    let changed = |dev: &Deployment| edit(&dev.project.path(DEFINITION), model, |text| format!("{text} New."));
    dev.touches(changed, &[DEPLOYMENT[0], "update module.api.aws_api_gateway_model.message", DEPLOYMENT[1]]);
    dev.destroy();
}
