//! The example `meters`, a second service, synthesised, planned and rendered.

#[path = "../../../../examples/meters/service/mod.rs"]
mod service;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gelato::environment::{Environment, EnvironmentName};
use gelato::service::Program;
use gelato::synth::{Extent, synthesise};
use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::hostile::{hostile, percent_encoded};
use super::item_cases::Case;
use super::openapi_schema::assert_valid;
use super::project_copy::{ProjectCopy, repository};
use super::real_terraform::Terraform;

const FOLDER: &str = "examples/meters";

fn environment(name: &str) -> Environment {
    let name = EnvironmentName::try_new(name).unwrap();
    Environment::load(&repository().join(FOLDER).join("environments"), &name).unwrap()
}

#[test]
fn its_description_is_valid() {
    let api = Program::of(&service::Meters).unwrap().api().unwrap();
    for name in ["local", "prod"] {
        assert_valid(&gelato::openapi::document("meters", &api, &environment(name)));
    }
}

/// The generated files of both environments.
static FILES: LazyLock<BTreeMap<PathBuf, String>> = LazyLock::new(|| {
    let environments = ["local", "prod"].map(environment);
    let synthesis = synthesise(&Program::of(&service::Meters).unwrap(), &environments, Extent::Complete).unwrap();
    assert!(synthesis.unchecked.is_empty(), "{:?}", synthesis.unchecked);
    synthesis.files
});

/// A generated file, parsed.
fn generated(path: &str) -> Json {
    serde_json::from_str(&FILES[Path::new(path)]).unwrap()
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_both_environments_with_their_indexes() {
    for environment in ["local", "prod"] {
        let project = ProjectCopy::empty();
        for (path, text) in &*FILES {
            project.write(path.to_str().unwrap(), text);
        }
        let terraform = Terraform::in_root(&project, environment);
        terraform.validate();
        let plan = terraform.plan();
        assert_eq!(plan.counts()["aws_dynamodb_table"], 1);
        let after = plan.after();
        let table = &after["module.readings.aws_dynamodb_table.readings"]["after"];
        let global = &table["global_secondary_index"][0];
        assert_eq!((&global["hash_key"], &global["range_key"]), (&json!("site"), &json!("at")));
        assert_eq!(table["local_secondary_index"][0]["range_key"], "value");
    }
}

static DEFINITION: LazyLock<Json> = LazyLock::new(|| generated("modules/api/definition.tf.json"));

/// A method's request template, with the table's name that Terraform fills in.
pub(crate) fn request_text(method: &str) -> String {
    let integration = &DEFINITION["resource"]["aws_api_gateway_integration"][method];
    let text = integration["request_templates"]["application/json"].as_str().unwrap();
    text.replace("${var.readings_readings_name}", "readings").replace("$${", "${").replace("%%{", "%{")
}

static TEMPLATES: LazyLock<BTreeMap<&str, Template>> = LazyLock::new(|| {
    let methods = ["record", "all", "get"];
    methods.map(|method| (method, Template::parse(method, request_text(method)).unwrap())).into()
});

/// The output of a method's request template.
#[track_caller]
fn sent(method: &str, given: &Request) -> Json {
    let rendered = TEMPLATES[method].render(given).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&rendered.output).unwrap_or_else(|error| panic!("{error}: {}", rendered.output))
}

/// A request for a path, with the parameters that API Gateway extracts.
fn asked(meter: &str, after: &str, parameters: &[(&str, &str)]) -> Request {
    let segment = percent_encoded(meter);
    let context = json!({ "path": format!("/v1/meters/{segment}/{after}"), "requestTimeEpoch": 1_795_453_275_035_i64,
        "identity": { "sourceIp": "192.0.2.1" } });
    let querystring = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut path = vec![("meter".to_owned(), segment)];
    path.extend(after.split_once('/').map(|(_, at)| ("at".to_owned(), percent_encoded(at))));
    Request { path, querystring, context: context.as_object().unwrap().clone(), ..Request::default() }
}

fn label() -> impl Strategy<Value = String> {
    hostile()
        .prop_map(|text| text.chars().take(40).collect::<String>())
        .prop_filter("an empty text is missing", |text| !text.is_empty())
}

