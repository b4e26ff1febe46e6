//! Conditions on a sort key: the expression of each, and that it is omitted if a request does not give its values.

use gelato::prelude::*;
use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use serde_json::{Value as Json, json};

use super::library::{Books, api, definition};

/// The request of a query with a condition on `sort_key` for these query parameters.
#[track_caller]
fn sent(sort_key: &Key, condition: &SortCondition, parameters: &[(&str, &str)]) -> Json {
    let definition = definition(|module| declare(module, sort_key, condition.clone())).unwrap();
    let integration = &definition["resource"]["aws_api_gateway_integration"]["list"];
    let text = integration["request_templates"]["application/json"].as_str().unwrap();
    let template = Template::parse("list", text.replace("$${", "${")).unwrap();
    let querystring = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let context = json!({ "path": "/v1/A" }).as_object().unwrap().clone();
    let path = vec![("shelf".to_owned(), "A".to_owned())];
    let rendered = template.render(&Request { querystring, path, context, ..Request::default() }).unwrap();
    serde_json::from_str(&rendered.output).unwrap()
}

fn declare(module: &Module, sort_key: &Key, condition: SortCondition) {
    let mut books = Books { sort_key: Some(sort_key.clone()), ..Books::default() };
    for attribute in books.attributes.iter_mut().filter(|attribute| attribute.name == sort_key.name) {
        attribute.required = true;
    }
    let list = books.item(&books.table(module)).query().sorted(condition).authorized(Authorization::Iam);
    api(module, |api| {
        api.resource("shelf", "{shelf}");
        api.get("{shelf}", list.named("list"));
    });
}

fn a() -> Source {
    Source::query("a")
}

#[test]
fn each_condition_has_its_expression() {
    let cases = [
        (SortCondition::Equals(a()), "#a1 = :s0"),
        (SortCondition::BeginsWith(a()), "begins_with(#a1, :s0)"),
        (SortCondition::AtLeast(a()), "#a1 >= :s0"),
        (SortCondition::AtMost(a()), "#a1 <= :s0"),
        (SortCondition::Between(a(), Source::query("b")), "#a1 BETWEEN :s0 AND :s1"),
    ];
    let code = Key::string("code");
    for (condition, expected) in &cases {
        let given = sent(&code, condition, &[("a", "x\"'$y"), ("b", "z")]);
        assert_eq!(given["KeyConditionExpression"], format!("#a0 = :v0 AND {expected}"));
        assert_eq!(given["ExpressionAttributeNames"], json!({ "#a0": "shelf", "#a1": "code" }));
        assert_eq!(given["ExpressionAttributeValues"][":s0"], json!({ "S": "x\"'$y" }));
        let missing = sent(&code, condition, &[]);
        assert_eq!(missing["KeyConditionExpression"], "#a0 = :v0", "{condition:?}");
        assert_eq!(missing["ExpressionAttributeNames"], json!({ "#a0": "shelf" }));
        assert_eq!(missing["ExpressionAttributeValues"], json!({ ":v0": { "S": "A" } }));
    }
}

#[test]
fn a_number_is_compared_with_numbers() {
    let pages = Key::number("pages");
    for condition in [SortCondition::AtLeast(a()), SortCondition::AtMost(a()), SortCondition::Equals(a())] {
        let given = sent(&pages, &condition, &[("a", "-12.5")]);
        assert_eq!(given["ExpressionAttributeValues"][":s0"], json!({ "N": "-12.5" }));
        for hostile in ["x", "1\"", "NaN", "01", "+1", " 1"] {
            assert_eq!(sent(&pages, &condition, &[("a", hostile)]), json!({}), "{hostile}");
        }
    }
}
