//! Item methods: the templates of every operation, as golden files.
//!
//! `GELATO_BLESS=1` rewrites the golden files; review their changes like any other.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::item_cases::{answers, requests};
use super::library::{LIBRARY, methods, permissions, request_text, response_text, template_text};

/// Asserts that a text equals a golden file.
#[track_caller]
fn golden(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/item_methods").join(name);
    if std::env::var_os("GELATO_BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(expected == text, "{name} differs:\n{}", similar::TextDiff::from_lines(&expected, text).unified_diff());
}

#[test]
fn each_operation_has_its_templates() {
    for method in methods() {
        golden(&format!("{method}.request.vtl"), &request_text(method));
        golden(&format!("{method}.200.vtl"), &response_text(method, 200));
    }
    golden("put.400.vtl", &response_text("put", 400));
}

#[test]
fn each_body_has_its_model() {
    let models = LIBRARY["resource"]["aws_api_gateway_model"].as_object().unwrap();
    let lines = models.iter().map(|(id, model)| format!("\"{id}\":{}", model["schema"].as_str().unwrap()));
    golden("models.json", &format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n")));
}

#[test]
fn the_role_may_do_what_the_methods_do_and_nothing_else() {
    golden("permissions.txt", &(permissions() + "\n"));
}

/// The library's templates, parsed, by the names of their golden files.
static TEMPLATES: LazyLock<BTreeMap<String, Template>> = LazyLock::new(|| {
    let methods =
        methods().into_iter().flat_map(|method| ["request", "200", "400"].map(|kind| format!("{method}.{kind}")));
    methods
        .map(|name| (name.clone(), template_text(&name)))
        .map(|(name, text)| (name.clone(), Template::parse(name, text).unwrap()))
        .collect()
});

fn rendered(name: &str, given: &Request) -> Json {
    let rendered = TEMPLATES[name].render(given).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&rendered.output).unwrap_or_else(|error| panic!("{error}: {}", rendered.output))
}

/// More cases than other properties get: these templates are those of every service.
fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(4 * ProptestConfig::default().cases)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_clients_values_arrive_exactly_and_nowhere_else(case in requests()) {
        prop_assert_eq!(rendered(case.template, &case.given), case.expected);
    }

    #[test]
    fn whatever_is_stored_reaches_the_client_exactly(case in answers()) {
        prop_assert_eq!(rendered(case.template, &case.given), case.expected);
    }
}
