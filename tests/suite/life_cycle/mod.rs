//! Terraform's whole life cycle, for real: the real Terraform and provider against an AWS API that is not ours.
//!
//! Where Python or its packages cannot be had, these tests say that they did not run; `.ci/run` insists on them.

mod bootstrap;
mod changes;
mod deployment;
mod import;
mod interruption;
mod made_by_hand;
mod moto;
mod python_tools;
mod reuse;
mod served;

use changes::{drift_is_seen_and_repaired, lives};
use deployment::Deployment;

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn dev_lives() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    lives(&dev);
    dev.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn local_lives_and_runs_here() {
    let Some(local) = Deployment::of("local") else { return };
    local.apply();
    lives(&local);
    served::answers_from_its_state(&local);
    local.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn staging_is_repaired_and_taken_away() {
    let Some(staging) = Deployment::of("staging") else { return };
    staging.apply();
    staging.is_settled();
    drift_is_seen_and_repaired(&staging);
    is_taken_away(&staging);
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn staging_lives() {
    let Some(staging) = Deployment::of("staging") else { return };
    staging.apply();
    lives(&staging);
    is_taken_away(&staging);
}

#[track_caller]
fn is_taken_away(staging: &Deployment) {
    let table = "module.table.aws_dynamodb_table.flavours: AWS refuses to delete it: set `deletion_protection = false`";
    staging.refused("destroy", &["--as-is", "--yes"], &["the plan for `staging` was stopped", table]);
    staging.set("deletion_protection", "false");
    staging.apply();
    staging.destroy();
}

const PROTECTED: &str = "`prod` is protected";

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn prod_lives_and_is_hard_to_lose() {
    let Some(prod) = Deployment::of("prod") else { return };
    let ask = |answer: &str| prod.command("apply", &["--as-is"]).write_stdin(answer.to_owned()).assert();
    let said = String::from_utf8(ask("yes\n").code(1).get_output().stderr.clone()).unwrap();
    assert!(said.contains("apply this to `prod`? Only its name is taken for an answer"), "{said}");
    assert!(said.contains("nothing was changed: the answer was not `prod`"), "{said}");
    ask("prod\n").code(0);
    lives(&prod);
    prod.refused("destroy", &["--as-is", "--yes"], &[PROTECTED, "set `protected = false`"]);
    a_lost_table_is_stopped(&prod);
    prod.set("protected", "false");
    prod.set("deletion_protection", "false");
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