/// A reading to record, with all attributes or only the required ones.
fn recorded() -> impl Strategy<Value = Case> {
    let tags = prop::collection::vec(label(), 0..5);
    let labels = prop::collection::btree_map(label(), label(), 0..5);
    let value = (-1_000_000_i64..1_000_000, 0_i64..1_000).prop_map(|(whole, part)| format!("{whole}.{part:03}1"));
    let parts = (label(), label(), option::of(label()), option::of(tags), option::of(labels), value);
    parts.prop_map(|(meter, site, note, tags, labels, value)| {
        let number: Json = serde_json::from_str(&value).unwrap();
        let mut body = json!({ "value": number, "site": site, "note": note });
        let mut item = json!({
            "meter": { "S": meter }, "at": { "N": "1795453275035" }, "value": { "N": value },
            "site": { "S": site }, "sender": { "S": "192.0.2.1" }, "unit": { "S": "kWh" },
        });
        if let Some(note) = note {
            item["note"] = json!({ "S": note });
        }
        if let Some(tags) = tags {
            body["tags"] = json!(tags);
            item["tags"] = json!({ "L": tags.iter().map(|tag| json!({ "S": tag })).collect::<Vec<_>>() });
        }
        if let Some(labels) = labels {
            body["labels"] = json!(labels);
            let stored = labels.into_iter().map(|(name, text)| (name, json!({ "S": text })));
            item["labels"] = json!({ "M": stored.collect::<serde_json::Map<_, _>>() });
        }
        let given = Request { body: body.to_string(), ..asked(&meter, "readings", &[]) };
        let expected = json!({
            "TableName": "readings",
            "Item": item,
            "ConditionExpression": "attribute_not_exists(#a0)",
            "ExpressionAttributeNames": { "#a0": "meter" },
        });
        Case { template: "record", given, expected }
    })
}

/// A scan with or without a filter.
fn filtered() -> impl Strategy<Value = Case> {
    (option::of(label()), option::of(any::<bool>())).prop_map(|(site, plausible)| {
        let text = plausible.map(|plausible| plausible.to_string());
        let parameters = [("site", site.as_deref()), ("plausible", text.as_deref())];
        let parameters: Vec<_> = parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut expected = json!({
            "TableName": "readings", "ProjectionExpression": "#a0, #a1, #a2, #a3", "Limit": 20,
            "ExpressionAttributeNames": { "#a0": "meter", "#a1": "at", "#a2": "value", "#a3": "site" },
        });
        let (mut terms, mut values) = (Vec::new(), json!({}));
        if let Some(site) = &site {
            terms.push("#a3 = :f0");
            values[":f0"] = json!({ "S": site });
        }
        if let Some(plausible) = plausible {
            terms.push("#a4 = :f1");
            values[":f1"] = json!({ "BOOL": plausible });
            expected["ExpressionAttributeNames"]["#a4"] = json!("plausible");
        }
        if !terms.is_empty() {
            expected["FilterExpression"] = json!(terms.join(" AND "));
            expected["ExpressionAttributeValues"] = values;
        }
        Case { template: "all", given: asked("m", "readings", &parameters), expected }
    })
}

/// Requests to the meters. Their templates are the names of methods.
pub(crate) fn requests() -> impl Strategy<Value = Case> {
    prop_oneof![2 => recorded().boxed(), 1 => filtered().boxed()]
}

proptest! {
    #[test]
    fn a_clients_values_arrive_exactly_and_nowhere_else(case in requests()) {
        prop_assert_eq!(sent(case.template, &case.given), case.expected);
    }
}

/// No model checks a path, so the template itself checks a number's bounds.
#[test]
fn a_number_of_a_path_is_a_number_within_its_bounds() {
    for at in ["0", "1", "1795453275035", "9999999999999"] {
        assert_eq!(sent("get", &asked("m", &format!("readings/{at}"), &[]))["Key"]["at"]["N"], at);
    }
    let long = "1".repeat(40);
    let hostile =
        ["1e400", "1e3", "NaN", "Infinity", "+1", " 1", "1 ", "1\n", "0x1", "01", "1.0", "-1", "-0", "١", "１"];
    for at in hostile.into_iter().chain(["10000000000000", "1,\"x\":2", "$at", long.as_str()]) {
        assert_eq!(sent("get", &asked("m", &format!("readings/{at}"), &[])), json!({}), "{at}");
    }
}

/// The role may read only the indexes that methods query.
#[test]
fn the_role_may_query_the_indexes() {
    let main = generated("modules/api/main.tf.json");
    let policy = main["resource"]["aws_iam_role_policy"]["gateway_tables"]["policy"].as_str().unwrap();
    for index in ["by_site", "by_value"] {
        assert!(policy.contains(&format!("${{var.readings_readings_arn}}/index/{index}")), "{policy}");
    }
}
