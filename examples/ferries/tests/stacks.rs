//! The stacks of an environment on the command line, with the real Terraform and provider: planned before anything is
//! applied, refused where that cannot work, and planned with the values of other stacks.
#![allow(clippy::unwrap_used, reason = "a test stops at the first thing that is not as it must be")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of the example, in which nothing is asked of AWS, and states are files.
struct Project(TempDir);

/// What a command said, and its exit status.
struct Said {
    output: String,
    errors: String,
    status: i32,
}

impl Project {
    fn new() -> Self {
        let project = Self(TempDir::new().unwrap());
        let environments = Path::new(env!("CARGO_MANIFEST_DIR")).join("environments");
        fs::create_dir(project.path("environments")).unwrap();
        let prod = fs::read_to_string(environments.join("prod.toml")).unwrap();
        let (before, rest) = prod.split_once("[backend]").unwrap();
        let (_, after) = rest.split_once("[logs]").unwrap();
        let prod = format!("{before}[backend]\ntype = \"local\"\n\n[logs]{after}");
        fs::write(project.path("environments/prod.toml"), prod).unwrap();
        project.run(&["synth"]);
        for stack in ["base", "data", "app"] {
            let without_aws = json!({
                "skip_credentials_validation": true, "skip_metadata_api_check": true,
                "skip_requesting_account_id": true, "allowed_account_ids": null,
            });
            let mut there = without_aws.clone();
            there["alias"] = "virginia".into();
            let overrides = json!({ "provider": { "aws": [without_aws, there] } });
            fs::write(project.path(&format!("terraform/prod-{stack}/override.tf.json")), overrides.to_string())
                .unwrap();
        }
        project
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Said {
        let mut ferries = Command::new(env!("CARGO_BIN_EXE_ferries"));
        ferries.arg("--project").arg(self.0.path()).args(arguments);
        ferries.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
        let output = ferries.env("AWS_EC2_METADATA_DISABLED", "true").output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { output: text(output.stdout), errors: text(output.stderr), status: output.status.code().unwrap() }
    }

    /// Writes the state of a stack that was applied with these outputs and nothing else.
    fn applied(&self, stack: &str, outputs: &Value) {
        let state = json!({ "version": 4, "serial": 1, "lineage": stack, "outputs": outputs, "resources": [] });
        fs::write(self.path(&format!("terraform/prod-{stack}/terraform.tfstate")), state.to_string()).unwrap();
    }
}

fn text(value: &str) -> Value {
    json!({ "value": value, "type": "string" })
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn stacks_are_planned_before_and_after_the_others_are_applied() {
    let project = Project::new();
    let plan = ["plan", "--env", "prod", "--", "-refresh=false"];
    let first = project.run(&plan);
    assert_eq!(first.status, 2, "{}", first.errors);
    let order: Vec<_> = ["prod-base", "prod-data", "prod-app"]
        .iter()
        .map(|root| first.errors.find(&format!("planning `{root}`")))
        .collect();
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "{}", first.errors);
    let missing = "the stack `app` of `prod` uses values of `base`, which is not applied, and values of `data`, which is \
                   not applied";
    assert!(first.errors.contains(missing), "{}", first.errors);
    assert_eq!(first.output.matches("Plan: ").count(), 3, "{}", first.output);
    let leftovers = fs::read_dir(project.path("terraform/prod-app")).unwrap();
    let leftovers: Vec<_> = leftovers
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with("unapplied"))
        .collect();
    assert_eq!(leftovers, Vec::<std::ffi::OsString>::new());
    assert!(!project.path("terraform/prod-app/.terraform/gelato.tfplan").exists(), "a plan of unknown values was kept");

    let refused = project.run(&["apply", "--env", "prod", "--stack", "app", "--yes"]);
    assert_eq!(refused.status, 1);
    let hint = "apply --env prod` applies all stacks in order, `--stack base` only that one";
    assert!(refused.errors.contains(missing) && refused.errors.contains(hint), "{}", refused.errors);

    let table = json!({ "departures_departures_name": text("ferries-departures"), "departures_departures_arn": text("arn:aws:dynamodb:eu-central-1:111122223333:table/ferries-departures") });
    project.applied("data", &table);
    project.applied("base", &json!({ "other": text("x") }));
    let partly = project.run(&["plan", "--env", "prod", "--stack", "app", "--", "-refresh=false"]);
    let missing = "uses `incidents_incidents_arn` of `base`, which was applied without it";
    assert!(partly.status == 2 && partly.errors.contains(missing), "{}", partly.errors);

    project.applied(
        "base",
        &json!({ "incidents_incidents_arn": text("arn:aws:sns:eu-central-1:111122223333:incidents") }),
    );
    let complete = project.run(&["plan", "--env", "prod", "--stack", "app", "--full", "--", "-refresh=false"]);
    assert_eq!(complete.status, 2, "{}", complete.errors);
    assert!(!complete.errors.contains("not applied"), "{}", complete.errors);
    assert!(complete.errors.contains("apply --env prod --stack app --saved"), "{}", complete.errors);
    assert!(complete.output.contains("\"arn:aws:sns:eu-central-1:111122223333:incidents\""), "{}", complete.output);
}

#[test]
fn a_stack_that_is_not_there_is_refused() {
    let project = Project::new();
    let unknown = project.run(&["plan", "--env", "prod", "--stack", "ap"]);
    let expected = "`prod` has no stack `ap`; allowed: `base`, `data`, `app`\nhint: did you mean `app`?";
    assert!(unknown.status == 1 && unknown.errors.contains(expected), "{}", unknown.errors);
    let several = project.run(&["output", "--env", "prod"]);
    for part in ["`prod` has several roots", "hint: add `--stack` and one of `base`, `data`, `app`"] {
        assert!(several.status == 1 && several.errors.contains(part), "{}", several.errors);
    }
}
