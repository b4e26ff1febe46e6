//! The modules, called twice from a hand-written root in HCL: both services are in one account and region.

use super::moto::{Moto, credentials};
use crate::project_copy::{ProjectCopy, copy_folder, repository};
use crate::real_terraform::Terraform;

#[test]
#[ignore = "slow (a whole life cycle): `make test-all` runs it"]
fn two_services_from_the_modules_share_an_account_and_region() {
    let Some(moto) = Moto::start("eu-central-1") else { return };
    let project = ProjectCopy::synthesised();
    let root = project.path("examples/hcl-reuse");
    copy_folder(&repository().join("examples/hcl-reuse"), &root);
    project.write("examples/hcl-reuse/override.tf.json", &moto.overrides().to_string());
    project.write("examples/hcl-reuse/terraform.tfvars.json", r#"{ "function_zip": "main.tf" }"#);
    let terraform = Terraform::in_folder(&root).with(&credentials());
    terraform.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    assert_eq!(
        tables(&moto),
        ["market-flavours", "market-notifier-announced", "tasting-flavours", "tasting-notifier-announced"]
    );
    let apis = moto.aws(&["apigateway", "get-rest-apis"]);
    assert_eq!(apis["items"].as_array().unwrap().len(), 2, "{apis:#}");
    // The exit status is 0 only if nothing would change.
    terraform.run(&["plan", "-detailed-exitcode", "-input=false", "-no-color"]);
    terraform.run(&["destroy", "-auto-approve", "-input=false", "-no-color"]);
    assert!(tables(&moto).is_empty());
}

fn tables(moto: &Moto) -> Vec<String> {
    let mut names: Vec<String> =
        serde_json::from_value(moto.aws(&["dynamodb", "list-tables"])["TableNames"].take()).unwrap();
    names.sort();
    names
}
