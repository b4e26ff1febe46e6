//! Failures between Terraform and AWS, with the real Terraform and the real provider: each message says what to do.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::project_copy::ProjectCopy;

/// A copy of the project with a placeholder for the bundle, and with overrides for `dev`.
fn project(provider: &Value) -> ProjectCopy {
    let project = ProjectCopy::synthesised();
    let backend = json!({ "backend": { "local": { "path": "terraform.tfstate" } } });
    let overrides = json!({ "terraform": backend, "provider": { "aws": provider } });
    project.write("terraform/dev/override.tf.json", &overrides.to_string());
    project.write("dist/dev/notifier.zip", "not built for a plan");
    project
}

/// A provider that sends no request to AWS.
fn offline() -> Value {
    json!({
        "allowed_account_ids": null,
        "skip_credentials_validation": true,
        "skip_metadata_api_check": true,
        "skip_region_validation": true,
        "skip_requesting_account_id": true,
    })
}

fn gelato(project: &ProjectCopy, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = project.gelato(arguments);
    command.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
    command.env("AWS_EC2_METADATA_DISABLED", "true").env_remove("AWS_PROFILE").env_remove("AWS_ENDPOINT_URL");
    command
}

const PLAN: [&str; 4] = ["plan", "--env", "dev", "--as-is"];

