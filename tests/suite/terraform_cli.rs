//! Finding and checking Terraform and its provider, with scripts in place of Terraform on a separate PATH.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use gelato::terraform_cli::Wanted;
use tempfile::TempDir;

use super::project_copy::ProjectCopy;

/// An empty machine: its own home, and a PATH of one folder.
pub(crate) struct Machine {
    pub(crate) project: ProjectCopy,
    folder: TempDir,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let machine = Self { project: ProjectCopy::synthesised(), folder: TempDir::new().unwrap() };
        for name in ["home", "bin"] {
            fs::create_dir(machine.path(name)).unwrap();
        }
        machine
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Adds a program to the PATH: a script for `/bin/sh`.
    pub(crate) fn with_program(self, name: &str, script: &str) -> Self {
        let path = self.path("bin").join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// Adds a Terraform of this version, which records its arguments and does nothing.
    pub(crate) fn with_terraform(self, version: &str) -> Self {
        let calls = self.path("calls").display().to_string();
        let script = format!(
            "echo \"$* [${{TF_CLI_CONFIG_FILE-unset}}]\" >> {calls}\n\
             if [ \"$1\" = version ]; then echo '{{\"terraform_version\":\"{version}\"}}'; fi"
        );
        self.with_program("terraform", &script)
    }

    /// Adds an empty mirror with the folders of one that has the AWS provider.
    fn with_mirror(self, folder: &str, version: &str) -> Self {
        unpacked(&self.path(folder), version);
        self
    }

    pub(crate) fn gelato(&self, arguments: &[&str]) -> Command {
        let mut command = self.project.gelato(arguments);
        command.env_clear().env("PATH", self.path("bin")).env("HOME", self.path("home"));
        command.env("AWS_EC2_METADATA_DISABLED", "true");
        command
    }

    /// The same, with placeholder credentials.
    fn gelato_with_credentials(&self, arguments: &[&str]) -> Command {
        let mut command = self.gelato(arguments);
        command.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
        command
    }

    /// The arguments of each call of Terraform.
    pub(crate) fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

fn unpacked(folder: &Path, version: &str) {
    let wanted = Wanted::aws();
    let provider = folder.join("registry.terraform.io").join(wanted.source).join(version).join(&wanted.platform);
    fs::create_dir_all(provider).unwrap();
}

fn packed(folder: &Path, version: &str) {
    let wanted = Wanted::aws();
    let provider = folder.join("registry.terraform.io").join(wanted.source);
    fs::create_dir_all(&provider).unwrap();
    let name = format!("terraform-provider-aws_{version}_{}.zip", wanted.platform);
    fs::write(provider.join(name), "").unwrap();
}

/// Asserts that a command exits with 1 and that its message has all of these parts. Returns the message.
#[track_caller]
fn fails(command: &mut Command, expected: &[&str]) -> String {
    let assert = command.assert().code(1);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    for part in expected {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
    said
}

/// A command that needs Terraform and credentials, and builds nothing.
const OUTPUT: [&str; 3] = ["output", "--env", "dev"];

#[test]
fn without_terraform_the_error_says_what_to_install() {
    let expected = ["neither `terraform` nor `tofu`", "1.5.0 or newer", "hint: install Terraform", "GELATO_TERRAFORM"];
    fails(&mut Machine::new().gelato_with_credentials(&OUTPUT), &expected);
}

#[test]
fn opentofu_is_used_if_there_is_no_terraform() {
    let machine = Machine::new().with_terraform("1.11.4").with_mirror("mirror", "5.100.0");
    fs::rename(machine.path("bin/terraform"), machine.path("bin/tofu")).unwrap();
    machine.gelato_with_credentials(&OUTPUT).env("GELATO_PLUGIN_DIR", machine.path("mirror")).assert().success();
    assert_eq!(machine.calls().len(), 3, "{:?}", machine.calls());
}

#[test]
fn an_old_terraform_is_refused_with_the_required_version() {
    let machine = Machine::new().with_terraform("1.4.7");
    let program = machine.path("bin/terraform").display().to_string();
    fails(
        &mut machine.gelato_with_credentials(&OUTPUT),
        &[&program, "1.4.7; 1.5.0 or newer is required", "hint: install a newer one"],
    );
}

#[test]
fn a_backend_with_a_lockfile_needs_a_newer_terraform() {
    let machine = Machine::new().with_terraform("1.9.8");
    let expected = ["1.9.8; 1.10.0 or newer is required, for the backend's `lockfile`"];
    fails(&mut machine.gelato(&["output", "--env", "prod"]), &expected);
}

#[test]
fn unintelligible_version_output_is_quoted() {
    let machine = Machine::new().with_program("terraform", "echo gibberish");
    fails(&mut machine.gelato_with_credentials(&OUTPUT), &["version -json` printed no version: gibberish"]);
}

/// The script answers as soon as the message is there, and in any case long before it would be killed.
#[test]
fn a_slow_terraform_is_reported_while_it_runs() {
    let machine = Machine::new();
    let said = machine.path("said");
    let script = format!(
        "[ \"$1\" = version ] || exit 0\nPATH=/usr/bin:/bin\ntries=0\n\
         until grep -q 'waiting for' {} || [ $tries -eq 100 ]; do sleep 0.1; tries=$((tries + 1)); done\n\
         echo '{{\"terraform_version\":\"1.11.4\"}}'",
        said.display()
    );
    let machine = machine.with_program("terraform", &script);
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("parlour"));
    command.args(OUTPUT).current_dir(machine.project.folder()).stderr(fs::File::create(&said).unwrap());
    command.env_clear().env("PATH", machine.path("bin")).env("HOME", machine.path("home"));
    command.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
    let status = command.status().unwrap();
    let said = fs::read_to_string(said).unwrap();
    assert!(status.success(), "{said}");
    let line = format!("waiting for `{} version`", machine.path("bin/terraform").display());
    assert_eq!(said.matches(&line).count(), 1, "{said}");
}

#[test]
fn a_missing_program_in_gelato_terraform_is_reported() {
    let machine = Machine::new().with_terraform("1.11.4");
    let mut command = machine.gelato_with_credentials(&OUTPUT);
    fails(command.env("GELATO_TERRAFORM", "/nowhere/terraform"), &["GELATO_TERRAFORM names `/nowhere/terraform`"]);
}

#[test]
fn a_folder_without_the_provider_is_reported_with_the_expected_layout() {
    let machine = Machine::new().with_terraform("1.11.4").with_mirror("mirror", "4.67.0");
    let folder = machine.path("mirror").display().to_string();
    let expected =
        ["GELATO_PLUGIN_DIR names", &folder, "`hashicorp/aws` >=5.100.0, <7.0.0", "HOST/hashicorp/aws/VERSION/"];
    fails(machine.gelato_with_credentials(&OUTPUT).env("GELATO_PLUGIN_DIR", &folder), &expected);
}

#[test]
fn a_mirror_may_have_either_layout() {
    for make in [unpacked, packed] {
        let folder = TempDir::new().unwrap();
        assert_eq!(Wanted::aws().mirror_in(folder.path()), None);
        for version in ["4.67.0", "5.100.0", "6.2.0", "6.10.1", "7.0.0"] {
            make(folder.path(), version);
        }
        let mirror = Wanted::aws().mirror_in(folder.path()).unwrap();
        assert_eq!((mirror.folder.as_path(), mirror.version), (folder.path(), semver::Version::new(6, 10, 1)));
    }
}

#[test]
fn a_mirror_for_another_platform_or_provider_is_ignored() {
    let folder = TempDir::new().unwrap();
    for below in
        ["hashicorp/aws/5.100.0/plan9_mips", "hashicorp/google/5.100.0/linux_amd64", "other/aws/5.100.0/linux_amd64"]
    {
        fs::create_dir_all(folder.path().join("registry.terraform.io").join(below)).unwrap();
    }
    assert_eq!(Wanted::aws().mirror_in(folder.path()), None);
}

/// Asserts the line that `output` prints about the provider's source, and an argument of `init`.
#[track_caller]
fn source(machine: &Machine, variables: &[(&str, &Path)], said: &str, init: &str) {
    let mut command = machine.gelato_with_credentials(&OUTPUT);
    command.envs(variables.iter().copied());
    let assert = command.assert().success();
    let stderr = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let lines: Vec<_> = stderr.lines().filter(|line| line.contains("provider: ")).collect();
    assert!(lines.len() == 1 && lines[0].contains(said), "`{said}` is not in the one line: {lines:?}");
    let calls = machine.calls();
    assert!(calls.iter().any(|call| call.starts_with("init") && call.contains(init)), "`{init}`: {calls:?}");
}

#[test]
fn provider_sources_have_an_order_of_precedence() {
    let machine = Machine::new().with_terraform("1.11.4").with_mirror("home/.terraform.d/plugins", "6.1.0");
    source(&machine, &[], "version 6.1.0 from the mirror", "init -input=false -no-color [unset]");
    let machine = machine.with_mirror("mirror", "6.2.0");
    let (mirror, config) = (machine.path("mirror"), machine.path("own.tfrc"));
    let named = [("GELATO_PLUGIN_DIR", mirror.as_path())];
    source(&machine, &named, "GELATO_PLUGIN_DIR names", &format!("-plugin-dir={}", mirror.display()));
    fs::write(&config, "").unwrap();
    let both = [named[0], ("TF_CLI_CONFIG_FILE", config.as_path())];
    let kept = format!("init -input=false -no-color [{}]", config.display());
    source(&machine, &both, "your Terraform CLI configuration", &kept);
    fs::remove_file(&config).unwrap();
    fs::write(machine.path("home/.terraformrc"), "").unwrap();
    source(&machine, &named, ".terraformrc`", "init");
}

#[test]
fn a_missing_cli_configuration_is_not_passed_to_terraform() {
    let machine = Machine::new().with_terraform("1.11.4").with_mirror("mirror", "5.100.0");
    let (mirror, config) = (machine.path("mirror"), machine.path("nowhere.tfrc"));
    let variables = [("GELATO_PLUGIN_DIR", mirror.as_path()), ("TF_CLI_CONFIG_FILE", config.as_path())];
    source(&machine, &variables, "GELATO_PLUGIN_DIR names", "-plugin-dir=");
    let calls = machine.calls();
    assert!(calls.len() == 3 && calls.iter().all(|call| call.ends_with("[unset]")), "{calls:?}");
}

#[test]
fn a_root_is_initialised_again_only_after_a_change() {
    let machine = Machine::new().with_terraform("1.11.4").with_mirror("mirror", "5.100.0");
    fs::create_dir(machine.project.path("terraform/dev/.terraform")).unwrap();
    let inits = |expected: usize| {
        machine.gelato_with_credentials(&OUTPUT).env("GELATO_PLUGIN_DIR", machine.path("mirror")).assert().success();
        assert_eq!(machine.calls().iter().filter(|call| call.starts_with("init")).count(), expected);
    };
    inits(1);
    inits(1);
    machine.project.replace("environments/dev.toml", "batch_size = ", "batch_size = 1");
    inits(2);
}

#[test]
fn terraforms_own_status_and_output_are_passed_on() {
    let script =
        r#"case "$1" in version) echo '{"terraform_version":"1.11.4"}';; output) echo "said: $*"; exit 3;; esac"#;
    let machine = Machine::new().with_program("terraform", script).with_mirror("mirror", "5.100.0");
    let mut command = machine.gelato_with_credentials(&["output", "--env", "dev", "--", "-json", "url"]);
    let assert = command.env("GELATO_PLUGIN_DIR", machine.path("mirror")).assert().code(3);
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stdout), "said: output -no-color -json url\n");
}

