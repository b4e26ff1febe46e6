//! A stack that exists already and that Terraform knows nothing of, taken over by the names of its resources.

use std::fs;

use serde_json::Value;

use super::deployment::Deployment;

const STATE: &str = "terraform/dev/terraform.tfstate";

/// Everything is there, and the state is lost: only the deployment is made anew, since its triggers are Terraform's.
#[test]
fn a_stack_whose_state_is_lost_is_taken_over() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    fs::remove_file(dev.project.path(STATE)).unwrap();
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

/// Somebody made a part of it by hand, by the names that the environment gives.
#[test]
fn what_was_made_by_hand_is_taken_over_and_the_rest_is_made() {
    let Some(dev) = Deployment::of("dev") else { return };
    let table = "dev-ice-cream-flavours";
    let key = ["AttributeName=flavour,KeyType=HASH", "AttributeName=flavour,AttributeType=S"];
    let stream = "StreamEnabled=true,StreamViewType=NEW_IMAGE";
    let schema = ["--key-schema", key[0], "--attribute-definitions", key[1], "--stream-specification", stream];
    let paid = ["--billing-mode", "PAY_PER_REQUEST", "--table-name", table];
    // Moto cannot encrypt a table later.
    let encrypted = ["--sse-specification", "Enabled=true"];
    dev.moto.aws(&[&["dynamodb", "create-table"], &schema[..], &paid[..], &encrypted[..]].concat());
    dev.moto.aws(&["sns", "create-topic", "--name", "dev-ice-cream-notifier"]);
    // Moto cannot change the tags of an API, so this one has them.
    let tags = ["--tags", "environment=dev,service=ice-cream-flavours", "--endpoint-configuration", "types=REGIONAL"];
    let api = dev.moto.aws(&[&["apigateway", "create-rest-api", "--name", table], &tags[..]].concat());
    let api = api["id"].as_str().unwrap();
    let root = dev.moto.aws(&["apigateway", "get-resources", "--rest-api-id", api]);
    let parent = root["items"][0]["id"].as_str().unwrap();
    let place = ["--rest-api-id", api, "--parent-id", parent, "--path-part", "ice-cream-flavours"];
    dev.moto.aws(&[&["apigateway", "create-resource"], &place[..]].concat());
    let summary = imported(&dev);
    let taken = summary["changes"].as_array().unwrap().iter().filter(|line| line["imported"] == true);
    let mut taken: Vec<_> = taken.map(|line| line["address"].as_str().unwrap()).collect();
    taken.sort_unstable();
    let expected = [
        "module.api.aws_api_gateway_resource.flavours",
        "module.api.aws_api_gateway_rest_api.parlour",
        "module.notifier.aws_sns_topic.patrons",
        "module.table.aws_dynamodb_table.flavours",
    ];
    assert_eq!(taken, expected);
    dev.gelato("apply", &["--saved", "--yes"], 0);
    dev.is_settled();
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
