//! The modules as other people use them: their own tests, and a root in HCL that calls them twice.

use std::fs;

use tempfile::TempDir;

use super::project_copy::{ProjectCopy, copy_folder, repository};
use super::real_terraform::{Terraform, overrides};

/// The first version whose `terraform test` can mock a provider.
const MOCKS: semver::Version = semver::Version::new(1, 7, 0);

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn every_module_passes_its_own_tests_with_the_provider_mocked() {
    let modules = fs::read_dir(repository().join("modules")).unwrap().map(|entry| entry.unwrap().path());
    for module in modules {
        let alone = TempDir::new().unwrap();
        copy_folder(&module, alone.path());
        let terraform = Terraform::in_folder(alone.path());
        if terraform.version() < &MOCKS {
            eprintln!("absent: `terraform test` cannot mock a provider before {MOCKS}");
            return;
        }
        let said = terraform.run(&["test", "-no-color"]);
        assert!(said.contains("Success! 2 passed, 0 failed."), "{}:\n{said}", module.display());
    }
}

/// Resource types whose names must be unique within an account and region.
const NAMED: [(&str, &str); 7] = [
    ("aws_cloudwatch_log_group", "name"),
    ("aws_dynamodb_table", "name"),
    ("aws_iam_role", "name"),
    ("aws_lambda_function", "function_name"),
    ("aws_s3_bucket", "bucket"),
    ("aws_sns_topic", "name"),
    ("aws_sqs_queue", "name"),
];

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn a_root_in_hcl_calls_the_modules_twice_and_nothing_collides() {
    let project = ProjectCopy::synthesised();
    let root = project.path("examples/hcl-reuse");
    copy_folder(&repository().join("examples/hcl-reuse"), &root);
    project.write("examples/hcl-reuse/override.tf.json", &overrides().to_string());
    project.write("examples/hcl-reuse/terraform.tfvars.json", r#"{ "function_zip": "main.tf" }"#);
    let terraform = Terraform::in_folder(&root);
    terraform.validate();
    let plan = terraform.plan();
    let after = plan.after();
    for (kind, argument) in NAMED {
        let of_kind = after.iter().filter(|(address, _)| address.contains(&format!(".{kind}.")));
        let names: Vec<_> = of_kind.filter_map(|(_, change)| change["after"][argument].as_str()).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{kind} collide: {names:?}");
    }
    let instances = |name: &str| after.keys().filter(|address| address.starts_with(&format!("module.{name}."))).count();
    assert!(instances("tasting") > 50, "{:?}", plan.counts());
    assert_eq!(instances("tasting"), instances("market"));
}