#[test]
fn a_failed_init_is_quoted_with_a_hint() {
    let script = r#"case "$1" in version) echo '{"terraform_version":"1.11.4"}';; init) echo "Error: Failed to query available provider packages" >&2; exit 1;; esac"#;
    let machine = Machine::new().with_program("terraform", script).with_mirror("mirror", "5.100.0");
    let mut command = machine.gelato_with_credentials(&OUTPUT);
    let expected = ["`terraform init` failed in", "terraform/dev", "Failed to query", "hint: the provider could not"];
    fails(command.env("GELATO_PLUGIN_DIR", machine.path("mirror")), &expected);
}

#[test]
fn missing_credentials_are_reported_before_anything_slow() {
    let machine = Machine::new().with_terraform("1.11.4");
    let home = machine.path("home").display().to_string();
    let said = fails(&mut machine.gelato(&["plan", "--env", "prod"]), &[]);
    let expected = format!(
        "error: no AWS credentials for `prod` (region eu-central-1, account 777788889999)\n\
         looked for: AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY; AWS_PROFILE; `{home}/.aws/credentials`; \
         `{home}/.aws/config`; AWS_WEB_IDENTITY_TOKEN_FILE; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI; \
         an EC2 instance's role\n\
         hint: run `aws configure sso` or set AWS_PROFILE; `gelato local` needs no credentials\n"
    );
    assert_eq!(said, expected);
    assert_eq!(machine.calls(), ["version -json [unset]"]);
    assert!(!machine.project.path("dist").exists(), "something was bundled");
}

