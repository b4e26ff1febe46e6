//! Importing an existing stack that is not in Terraform's state, by the names of its resources.

use std::fs;

use serde_json::Value;

use super::deployment::Deployment;
use super::made_by_hand::{Api, make_table};
use super::moto::Moto;

const STATE: &str = "terraform/dev/terraform.tfstate";

/// Everything exists but the state is lost. Only the deployment is created again, since its triggers exist only in
/// Terraform.
#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn a_stack_whose_state_is_lost_is_imported() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    fs::remove_file(dev.project.path(STATE)).unwrap();
    let hint = "`parlour import-plan --env NAME` takes it over";
    dev.refused("apply", &["--as-is", "--yes", "--", "-target=module.table"], &["Table already exists", hint]);
    let summary = imported(&dev);
    let made: Vec<_> = changes(&summary, "create").collect();
    assert_eq!(made, ["module.api.aws_api_gateway_deployment.parlour"]);
    assert_eq!(changes(&summary, "replace").count() + changes(&summary, "destroy").count(), 0, "{summary:#}");
    dev.gelato("apply", &["--saved", "--yes"], 0);
    dev.is_settled();
    fs::remove_file(dev.project.path("terraform/dev/imports.tf.json")).unwrap();
    dev.is_settled();
    dev.destroy();
}

/// The example that the parlour is based on, as the AWS CDK deploys it: names without an environment, its own roles,
/// and some resources missing.
#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn a_stack_made_by_the_cdk_is_imported() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.set("name_prefix", "\"\"");
    dev.set("stage_name", "\"prod\"");
    made_by_the_cdk(&dev.moto);
    let summary = imported(&dev);
    let taken = summary["changes"].as_array().unwrap().iter().filter(|line| line["imported"] == true).count();
    assert!(taken > 20, "{summary:#}");
    dev.gelato("apply", &["--saved", "--yes"], 0);
    dev.is_settled();
}

fn made_by_the_cdk(moto: &Moto) {
    let name = "ice-cream-flavours";
    make_table(moto, name);
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
    let role = ["--role-name", "Stack-DefaultLambdaHandlerRole-1A2B3C", "--assume-role-policy-document", trust];
    let role = moto.aws(&[&["iam", "create-role"], &role[..]].concat());
    let role = role["Role"]["Arn"].as_str().unwrap();
    let api = Api::create(moto, name);
    let all = api.resource(&api.root, name);
    let one = api.resource(&all, "{flavour}");
    for (resource, verb, action) in
        [(&all, "POST", "PutItem"), (&one, "GET", "GetItem"), (&one, "DELETE", "DeleteItem")]
    {
        let uri = format!("arn:aws:apigateway:eu-central-1:dynamodb:action/{action}");
        let to = ["--type", "AWS", "--integration-http-method", "POST", "--uri", &uri, "--credentials", role];
        api.method(resource, verb, &to, &["200", "400", "500"]);
    }
    for resource in [&all, &one] {
        api.method(resource, "OPTIONS", &["--type", "MOCK"], &["204"]);
    }
    moto.aws(&["apigateway", "create-deployment", "--rest-api-id", &api.id, "--stage-name", "prod"]);
}

#[track_caller]
fn imported(dev: &Deployment) -> Value {
    let mut command = dev.command("import-plan", &["--as-is", "--json"]);
    let output = dev.moto.on_path(&mut command).assert().code(2).get_output().clone();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn changes<'a>(summary: &'a Value, action: &'a str) -> impl Iterator<Item = &'a str> {
    let all = summary["changes"].as_array().unwrap().iter();
    all.filter(move |line| line["action"] == action).map(|line| line["address"].as_str().unwrap())
}
