//! Terraform's whole life cycle, for real: the real Terraform and provider against an AWS API that is not ours.
//!
//! Where Python or its packages cannot be had, these tests say that they did not run; `.ci/run` insists on them.

mod bootstrap;
mod deployment;
mod import;
mod interruption;
mod made_by_hand;
mod moto;
mod python_tools;
mod reuse;
mod served;

use deployment::Deployment;

use crate::real_terraform::edit;

const DEFINITION: &str = "modules/api/definition.tf.json";

/// What goes with every change of the API's definition.
const DEPLOYED: [&str; 2] =
    ["replace module.api.aws_api_gateway_deployment.parlour", "update module.api.aws_api_gateway_stage.parlour"];

/// A deployment beside what else changes, sorted as plans are.
fn deployed(other: &[&str]) -> Vec<String> {
    let mut all: Vec<_> = DEPLOYED.iter().chain(other).map(|change| (*change).to_owned()).collect();
    all.sort();
    all
}

#[test]
fn dev_lives_through_its_changes() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    dev.is_settled();
    dev.touches(|| dev.bundle("second"), &["update module.notifier.aws_lambda_function.notifier".to_owned()]);
    let throttling = || dev.set("burst = 10", "burst = 11");
    dev.touches(throttling, &["update module.api.aws_api_gateway_method_settings.parlour".to_owned()]);
    let template = "/resource/aws_api_gateway_integration/get_flavour/request_templates/application~1json";
    dev.touches(
        || edit(&dev.project.path(DEFINITION), template, |text| format!("## New.\n{text}")),
        &deployed(&["update module.api.aws_api_gateway_integration.get_flavour"]),
    );
    let model = "/resource/aws_api_gateway_model/message/schema";
    dev.touches(
        || edit(&dev.project.path(DEFINITION), model, |text| text.replacen('{', "{\"title\":\"New\",", 1)),
        &deployed(&["update module.api.aws_api_gateway_model.message"]),
    );
    drift_is_seen_and_repaired(&dev);
    dev.destroy();
}

/// Somebody changes a setting and takes a resource away, without Terraform.
#[track_caller]
fn drift_is_seen_and_repaired(dev: &Deployment) {
    let log = "/aws/lambda/dev-ice-cream-notifier";
    dev.moto.aws(&["logs", "put-retention-policy", "--log-group-name", log, "--retention-in-days", "30"]);
    let queue = dev.moto.aws(&["sqs", "get-queue-url", "--queue-name", "dev-ice-cream-notifier-failures"]);
    dev.moto.aws(&["sqs", "delete-queue", "--queue-url", queue["QueueUrl"].as_str().unwrap()]);
    let planned = dev.planned();
    for repaired in
        ["update module.notifier.aws_cloudwatch_log_group.notifier", "create module.notifier.aws_sqs_queue.failures[0]"]
    {
        assert!(planned.iter().any(|change| change == repaired), "`{repaired}` is not in {planned:#?}");
    }
    let told = String::from_utf8(dev.gelato("plan", &["--as-is"], 2).stdout).unwrap();
    for drifted in [
        "! changed outside of Terraform: module.notifier.aws_cloudwatch_log_group.notifier: retention_in_days",
        "! changed outside of Terraform: module.notifier.aws_sqs_queue.failures[0]: is gone",
    ] {
        assert!(told.contains(drifted), "`{drifted}` is not in:\n{told}");
    }
    dev.apply();
    dev.is_settled();
}

/// Everything that answers a browser names the origins, and nothing else does.
#[test]
fn local_lives_and_its_origins_change() {
    let Some(local) = Deployment::of("local") else { return };
    local.apply();
    local.is_settled();
    served::answers_from_its_state(&local);
    local.set("allow_origins = [\"*\"]", "allow_origins = [\"https://gelato.example\"]");
    let planned = local.planned();
    let names_origins = |change: &&String| {
        ["gateway_response", "integration_response"]
            .iter()
            .any(|kind| change.starts_with(&format!("update module.api.aws_api_gateway_{kind}.")))
    };
    let (answers, rest): (Vec<_>, Vec<_>) = planned.iter().partition(|change| names_origins(change));
    assert!(answers.len() > 10, "{planned:#?}");
    assert_eq!(rest, deployed(&[]).iter().collect::<Vec<_>>());
    local.gelato("apply", &["--saved", "--yes"], 0);
    local.is_settled();
    local.destroy();
}

#[test]
fn staging_lives() {
    let Some(staging) = Deployment::of("staging") else { return };
    staging.apply();
    staging.is_settled();
    let table = "module.table.aws_dynamodb_table.flavours: AWS refuses to delete it: set `deletion_protection = false`";
    staging.refused("destroy", &["--as-is", "--yes"], &["the plan for `staging` was stopped", table]);
    staging.set("deletion_protection = true", "deletion_protection = false");
    staging.apply();
    staging.destroy();
}

const PROTECTED: &str = "`prod` is protected";

#[test]
fn prod_lives_and_is_hard_to_lose() {
    let Some(prod) = Deployment::of("prod") else { return };
    let ask = |answer: &str| prod.command("apply", &["--as-is"]).write_stdin(answer.to_owned()).assert();
    let said = String::from_utf8(ask("yes\n").code(1).get_output().stderr.clone()).unwrap();
    assert!(said.contains("apply this to `prod`? Only its name is taken for an answer"), "{said}");
    assert!(said.contains("nothing was changed: the answer was not `prod`"), "{said}");
    ask("prod\n").code(0);
    prod.is_settled();
    prod.refused("destroy", &["--as-is", "--yes"], &[PROTECTED, "set `protected = false`"]);
    a_lost_table_is_stopped(&prod);
    prod.set("protected = true", "protected = false");
    prod.set("deletion_protection = true", "deletion_protection = false");
    prod.apply();
    prod.destroy();
}

/// The key of a table cannot change where it stands: Terraform would make another one, empty.
#[track_caller]
fn a_lost_table_is_stopped(prod: &Deployment) {
    let file = "modules/table/main.tf.json";
    let kept = prod.project.read(file);
    prod.project.write(file, &kept.replace("\"flavour\"", "\"taste\""));
    let address = "module.table.aws_dynamodb_table.flavours";
    let stopped = format!("{address}: would be replaced, because `hash_key` changes: its items are lost");
    prod.refused("plan", &["--as-is"], &["the plan for `prod` was stopped", &stopped, "add --allow-replace 'module"]);
    prod.refused("apply", &["--saved", "--yes"], &["no plan is saved for `prod`"]);
    let allowed = ["--as-is", "--allow-replace", address];
    prod.refused("plan", &allowed, &[address, "AWS refuses to delete it: set `deletion_protection = false`"]);
    prod.project.write(file, &kept);
}
