//! Checks for AWS credentials before anything slow starts.
//!
//! It only looks for possible sources. Whether the credentials are valid, only AWS can tell.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::printable::PrintablePath as _;

/// A possible source of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials(pub String);

/// There is no source of credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no AWS credentials for `{environment}` (region {region}, account {accounts})\n\
     looked for: AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY; AWS_PROFILE; `{credentials_file}`; `{config_file}`; \
     AWS_WEB_IDENTITY_TOKEN_FILE; AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI; an EC2 instance's role\n\
     hint: run `aws configure sso` or set AWS_PROFILE; `gelato local` needs no credentials"
)]
pub struct MissingCredentials {
    /// The environment.
    pub environment: String,
    /// Its region.
    pub region: String,
    /// The accounts that it is allowed in.
    pub accounts: String,
    /// The path of the credentials file.
    pub credentials_file: String,
    /// The path of the configuration file.
    pub config_file: String,
}

impl Credentials {
    /// The first possible source of credentials.
    pub fn find() -> Option<Self> {
        from_variables().or_else(from_files).or_else(from_instance).map(Self)
    }

    /// The shared credentials file.
    pub fn credentials_file() -> PathBuf {
        file("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    }

    /// The shared configuration file.
    pub fn config_file() -> PathBuf {
        file("AWS_CONFIG_FILE", "config")
    }
}

fn from_variables() -> Option<String> {
    if is_set("AWS_ACCESS_KEY_ID") && is_set("AWS_SECRET_ACCESS_KEY") {
        return Some("AWS_ACCESS_KEY_ID".into());
    }
    let variables = [
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ];
    variables.into_iter().find(|name| is_set(name)).map(str::to_owned)
}

/// A file counts if it has settings of credentials; a region alone is not enough.
fn from_files() -> Option<String> {
    let words = ["aws_access_key_id", "sso_", "role_arn", "credential_process", "credential_source", "login_session"];
    let speaks = |path: &Path| {
        let text = fs::read_to_string(path).unwrap_or_default();
        text.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    let files = [Credentials::credentials_file(), Credentials::config_file()];
    files.into_iter().find(|path| speaks(path)).map(|path| path.printable())
}

/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html>
fn from_instance() -> Option<String> {
    let vendor = fs::read_to_string("/sys/devices/virtual/dmi/id/sys_vendor").ok()?;
    (vendor.trim() == "Amazon EC2" && env::var_os("AWS_EC2_METADATA_DISABLED").is_none_or(|flag| flag != "true"))
        .then(|| "the instance's role".into())
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn file(variable: &str, name: &str) -> PathBuf {
    let usual = || env::home_dir().unwrap_or_default().join(".aws").join(name);
    env::var_os(variable).filter(|path| !path.is_empty()).map_or_else(usual, PathBuf::from)
}
