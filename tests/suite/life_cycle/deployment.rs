//! One environment in a copy of the project, applied to moto by the parlour's program and the real Terraform.

use std::io::Write as _;
use std::process::Output;

use gelato::environment::{Environment, EnvironmentName};
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::moto::{ACCOUNT, Moto, credentials};
use crate::project_copy::ProjectCopy;
use crate::real_terraform::phone_numbers;

/// An environment, and the AWS that it is applied to.
pub(super) struct Deployment {
    pub(super) project: ProjectCopy,
    pub(super) moto: Moto,
    /// The prefix of its resources' names.
    pub(super) name_prefix: String,
    environment: String,
}

/// The environment that runs on this machine, which `apply` refuses.
const ON_THIS_MACHINE: &str = "local";

/// Gives that environment an AWS account, and checks that it keeps its other settings: the local configuration is applied too.
fn move_to_aws(project: &ProjectCopy) {
    let root = "terraform/local/main.tf.json";
    let before = project.read(root);
    let in_aws = include_str!("local_in_aws.toml").replace("ACCOUNT", ACCOUNT);
    project.write(&format!("environments/{ON_THIS_MACHINE}.toml"), &in_aws);
    project.gelato(&["synth", "--env", ON_THIS_MACHINE]).assert().success();
    assert_eq!(project.read(root), before, "another configuration than the local one");
}

impl Deployment {
    /// Copies the project as users get it, and adds an override file. Nothing is applied yet.
    pub(super) fn of(environment: &str) -> Option<Self> {
        let project = ProjectCopy::synthesised();
        if environment == ON_THIS_MACHINE {
            move_to_aws(&project);
        }
        let name = EnvironmentName::try_new(environment).unwrap();
        let settings = Environment::load(&project.path("environments"), &name).unwrap().settings;
        let moto = Moto::start(&settings.region.to_string())?;
        let root = format!("terraform/{environment}");
        project.write(&format!("{root}/override.tf.json"), &moto.overrides().to_string());
        let name_prefix = settings.name_prefix.to_string();
        let deployment = Self { project, moto, name_prefix, environment: environment.to_owned() };
        deployment.bundle("first");
        Some(deployment)
    }

    /// Replaces the function's zip. Moto stores it but never runs it.
    pub(super) fn bundle(&self, content: &str) {
        let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("bootstrap", SimpleFileOptions::default().unix_permissions(0o755)).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
        let path = self.project.path(&format!("dist/{}/notifier.zip", self.environment));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, zip.finish().unwrap().into_inner()).unwrap();
    }

    /// A command for the environment, with credentials that moto accepts.
    pub(super) fn command(&self, command: &str, arguments: &[&str]) -> assert_cmd::Command {
        let mut gelato = self.project.gelato(&[command, "--env", &self.environment]);
        gelato.args(arguments).envs(credentials()).env("TF_VAR_phone_numbers", phone_numbers());
        for name in ["AWS_PROFILE", "AWS_ENDPOINT_URL"] {
            gelato.env_remove(name);
        }
        gelato
    }

    /// Runs a command that must exit with this status.
    #[track_caller]
    pub(super) fn gelato(&self, command: &str, arguments: &[&str], status: i32) -> Output {
        self.command(command, arguments).assert().code(status).get_output().clone()
    }

    /// Asserts that a command fails and that its message has all of these parts.
    #[track_caller]
    pub(super) fn refused(&self, command: &str, arguments: &[&str], expected: &[&str]) {
        let said = String::from_utf8(self.gelato(command, arguments, 1).stderr).unwrap();
        for part in expected {
            assert!(said.contains(part), "`{part}` is not in:\n{said}");
        }
    }

    /// Changes a setting, which must be on exactly one line, and synthesises again.
    #[track_caller]
    pub(super) fn set(&self, setting: &str, value: &str) {
        let file = format!("environments/{}.toml", self.environment);
        let text = self.project.read(&file);
        let begin = format!("{setting} = ");
        let mut lines = text.lines().filter(|line| line.starts_with(&begin));
        let line = lines.next().unwrap_or_else(|| panic!("`{setting}` is not in {file}"));
        assert_eq!(lines.next(), None, "`{setting}` is more than once in {file}");
        self.project.replace(&file, line, &format!("{begin}{value}"));
        self.gelato("synth", &[], 0);
    }

    #[track_caller]
    pub(super) fn apply(&self) {
        self.gelato("apply", &["--as-is", "--yes"], 0);
    }

    /// Asserts that a plan finds no differences.
    #[track_caller]
    pub(super) fn is_settled(&self) {
        self.gelato("plan", &["--as-is"], 0);
    }

    /// Plans, and returns the changes as action and address, sorted.
    #[track_caller]
    pub(super) fn planned(&self) -> Vec<String> {
        changes(&self.gelato("plan", &["--as-is", "--json"], 2))
    }

    /// Applies, and asserts exactly these changes. The next plan shows whether any are left.
    #[track_caller]
    pub(super) fn touches(&self, expected: &[&str]) {
        assert_eq!(changes(&self.gelato("apply", &["--as-is", "--json", "--yes"], 0)), expected);
    }

    /// Destroys everything, and asserts that AWS has none of it left.
    #[track_caller]
    pub(super) fn destroy(&self) {
        self.gelato("destroy", &["--as-is", "--yes"], 0);
        for (service, list, key) in LEFT_OVERS {
            let left = self.moto.aws(&[service, list]);
            let none = left[key].as_array().is_none_or(Vec::is_empty);
            assert!(none, "{service} {list} still lists {left:#}");
        }
    }
}

/// The changes in the JSON summary, which precedes Terraform's own output.
#[track_caller]
fn changes(output: &Output) -> Vec<String> {
    let mut said = serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>();
    let summary = said.next().expect("a summary").unwrap();
    let change = |line: &Value| format!("{} {}", line["action"].as_str().unwrap(), line["address"].as_str().unwrap());
    let mut changes: Vec<_> = summary["changes"].as_array().unwrap().iter().map(change).collect();
    changes.sort();
    changes
}

/// The kinds of resources that a service creates, and how the AWS CLI lists them.
const LEFT_OVERS: [(&str, &str, &str); 8] = [
    ("apigateway", "get-rest-apis", "items"),
    ("dynamodb", "list-tables", "TableNames"),
    ("iam", "list-roles", "Roles"),
    ("lambda", "list-functions", "Functions"),
    ("logs", "describe-log-groups", "logGroups"),
    ("s3api", "list-buckets", "Buckets"),
    ("sns", "list-topics", "Topics"),
    ("sqs", "list-queues", "QueueUrls"),
];
