//! The real Terraform with the real provider, found as `gelato` finds them, in a temporary copy of the generated files.
//!
//! An override file replaces backend and credentials, so nothing is asked of AWS. A machine without Terraform
//! fails these tests; it never skips them.
#![allow(dead_code, reason = "the tests of the library and those of the parlour each use a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gelato::terraform_cli::{Program, ProviderSource, Wanted};
use serde_json::{Value, json};

use super::project_copy::ProjectCopy;

/// A folder to run Terraform in.
pub(crate) struct Terraform {
    program: Program,
    folder: PathBuf,
    variables: Vec<(&'static str, &'static str)>,
}

impl Terraform {
    /// A root of a copied project, with its backend and credentials overridden and a stand-in for the bundle.
    #[track_caller]
    pub(crate) fn in_root(project: &ProjectCopy, environment: &str) -> Self {
        let root = format!("terraform/{environment}");
        project.write(&format!("{root}/override.tf.json"), &overrides().to_string());
        project.write(&format!("dist/{environment}/notifier.zip"), "not built for a plan");
        Self::in_folder(&project.path(&root))
    }

    /// Any folder.
    #[track_caller]
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let program = Program::find(&semver::Version::new(1, 5, 0), "");
        let program = program.unwrap_or_else(|error| panic!("this test needs Terraform: {error}"));
        let terraform = Self { program, folder: folder.to_owned(), variables: Vec::new() };
        terraform.init();
        terraform
    }

    /// The same with additional environment variables.
    pub(crate) fn with(mut self, variables: &[(&'static str, &'static str)]) -> Self {
        self.variables.extend(variables);
        self
    }

    #[track_caller]
    fn init(&self) {
        let source = ProviderSource::choose(&Wanted::aws()).unwrap_or_else(|error| panic!("{error}"));
        let mut arguments = vec!["init".to_owned(), "-input=false".into(), "-no-color".into()];
        if let ProviderSource::Named(mirror) | ProviderSource::System(mirror) = source {
            arguments.push(format!("-plugin-dir={}", mirror.folder.display()));
        }
        let said = self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        // A provider from a mirror for one platform cannot be locked for the others; no other warning is allowed.
        let warnings: Vec<_> = said.lines().filter(|line| line.starts_with("Warning")).collect();
        assert!(warnings.iter().all(|line| line.contains("Incomplete lock file information")), "{said}");
    }

    /// The program's version.
    pub(crate) fn version(&self) -> &semver::Version {
        self.program.version()
    }

    /// Asserts that the configuration is valid, without a warning.
    #[track_caller]
    pub(crate) fn validate(&self) {
        let answer: Value = serde_json::from_str(&self.run(&["validate", "-json"])).unwrap();
        assert_eq!(answer["diagnostics"], json!([]), "{answer:#}");
        assert_eq!(answer["valid"], true);
    }

    /// Plans, asserts that there is no warning, and returns the plan.
    #[track_caller]
    pub(crate) fn plan(&self) -> Plan {
        let said = self.run(&["plan", "-input=false", "-refresh=false", "-lock=false", "-json", "-out=plan"]);
        let diagnostics: Vec<_> = said.lines().filter(|line| line.contains(r#""type":"diagnostic""#)).collect();
        assert!(diagnostics.is_empty(), "{diagnostics:#?}");
        Plan(serde_json::from_str(&self.run(&["show", "-json", "plan"])).unwrap())
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "terraform {arguments:?} in {}:\n{said}{errors}", self.folder.display());
        said
    }

    fn command(&self) -> Command {
        let mut command = self.program.command();
        command.current_dir(&self.folder).env("TF_IN_AUTOMATION", "1");
        command.env("AWS_EC2_METADATA_DISABLED", "true").env("TF_VAR_phone_numbers", phone_numbers());
        command.envs(self.variables.iter().copied());
        command
    }
}

pub(crate) fn overrides() -> Value {
    json!({
        "terraform": { "backend": { "local": { "path": "terraform.tfstate" } } },
        "provider": { "aws": {
            "access_key": "none",
            "secret_key": "none",
            "allowed_account_ids": null,
            "skip_credentials_validation": true,
            "skip_metadata_api_check": true,
            "skip_region_validation": true,
            "skip_requesting_account_id": true,
        } },
    })
}

/// Two numbers, one of them twice. They are assembled here, so that the repository contains none.
pub(crate) fn phone_numbers() -> String {
    let number = |last: usize| format!("+{}{last}", "9".repeat(10));
    json!([number(1), number(2), number(1)]).to_string()
}

/// A plan, as in `terraform show -json`.
pub(crate) struct Plan(pub(crate) Value);

impl Plan {
    /// How many resources of each type are created.
    pub(crate) fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for change in self.changes() {
            *counts.entry(change["type"].as_str().unwrap()).or_default() += 1;
        }
        counts
    }

    /// The planned values of every resource, by address.
    pub(crate) fn after(&self) -> BTreeMap<&str, &Value> {
        self.changes().iter().map(|change| (change["address"].as_str().unwrap(), &change["change"])).collect()
    }

    /// The addresses whose planned values differ between two plans.
    pub(crate) fn difference<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let (mine, theirs) = (self.after(), other.after());
        let all = mine.keys().chain(theirs.keys()).filter(|address| mine.get(*address) != theirs.get(*address));
        let mut addresses: Vec<_> = all.copied().collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    fn changes(&self) -> &[Value] {
        self.0["resource_changes"].as_array().unwrap()
    }
}

/// Changes a text in a JSON file.
#[track_caller]
pub(crate) fn edit(file: &Path, pointer: &str, change: impl FnOnce(&str) -> String) {
    edit_value(file, pointer, |value| *value = change(value.as_str().unwrap()).into());
}

/// Removes an entry of an object in a JSON file.
#[track_caller]
pub(crate) fn take_away(file: &Path, pointer: &str, key: &str) {
    edit_value(file, pointer, |value| {
        let taken = value.as_object_mut().unwrap().remove(key);
        assert!(taken.is_some(), "no `{key}` in {pointer}");
    });
}

#[track_caller]
fn edit_value(file: &Path, pointer: &str, change: impl FnOnce(&mut Value)) {
    let mut json: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    change(json.pointer_mut(pointer).unwrap_or_else(|| panic!("no `{pointer}` in {}", file.display())));
    fs::write(file, serde_json::to_string_pretty(&json).unwrap()).unwrap();
}
