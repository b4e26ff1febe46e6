//! Compares the committed schemas with their sources, and the check with Terraform's own validation.
//!
//! These tests need Terraform and the real provider; without them they fail, and say what to install.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gelato::bindings::{BindingsFile, SchemaFile};
use gelato::schema::{BlockKind, Catalog, Severity};
use gelato::terraform::{Block, Expression};
use gelato::terraform_cli::{Program, ProviderSource, RootFolder, Wanted};
use semver::Version;
use serde_json::{Value as Json, json};

#[test]
fn the_embedded_schemas_know_every_listed_type() {
    let (catalog, file) = (Catalog::aws().expect("the embedded schemas are read"), bindings_file());
    for name in &file.resources {
        assert!(catalog.knows(BlockKind::Resource, name), "{name}");
    }
    for name in &file.data {
        assert_eq!(catalog.versions(BlockKind::Data, name).collect::<Vec<_>>(), ["5.100.0", "6.69.1"]);
    }
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn the_compact_schema_equals_what_the_provider_says() {
    let folder = initialised("5.100.0");
    assert_compact("5.100.0", terraform(folder.path(), ["providers", "schema", "-json"]));
}

#[test]
fn the_compact_schema_of_the_next_major_equals_its_source() {
    let shared = std::env::var_os("GELATO_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let source = shared.join("schemas/aws-provider-6.69.1.json");
    match fs::read_to_string(&source) {
        Ok(text) => assert_compact("6.69.1", text),
        Err(error) => println!("absent, so not compared: schemas/aws-provider-6.69.1.json: {error}"),
    }
}

#[track_caller]
fn assert_compact(version: &str, full: String) {
    let full = SchemaFile { version: version.into(), text: full };
    let expected = bindings_file().compact(&full).expect("the source is a schema");
    let committed = root().join(format!("schemas/hashicorp/aws/{version}.json"));
    let committed = fs::read_to_string(committed).expect("the compact schema is committed");
    for (line, (committed, expected)) in committed.lines().zip(expected.lines()).enumerate() {
        assert_eq!(committed, expected, "line {} of the schema of {version}", line + 1);
    }
    assert_eq!(committed.len(), expected.len());
}

/// Valid and invalid resources that only the schema decides on.
fn cases() -> Vec<(&'static str, Json)> {
    let table = |more: Json| {
        let mut table = json!({ "name": "abc", "hash_key": "k", "billing_mode": "PAY_PER_REQUEST" });
        table.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        ("aws_dynamodb_table", table)
    };
    let topic = |arguments: Json| ("aws_sns_topic", arguments);
    let key = json!({ "name": "k", "type": "S" });
    vec![
        topic(json!({ "fifo_topic": "1" })),
        topic(json!({ "fifo_topic": "yes" })),
        topic(json!({ "fifo_topic": 1 })),
        topic(json!({ "name": 7, "tags": { "a": 1, "b": true } })),
        topic(json!({ "name": ["a"] })),
        topic(json!({ "nmae": "a" })),
        topic(json!({ "arn": "a" })),
        topic(json!({ "tags": ["a"] })),
        topic(json!({ "tags": null })),
        topic(json!({ "tags": { "a": ["b"] } })),
        topic(json!({ "signature_version": "" })),
        topic(json!({ "signature_version": "2" })),
        table(json!({ "attribute": key, "ttl": null })),
        table(json!({ "attribute": [key], "server_side_encryption": [{ "enabled": "true" }] })),
        table(json!({ "attribute": [key], "server_side_encryption": [{ "enabled": true }, { "enabled": true }] })),
        table(json!({ "attribute": "k" })),
        table(json!({ "attribute": [{ "name": "k" }] })),
        table(json!({ "attribute": [{ "name": "k", "type": "S", "kind": 1 }] })),
        table(json!({ "attribute": [key], "name": null })),
        table(json!({ "attribute": [key], "read_capacity": "+1e1" })),
        table(json!({ "attribute": [key], "read_capacity": "0x10" })),
        table(json!({ "dynamic": { "attribute": { "for_each": ["k"], "content": key } } })),
        table(json!({ "dynamic": { "attribute": { "for_each": ["k"], "content": { "name": "k", "typ": "S" } } } })),
        table(json!({ "attribute": [key], "lifecycle": { "prevent_destroy": true } })),
        ("aws_api_gateway_method", json!({ "http_method": "GET", "resource_id": "a", "rest_api_id": "b" })),
        (
            "aws_api_gateway_method",
            json!({ "http_method": "GET", "resource_id": "a", "rest_api_id": "b", "authorization": "NONE",
                    "request_parameters": { "method.request.path.x": "true" } }),
        ),
        ("aws_s3_bucket_versioning", json!({ "bucket": "abc" })),
        ("aws_s3_bucket_versioning", json!({ "bucket": "abc", "versioning_configuration": { "status": "Enabled" } })),
    ]
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn the_check_refuses_what_terraform_refuses() {
    let (folder, catalog) = (initialised("5.100.0"), Catalog::aws().expect("the embedded schemas are read"));
    let refused = refused_by_terraform(folder.path(), &cases());
    for (index, (kind, arguments)) in cases().into_iter().enumerate() {
        let shown = arguments.to_string();
        let findings = catalog.check(BlockKind::Resource, kind, &block(arguments));
        let mut errors = findings.iter().filter(|finding| finding.version == "5.100.0");
        let found = errors.find(|finding| finding.severity() == Severity::Error).map(ToString::to_string);
        let name = format!("{kind}.case_{index}");
        assert_eq!(found.is_some(), refused.contains(&name), "{kind} {shown}: {found:?}");
    }
}

fn block(json: Json) -> Block {
    let Json::Object(entries) = json else { panic!("a block is an object") };
    entries.into_iter().map(|(name, value)| (name, Expression::from(value))).collect()
}

/// The addresses of the resources that `terraform validate` reports an error of.
fn refused_by_terraform(folder: &Path, cases: &[(&str, Json)]) -> BTreeSet<String> {
    let mut resources = json!({});
    for (index, (kind, arguments)) in cases.iter().enumerate() {
        resources[kind][format!("case_{index}")] = arguments.clone();
    }
    let document = serde_json::to_string_pretty(&json!({ "resource": resources })).expect("JSON is writable");
    fs::write(folder.join("cases.tf.json"), document).expect("the folder is writable");
    let verdict: Json = serde_json::from_str(&terraform(folder, ["validate", "-json"])).expect("Terraform writes JSON");
    let diagnostics = verdict["diagnostics"].as_array().expect("a list").iter();
    let errors = diagnostics.filter(|diagnostic| diagnostic["severity"] == "error");
    errors.map(|error| address(error).unwrap_or_else(|| panic!("an error without a resource: {error}"))).collect()
}

/// The resource that a diagnostic is about, such as `aws_sns_topic.case_1`.
fn address(diagnostic: &Json) -> Option<String> {
    let context = diagnostic["snippet"]["context"].as_str()?;
    Some(context.strip_prefix("resource.")?.split('.').take(2).collect::<Vec<_>>().join("."))
}

fn bindings_file() -> BindingsFile {
    BindingsFile::read(&root().join("src/aws/bindings.toml")).expect("the list is read")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A folder in which Terraform has the real provider, from wherever `gelato` itself takes it.
pub(super) fn initialised(version: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let requirement = json!({ "terraform": { "required_providers": {
        "aws": { "source": "hashicorp/aws", "version": version } } } });
    fs::write(folder.path().join("main.tf.json"), requirement.to_string()).expect("the folder is writable");
    let source = ProviderSource::choose(&Wanted::aws()).unwrap_or_else(|error| panic!("{error}"));
    let (program, root) = (program(), folder.path());
    RootFolder::new(&program, root).init(&source).unwrap_or_else(|error| panic!("{error}"));
    folder
}

/// Terraform; without it, a panic says what to install.
fn program() -> Program {
    Program::find(&Version::new(1, 5, 0), "the comparison with the provider").unwrap_or_else(|error| panic!("{error}"))
}

/// Terraform's output: even a command that reports errors prints JSON.
pub(super) fn terraform<const N: usize>(folder: &Path, arguments: [&str; N]) -> String {
    let output = program().command().current_dir(folder).args(arguments).env_remove("TF_CLI_ARGS").output();
    let output = output.expect("Terraform starts, as it just did");
    String::from_utf8(output.stdout).expect("Terraform writes UTF-8")
}