/// Asserts that a command exits with 1 and that its message has all of these parts.
#[track_caller]
fn fails(command: &mut assert_cmd::Command, expected: &[&str]) {
    let assert = command.assert().code(1);
    let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    for part in expected {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn a_missing_zip_is_reported_with_the_command_that_builds_it() {
    let project = project(&offline());
    fs::remove_file(project.path("dist/dev/notifier.zip")).unwrap();
    fails(&mut gelato(&project, &PLAN), &["dist/dev/notifier.zip` is missing", "hint: `parlour bundle --env dev`"]);
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn an_unreachable_endpoint_is_reported() {
    // Nobody listens on this port: it was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let provider = json!({
        "allowed_account_ids": ["111122223333"],
        "max_retries": 1,
        "endpoints": [{ "sts": format!("http://127.0.0.1:{port}") }],
    });
    let expected = ["`terraform plan` failed in", "connection refused", "hint: AWS cannot be reached"];
    fails(&mut gelato(&project(&provider), &PLAN), &expected);
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn credentials_of_another_account_are_refused() {
    let provider = json!({
        "allowed_account_ids": ["111122223333"],
        "max_retries": 1,
        "endpoints": [{ "sts": sts_of_another_account() }],
    });
    let expected = ["AWS account ID not allowed: 999988887777", "hint: these credentials are another account's"];
    fails(&mut gelato(&project(&provider), &PLAN), &expected);
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn a_locked_state_is_reported_with_its_holder_and_how_to_release_it() {
    let project = project(&offline());
    let mut apply = holding_the_lock(&project);
    let expected =
        ["Error acquiring the state lock", "Who:", "hint: `Who` above", "-chdir=", "dev force-unlock", "wait until"];
    fails(&mut gelato(&project, &PLAN), &expected);
    drop(apply.stdin.take());
    apply.wait().unwrap();
}

#[test]
fn a_provider_that_cannot_be_found_is_reported() {
    let project = project(&offline());
    let configuration = project.path("empty-mirror.tfrc");
    // The configuration allows only an empty mirror.
    let empty = project.path("empty");
    fs::create_dir(&empty).unwrap();
    let installation = format!("provider_installation {{\n  filesystem_mirror {{\n    path = {empty:?}\n  }}\n}}\n");
    fs::write(&configuration, installation).unwrap();
    let expected = ["`terraform init` failed in", "hint: the provider could not be found", "GELATO_PLUGIN_DIR"];
    fails(gelato(&project, &PLAN).env("TF_CLI_CONFIG_FILE", &configuration), &expected);
}

/// A user adds a module by hand to a root that is initialised already.
#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn a_module_that_was_added_by_hand_is_installed() {
    let project = project(&offline());
    gelato(&project, &PLAN).assert().code(2);
    project.write("own/main.tf", "resource \"aws_sns_topic\" \"own\" {\n  name = \"own\"\n}\n");
    project.write("terraform/dev/own.tf", "module \"own\" {\n  source = \"../../own\"\n}\n");
    let assert = gelato(&project, &[&PLAN[..], &["--json"]].concat()).assert().code(2);
    let said = String::from_utf8_lossy(&assert.get_output().stderr);
    assert!(said.contains("initialising it again") && !said.contains("Module not installed"), "{said}");
    let shown: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let mut changes = shown["changes"].as_array().unwrap().iter();
    assert!(changes.any(|change| change["address"] == "module.own.aws_sns_topic.own"), "{shown:#}");
}

#[test]
fn terraform_arguments_that_gelato_replaces_are_refused_with_its_own() {
    let project = project(&offline());
    for (argument, hint) in [("-auto-approve", "`--yes`"), ("--out=x", "--saved"), ("-destroy", "`destroy`")] {
        let arguments = [&PLAN[..], &["--", argument]].concat();
        fails(&mut gelato(&project, &arguments), &["cannot be passed to Terraform", argument, hint]);
    }
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn nothing_is_changed_without_the_answer_yes() {
    let project = project(&offline());
    let apply = ["apply", "--env", "dev", "--as-is"];
    fails(gelato(&project, &apply).write_stdin(""), &["nothing was changed: nobody answered", "hint: use `--yes`"]);
    fails(gelato(&project, &apply).write_stdin("y\n"), &["nothing was changed: the answer was not `yes`"]);
    assert!(!project.path("terraform/dev/terraform.tfstate").exists());
    fails(&mut gelato(&project, &["apply", "--env", "prod", "--saved"]), &["no plan is saved for `prod`"]);
}

/// Also checks that only the user can read the saved plan.
#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn a_plan_is_shown_as_a_summary_in_full_and_as_json() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = project(&offline());
    let said = |arguments: &[&str]| {
        let assert = gelato(&project, &[&PLAN[..], arguments].concat()).assert().code(2);
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    };
    let short = said(&[]);
    assert!(short.contains("+ create   module.table.aws_dynamodb_table.flavours"), "{short}");
    let last = short.lines().last().unwrap().to_owned();
    assert!(last.starts_with("Plan: ") && last.ends_with(" to add, 0 to change, 0 to destroy."), "{last}");
    let full = said(&["--full"]);
    assert!(full.contains("will be created") && full.ends_with(&short), "{full}");
    let json: Value = serde_json::from_str(&said(&["--json"])).unwrap();
    assert_eq!((&json["environment"], json["stopped"].as_array().map(Vec::len)), (&"dev".into(), Some(0)));
    assert!(last.contains(&format!("{} to add", json["counts"]["add"])));
    let plan = fs::metadata(project.path("terraform/dev/.terraform/gelato.tfplan")).unwrap();
    assert_eq!(plan.permissions().mode() & 0o777, 0o600);
}

/// Terraform holds the lock until its question is answered.
fn holding_the_lock(project: &ProjectCopy) -> std::process::Child {
    gelato(project, &PLAN).assert().code(2);
    let program = gelato::terraform_cli::Program::find(&semver::Version::new(1, 5, 0), "").unwrap();
    let mut apply = Command::new(program.path());
    apply.args(["apply", "-no-color"]).current_dir(project.path("terraform/dev")).env_remove("TF_CLI_CONFIG_FILE");
    apply.env("AWS_ACCESS_KEY_ID", "none").env("AWS_SECRET_ACCESS_KEY", "none");
    let mut apply = apply.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(apply.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("Only 'yes' will be accepted")), "it does not ask");
    apply
}

/// Starts an STS that identifies every caller as a user of one account, and returns its URL.
fn sts_of_another_account() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer_identity(&mut stream.unwrap());
        }
    });
    url
}

fn answer_identity(stream: &mut std::net::TcpStream) {
    let mut length = 0;
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some(text) = line.to_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
        line.clear();
    }
    std::io::Read::read_exact(&mut reader, &mut vec![0; length]).unwrap();
    let body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
                <Arn>arn:aws:iam::999988887777:user/somebody</Arn><UserId>AIDA</UserId><Account>999988887777</Account>\
                </GetCallerIdentityResult></GetCallerIdentityResponse>";
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    std::io::Write::write_all(stream, format!("{head}{body}").as_bytes()).unwrap();
}
