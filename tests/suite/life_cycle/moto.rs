//! Moto's server on this machine in place of AWS, and the AWS CLI to inspect it without Terraform.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::python_tools;
use crate::project_copy::repository;

/// Moto's account.
pub(super) const ACCOUNT: &str = "123456789012";

const SERVICES: [&str; 12] =
    ["apigateway", "cloudwatch", "cognitoidp", "dynamodb", "iam", "kms", "lambda", "logs", "s3", "sns", "sqs", "sts"];

/// The number of attempts for a request. The provider waits longer each time, a minute in total: long enough for a busy
/// machine, and short enough that a request that moto cannot serve still fails the test.
const ATTEMPTS: u8 = 10;

/// A running server. Dropping the value closes its standard input, which ends it.
pub(super) struct Moto {
    server: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    url: String,
    programs: PathBuf,
    region: String,
}

impl Moto {
    /// Starts a server. If this machine cannot run one, it says so and returns `None`.
    pub(super) fn start(region: &str) -> Option<Self> {
        let programs = python_tools::programs()?;
        let script = repository().join("tests/suite/life_cycle/moto_server.py");
        let mut server = Command::new(programs.join("python"));
        server.arg(script).env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true").env("MOTO_ACCOUNT_ID", ACCOUNT);
        let mut server = server.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (commands, answers) = (server.stdin.take(), BufReader::new(server.stdout.take().unwrap()));
        let mut moto = Self { server, commands, answers, url: String::new(), programs, region: region.to_owned() };
        moto.url = moto.answer();
        assert!(moto.url.starts_with("http://127.0.0.1:"), "moto did not start: `{}`", moto.url);
        Some(moto)
    }

    /// Lets moto create this many API Gateway resources, and holds every further request to create one.
    #[track_caller]
    pub(super) fn limit(&mut self, resources: usize) {
        self.obey(&format!("limit {resources}"));
    }

    /// Lets all requests through again, and returns when moto has answered them.
    #[track_caller]
    pub(super) fn open(&mut self) {
        self.obey("open");
    }

    /// Sends a command, and waits until it is done.
    #[track_caller]
    fn obey(&mut self, command: &str) {
        writeln!(self.commands.as_ref().unwrap(), "{command}").unwrap();
        let answer = self.answer();
        assert!(command.starts_with(&answer) && !answer.is_empty(), "moto answers `{answer}` to `{command}`");
    }

    /// The next line that the server prints, or an empty one if it has ended.
    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The override file that makes a root use this server. The root's own files are unchanged.
    pub(super) fn overrides(&self) -> Value {
        let endpoints: Value = SERVICES.iter().map(|service| (*service, self.url.as_str())).collect();
        json!({
            "terraform": { "backend": { "local": { "path": "terraform.tfstate" } } },
            "provider": { "aws": {
                "skip_credentials_validation": false,
                "skip_requesting_account_id": false,
                "access_key": null,
                "secret_key": null,
                "allowed_account_ids": [ACCOUNT],
                "skip_region_validation": true,
                "s3_use_path_style": true,
                "max_retries": ATTEMPTS,
                "endpoints": [endpoints],
            } },
        })
    }

    /// An S3 backend for a state in a bucket of this server.
    pub(super) fn s3_backend(&self, bucket: &str, key: &str) -> Value {
        json!({ "s3": {
            "bucket": bucket,
            "key": key,
            "region": self.region,
            "use_lockfile": true,
            "use_path_style": true,
            "skip_region_validation": true,
            "endpoints": { "s3": self.url, "iam": self.url, "sts": self.url },
        } })
    }

    /// Lets a command find the AWS CLI, and the CLI find this server. The override file has the provider's endpoints.
    pub(super) fn on_path<'a>(&self, command: &'a mut assert_cmd::Command) -> &'a mut assert_cmd::Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&path));
        command.env("PATH", std::env::join_paths(folders).unwrap()).env("AWS_ENDPOINT_URL", &self.url);
        command.env("AWS_MAX_ATTEMPTS", ATTEMPTS.to_string())
    }

    /// Calls the AWS CLI and returns its JSON output.
    #[track_caller]
    pub(super) fn aws(&self, arguments: &[&str]) -> Value {
        let mut aws = Command::new(self.programs.join("aws"));
        aws.args(["--endpoint-url", &self.url, "--region", &self.region, "--output", "json"]).args(arguments);
        // A retry would find the resource that the first request created, so the CLI waits for the first response.
        aws.args(["--cli-read-timeout", "0"]).env("AWS_MAX_ATTEMPTS", ATTEMPTS.to_string());
        let output = aws.envs(credentials()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "aws {arguments:?}: {errors}");
        serde_json::from_slice(&output.stdout).unwrap_or(Value::Null)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.commands.take());
        let _ = self.server.wait();
    }
}

/// Credentials for moto, which accepts any.
pub(super) fn credentials() -> [(&'static str, &'static str); 2] {
    [("AWS_ACCESS_KEY_ID", "moto"), ("AWS_SECRET_ACCESS_KEY", "moto")]
}