#[test]
fn a_configuration_with_only_a_region_has_no_credentials() {
    let machine = Machine::new().with_terraform("1.11.4");
    fs::create_dir(machine.path("home/.aws")).unwrap();
    fs::write(machine.path("home/.aws/config"), "[default]\nregion = eu-central-1\n").unwrap();
    fails(&mut machine.gelato(&["output", "--env", "prod"]), &["no AWS credentials for `prod`"]);
    fs::write(machine.path("home/.aws/config"), "[default]\nsso_session = shop\n").unwrap();
    let assert = machine.gelato(&["output", "--env", "prod"]).assert();
    let said = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(said.contains(".aws/config") && !said.contains("no AWS credentials"), "{said}");
}

/// Commands for AWS fail immediately, and the error names the commands to use instead.
#[test]
fn an_environment_on_this_machine_cannot_be_applied() {
    let machine = Machine::new().with_terraform("1.11.4");
    for command in ["apply", "destroy", "bootstrap", "import-plan", "output"] {
        let said = fails(&mut machine.gelato(&[command, "--env", "local"]), &[]);
        let expected = format!(
            "error: `local` has `target = \"local\"`: it runs on this machine, and `parlour {command}` needs an \
             environment in AWS\nhint: `gelato local --env local` runs it; \
             `parlour plan --env local` shows what it consists of\n"
        );
        assert_eq!(said, expected);
    }
    assert_eq!(machine.calls(), Vec::<String>::new());
    assert!(!machine.project.path("dist").exists(), "something was bundled");
}

