//! Setting up an empty account: the bucket for the state must be created before the state can be stored in it.

use super::deployment::Deployment;
use crate::project_copy::files_below;

const ROOT: &str = "terraform/bootstrap/777788889999-eu-central-1";
const BUCKET: &str = "gelato-state-777788889999-eu-central-1";

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn an_account_is_set_up_from_nothing_and_the_state_moves_into_its_bucket() {
    let Some(prod) = Deployment::of("prod") else { return };
    let policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    let ci = format!("[account]\nci_repository = \"gelato/parlour\"\nci_policies = [\"{policy}\"]");
    let account = "[account] # Set once for the account and region, by `gelato bootstrap`.";
    prod.project.replace("environments/prod.toml", account, &ci);
    prod.gelato("synth", &[], 0);
    let mut overrides = prod.moto.overrides();
    overrides["terraform"]["backend"] = prod.moto.s3_backend(BUCKET, "bootstrap.tfstate");
    // Moto applies a policy's denials without their conditions, here that the request does not use TLS.
    overrides["resource"]["aws_s3_bucket_policy"]["states"]["count"] = 0.into();
    prod.project.write(&format!("{ROOT}/override.tf.json"), &overrides.to_string());
    let said = prod.gelato("bootstrap", &["--yes"], 0);
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("there is no bucket for the state yet") && said.contains("in the bucket now"), "{said}");
    let state = prod.moto.aws(&["s3api", "list-objects-v2", "--bucket", BUCKET]);
    assert_eq!(state["Contents"][0]["Key"], "bootstrap.tfstate", "{state:#}");
    let role = prod.moto.aws(&["apigateway", "get-account"]);
    assert!(role["cloudwatchRoleArn"].as_str().unwrap().ends_with(":role/api-gateway-logs-eu-central-1"), "{role:#}");
    let limit = prod.moto.aws(&["sns", "get-sms-attributes"]);
    assert_eq!(limit["attributes"]["MonthlySpendLimit"], "1", "{limit:#}");
    let role = prod.moto.aws(&["iam", "get-role", "--role-name", "gelato-ci"]);
    let trust = role["Role"]["AssumeRolePolicyDocument"].to_string();
    assert!(trust.contains("token.actions.githubusercontent.com") && trust.contains("repo:gelato/parlour:"), "{trust}");
    let attached = prod.moto.aws(&["iam", "list-attached-role-policies", "--role-name", "gelato-ci"]);
    assert_eq!(attached["AttachedPolicies"][0]["PolicyArn"], policy, "{attached:#}");
    // As on another machine, which has only the repository.
    for left in [".terraform", "terraform.tfstate", "terraform.tfstate.backup"] {
        let left = prod.project.path(&format!("{ROOT}/{left}"));
        let _ = std::fs::remove_dir_all(&left).or_else(|_| std::fs::remove_file(&left));
    }
    let again = prod.gelato("bootstrap", &["--yes"], 0);
    assert_eq!(String::from_utf8_lossy(&again.stdout), "Plan: 0 to add, 0 to change, 0 to destroy.\n");
    let files = files_below(&prod.project.path(ROOT));
    assert!(files.iter().all(|file| !file.starts_with("start_override.tf.json")), "{files:?}");
    prod.refused("bootstrap", &["--yes", "--", "-destroy"], &["cannot be passed to Terraform"]);
}
