//! The whole life cycle of an environment: the real Terraform and provider against moto, an independent implementation
//! of AWS's API.
//!
//! Without Python or its packages, these tests say that they did not run; `.ci/run` requires them.

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

use changes::{changes_and_repairs, drift_is_detected_and_repaired};
use deployment::Deployment;

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn dev_is_applied_changed_and_destroyed() {
    let Some(dev) = Deployment::of("dev") else { return };
    dev.apply();
    changes_and_repairs(&dev);
    dev.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn local_is_applied_changed_and_served() {
    let Some(local) = Deployment::of("local") else { return };
    local.apply();
    changes_and_repairs(&local);
    served::answers_from_its_state(&local);
    local.destroy();
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn staging_is_repaired_and_destroyed() {
    let Some(staging) = Deployment::of("staging") else { return };
    staging.apply();
    staging.is_settled();
    drift_is_detected_and_repaired(&staging);
    is_destroyed_after_unprotecting(&staging);
}

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn staging_is_applied_changed_and_destroyed() {
    let Some(staging) = Deployment::of("staging") else { return };
    staging.apply();
    changes_and_repairs(&staging);
    is_destroyed_after_unprotecting(&staging);
}

#[track_caller]
fn is_destroyed_after_unprotecting(staging: &Deployment) {
    let table = "module.table.aws_dynamodb_table.flavours: AWS refuses to delete it: set `deletion_protection = false`";
    staging.refused("destroy", &["--as-is", "--yes"], &["the plan for `staging` was stopped", table]);
    staging.set("deletion_protection", "false");
    staging.apply();
    staging.destroy();
}

const PROTECTED: &str = "`prod` is protected";

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn prod_is_applied_changed_and_protected() {
    let Some(prod) = Deployment::of("prod") else { return };
    let ask = |answer: &str| prod.command("apply", &["--as-is"]).write_stdin(answer.to_owned()).assert();
    let said = String::from_utf8(ask("yes\n").code(1).get_output().stderr.clone()).unwrap();
    assert!(said.contains("apply this to `prod`? Only its name is accepted"), "{said}");
    assert!(said.contains("nothing was changed: the answer was not `prod`"), "{said}");
    ask("prod\n").code(0);
    changes_and_repairs(&prod);
    prod.refused("destroy", &["--as-is", "--yes"], &[PROTECTED, "set `protected = false`"]);
    replacing_a_table_is_refused(&prod);
    prod.set("protected", "false");
    prod.set("deletion_protection", "false");
    prod.apply();
    prod.destroy();
}

/// A table's key cannot change in place: Terraform would replace the table by an empty one.
#[track_caller]
fn replacing_a_table_is_refused(prod: &Deployment) {
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