/// Adds hand-written variables to a root, two of them without a default.
fn with_required_variables(machine: &Machine) {
    let variables = serde_json::json!({ "variable": {
        "//": "What the root needs.",
        "contact": { "type": "string", "description": "Whom to call.", "sensitive": true },
        "pager": [{ "type": "string" }],
        "colour": { "type": "string", "default": "red" },
    } });
    machine.project.write("terraform/local/own.tf.json", &variables.to_string());
}

#[test]
fn all_variables_without_a_value_are_reported_before_anything_is_built() {
    let machine = Machine::new().with_terraform("1.11.4");
    with_required_variables(&machine);
    let plan = ["plan", "--env", "local", "--as-is"];
    for (arguments, option) in [(&plan[..3], "-var"), (&plan, "-var"), (&["prepare", "--env", "local"], "--var")] {
        let root = machine.project.path("terraform/local").display().to_string();
        let values = format!("; or `pager` in `{root}/terraform.tfvars`; or hand it on: `-- {option} pager=VALUE`");
        let expected = [
            &format!("`{root}` has variables without a default, and nothing gives them a value:"),
            "\n  `contact`: Whom to call.\n  `pager`\nhint: ",
            "`export TF_VAR_contact=VALUE TF_VAR_pager=VALUE`",
            &values,
        ];
        fails(&mut machine.gelato(arguments), &expected);
        let said = fails(machine.gelato(arguments).env("TF_VAR_contact", "x"), &["\n  `pager`\nhint: "]);
        assert!(!said.contains("contact"), "{said}");
        let secret = fails(
            machine.gelato(arguments).env("TF_VAR_pager", "x"),
            &["shell, such as `export TF_VAR_contact=VALUE`"],
        );
        assert!(!secret.contains("tfvars") && !secret.contains("contact=VALUE`;"), "{secret}");
    }
    assert!(!machine.project.path("dist").exists(), "something was bundled");
    assert!(machine.calls().iter().all(|call| call.starts_with("version")), "{:?}", machine.calls());
}

