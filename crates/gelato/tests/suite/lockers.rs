//! The example `lockers`, and modules of others in general, with the real Terraform: git from a local bare repository, and a
//! registry's module laid where `init` would put it.

#[path = "../../../../examples/lockers/src/main.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod program;

use std::path::Path;
use std::process::Command;

use gelato::environment::{self, Environment};
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Extent, Synthesis, synthesise};
use serde_json::json;
use tempfile::TempDir;

use super::programs::tried;
use super::project_copy::{ProjectCopy, files_below, repository};
use super::real_terraform::Terraform;

const URL: &str = "https://github.com/terraform-aws-modules/terraform-aws-dynamodb-table.git";

/// A module with the variables and outputs of the real one that the example uses, in the same form.
const TABLE: &str = r#"
variable "name" {
  type    = string
  default = null
}
variable "hash_key" {
  type    = string
  default = null
}
variable "attributes" {
  type    = list(map(string))
  default = []
}
variable "point_in_time_recovery_enabled" {
  type    = bool
  default = false
}
resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.hash_key
  dynamic "attribute" {
    for_each = var.attributes
    content {
      name = attribute.value.name
      type = attribute.value.type
    }
  }
  point_in_time_recovery {
    enabled = var.point_in_time_recovery_enabled
  }
}
output "dynamodb_table_arn" {
  value = aws_dynamodb_table.this.arn
}
output "dynamodb_table_id" {
  value = aws_dynamodb_table.this.id
}
"#;

fn example() -> std::path::PathBuf {
    repository().join("examples/lockers")
}

fn synthesised() -> Synthesis {
    let folder = example().join("environments");
    let names = environment::list(&folder).unwrap();
    let environments: Vec<_> = names.iter().map(|name| Environment::load(&folder, name).unwrap()).collect();
    synthesise(&Program::of(&program::Lockers).unwrap(), &environments, Extent::Complete).unwrap()
}

/// A project with these files.
fn project(synthesis: Synthesis) -> ProjectCopy {
    let project = ProjectCopy::empty();
    for (path, text) in synthesis.files {
        project.write(path.to_str().unwrap(), &text);
    }
    project
}

/// A bare repository with one file, which has a tag.
fn bare_repository(file: &str, text: &str, tag: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    std::fs::write(work.join(file), text).unwrap();
    git(&work, &["init", "--quiet"]);
    git(&work, &["add", "."]);
    git(&work, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "A module"]);
    git(&work, &["tag", tag]);
    git(folder.path(), &["clone", "--quiet", "--bare", "work", "bare.git"]);
    folder
}

#[track_caller]
fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git").args(arguments).current_dir(folder).output().expect("this test needs git");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_committed_files_are_what_the_program_gives() {
    let synthesis = synthesised();
    for (path, text) in &synthesis.files {
        let committed = std::fs::read_to_string(example().join(path)).unwrap_or_default();
        assert!(committed == *text, "run `gelato synth` in examples/lockers: {} differs", path.display());
    }
    let generated = ["modules", "terraform"].map(|folder| files_below(&example().join(folder)).len());
    assert!(generated.iter().sum::<usize>() >= synthesis.files.len());
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_the_lockers_with_a_module_of_git_and_a_local_one() {
    let project = project(synthesised());
    for file in files_below(&example().join("hcl")) {
        let name = format!("hcl/{}", file.display());
        project.write(&name, &std::fs::read_to_string(example().join(&name)).unwrap());
    }
    let repository = bare_repository("main.tf", TABLE, "v4.4.0");
    let bare = format!("file://{}", repository.path().join("bare.git").display());
    project.replace("modules/table/main.tf.json", URL, &bare);
    let terraform = Terraform::in_root(&project, "local");
    terraform.validate();
    let plan = terraform.plan();
    let counts = plan.counts();
    assert_eq!((counts["aws_dynamodb_table"], counts["aws_sqs_queue"], counts["aws_sqs_queue_policy"]), (1, 4, 2));
    let queue = &plan.after()["module.inboxes.module.inbox[\"north\"].aws_sqs_queue.this"]["after"];
    assert_eq!(queue["name"], "local-lockers-inbox-north");
    assert_eq!(queue["message_retention_seconds"], 604_800);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_a_registrys_module_that_is_there() {
    let synthesis = tried(|service| {
        service.module("storage", "Tables.", |m| {
            let source = ModuleSource::registry("example/table/aws", "1.2.3");
            let table = UntypedModule::new(source).input("name", m.name_of("a")).input("hash_key", "k");
            let attributes: Value<List<Map<String>>> = [Value::from([("name", "k"), ("type", "S")])].into();
            let names: Value<Set<String>> = ["x", "y"].into();
            let tables = m.call_module("table", table.input("attributes", attributes).for_each(names));
            m.output("arn", "An ARN.", tables.instance("x").output::<String>("dynamodb_table_arn"));
        });
    });
    let project = project(synthesis.unwrap());
    let modules = "terraform/local/.terraform/modules";
    project.write(&format!("{modules}/storage.table/main.tf"), TABLE);
    let list = json!({ "Modules": [
        { "Key": "", "Source": "", "Dir": "." },
        { "Key": "storage", "Source": "../../modules/storage", "Dir": "../../modules/storage" },
        { "Key": "storage.table", "Source": "registry.terraform.io/example/table/aws", "Version": "1.2.3",
          "Dir": ".terraform/modules/storage.table" },
    ] });
    project.write(&format!("{modules}/modules.json"), &list.to_string());
    let terraform = Terraform::in_root(&project, "local");
    terraform.validate();
    assert_eq!(terraform.plan().counts()["aws_dynamodb_table"], 2);
}
