//! `openapi`: the document is valid by OpenAPI's own schema, and describes exactly the deployed methods.
//!
//! `GELATO_BLESS=1` rewrites the golden file.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::openapi_schema::{OPENAPI, assert_valid};
use super::project_copy::{ProjectCopy, repository};

#[track_caller]
fn described(project: &ProjectCopy, environment: &str) -> Value {
    let output = project.gelato(&["openapi", "--env", environment]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Shows that the validator can fail: it refuses a document without a required member.
#[test]
fn the_validator_refuses_an_invalid_document() {
    let validator = jsonschema::validator_for(&serde_json::from_str(OPENAPI).unwrap()).unwrap();
    let mut document = described(&ProjectCopy::empty(), "local");
    assert!(validator.is_valid(&document));
    document["paths"]["/ice-cream-flavours"]["post"]["responses"] = Value::Null;
    assert!(!validator.is_valid(&document));
}

#[test]
fn every_environment_has_a_valid_description() {
    let project = ProjectCopy::empty();
    for environment in ["dev", "local", "prod", "staging"] {
        assert_valid(&described(&project, environment));
    }
}

#[test]
fn the_description_of_prod() {
    let project = ProjectCopy::empty();
    let file = repository().join("tests/fixtures/openapi/prod.json");
    let text = project.gelato(&["openapi", "--env", "prod"]).output().unwrap().stdout;
    let text = String::from_utf8(text).unwrap();
    if std::env::var_os("GELATO_BLESS").is_some() {
        fs::write(&file, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(file).unwrap(), "GELATO_BLESS=1 rewrites it");
}

/// Compares the methods by operation name and verb.
#[test]
fn it_describes_exactly_the_methods_that_are_deployed() {
    let project = ProjectCopy::synthesised();
    let definition: Value = serde_json::from_str(&project.read("modules/api/definition.tf.json")).unwrap();
    let methods = definition["resource"]["aws_api_gateway_method"].as_object().unwrap().values();
    let deployed: BTreeSet<_> = methods
        .filter(|method| method["http_method"] != "OPTIONS")
        .map(|method| (text(&method["operation_name"]), text(&method["http_method"]).to_lowercase()))
        .collect();
    let document = described(&project, "dev");
    let paths = document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap());
    let described: BTreeSet<_> = paths.map(|(verb, method)| (text(&method["operationId"]), verb.clone())).collect();
    assert_eq!(described, deployed);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a string")).to_owned()
}

#[test]
fn the_environment_decides_who_may_call() {
    let project = ProjectCopy::empty();
    let prod = described(&project, "prod");
    assert_eq!(prod["paths"]["/ice-cream-flavours"]["get"]["security"], serde_json::json!([]));
    assert_eq!(prod["paths"]["/ice-cream-flavours"]["post"]["security"], serde_json::json!([{ "signature": [] }]));
    project.replace(
        "environments/prod.toml",
        "writes = \"iam\"",
        "writes = \"cognito\"\n[api.access.cognito]\nwrite_scopes = [\"shop/write\", \"shop/all\"]\nuser_pool_arns = \
         [\"arn:aws:cognito-idp:eu-central-1:777788889999:userpool/eu-central-1_Ab12Cd34E\"]\n#",
    );
    let prod = described(&project, "prod");
    assert_valid(&prod);
    let post = &prod["paths"]["/ice-cream-flavours"]["post"];
    assert_eq!(post["security"], serde_json::json!([{ "token": ["shop/write"] }, { "token": ["shop/all"] }]));
    assert!(post["responses"]["401"].is_object());
    assert_eq!(prod["components"]["securitySchemes"]["token"]["scheme"], "bearer");
}

/// API Gateway only knows whether a parameter is present; its schema comes from the description of the items.
#[test]
fn parameters_have_the_schemas_that_the_templates_check() {
    let document = described(&ProjectCopy::empty(), "local");
    let limit = &document["paths"]["/ice-cream-flavours"]["get"]["parameters"][0];
    let schema = serde_json::json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 });
    assert_eq!((&limit["name"], &limit["in"], &limit["schema"]), (&"limit".into(), &"query".into(), &schema));
    assert!(limit["description"].is_string() && limit["schema"]["description"].is_null());
    let flavour = &document["paths"]["/ice-cream-flavours/{flavour}"]["get"]["parameters"][0];
    let schema = serde_json::json!({ "type": "string", "minLength": 1, "maxLength": 100 });
    assert_eq!((&flavour["name"], &flavour["in"], &flavour["schema"]), (&"flavour".into(), &"path".into(), &schema));
}

#[test]
fn it_is_written_to_a_given_file() {
    let project = ProjectCopy::empty();
    project.gelato(&["openapi", "--env", "local", "--out", "docs/api.json"]).assert().success().stdout("");
    assert_valid(&serde_json::from_str(&project.read("docs/api.json")).unwrap());
}

#[test]
fn an_unknown_environment_is_reported() {
    let output = ProjectCopy::empty().gelato(&["openapi", "--env", "prd"]).output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no environment `prd`") && said.contains("did you mean `prod`?"), "{said}");
}