/// With all values set, the next error is the missing zip.
#[test]
fn a_variable_may_be_set_wherever_terraform_looks() {
    let machine = Machine::new().with_terraform("1.11.4");
    with_required_variables(&machine);
    machine.project.write("more.tfvars", "pager = \"x\"\n");
    let more = machine.project.path("more.tfvars").display().to_string();
    let plan = ["plan", "--env", "local", "--as-is"];
    let file = ["--".to_owned(), format!("-var-file={more}")];
    let zip = ["notifier.zip` is missing"];
    for arguments in [&["--", "-var", "pager=x"][..], &["--", "-var=pager=x"], &[&file[0], &file[1]]] {
        fails(machine.gelato(&[&plan[..], arguments].concat()).env("TF_VAR_contact", ""), &zip);
    }
    for values in ["terraform.tfvars", "mine.auto.tfvars"] {
        machine.project.write(&format!("terraform/local/{values}"), "contact = \"x\"\npager   = \"y\"\n");
        fails(&mut machine.gelato(&plan), &zip);
        fs::remove_file(machine.project.path(&format!("terraform/local/{values}"))).unwrap();
    }
    machine.project.write("terraform/local/terraform.tfvars.json", r#"{ "contact": "x", "pager": "y" }"#);
    fails(&mut machine.gelato(&plan), &zip);
}

/// Builds a phone number, so that the repository contains none.
fn number(digits: usize) -> String {
    format!("+{}", "7".repeat(digits))
}

#[test]
fn an_invalid_phone_number_is_refused_without_being_shown() {
    let wrong = [number(7), number(16), "7".repeat(10), format!("+0{}", "7".repeat(9)), format!("{} 7", number(9))];
    for wrong in wrong {
        let machine = Machine::new().with_terraform("1.11.4");
        let list = serde_json::json!([number(10), wrong]).to_string();
        let mut command = machine.gelato(&["plan", "--env", "local"]);
        let expected = ["TF_VAR_phone_numbers: number 2 of 2 is not in E.164", "`+`, then 8 to 15 digits"];
        let said = fails(command.env("TF_VAR_phone_numbers", list), &expected);
        assert!(!said.contains("777"), "a number is shown:\n{said}");
        assert_eq!(machine.calls(), ["version -json [unset]"]);
    }
}

#[test]
fn local_names_the_program_that_has_the_runtime() {
    let machine = Machine::new();
    let expected = ["`gelato local` runs an environment on this machine", "hint: `cargo install --locked --path"];
    fails(&mut machine.gelato(&["local", "--env", "local", "--", "--port", "0"]), &expected);
}
