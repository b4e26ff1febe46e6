//! Conditions on a sort key: the expression of each, and that it is omitted if a request does not give its values.

use gelato::constructs::api_gateway::dynamodb::{
    ItemMethodProps, Items, Operation, Query, Representation, SortCondition, Source,
};
use gelato::constructs::api_gateway::{Authorization, Verb};
use gelato::terraform::Module;
use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use serde_json::{Value as Json, json};

use super::library::{api, books, definition, deploy};

/// The request of a query with a condition on `sort_key` for these query parameters.
#[track_caller]
fn sent(sort_key: &'static str, condition: SortCondition, parameters: &[(&str, &str)]) -> Json {
    let declared = |module: &mut Module| declare(module, sort_key, condition);
    let definition = definition(declared).unwrap();
    let integration = &definition["resource"]["aws_api_gateway_integration"]["list"];
    let text = integration["request_templates"]["application/json"].as_str().unwrap();
    let template = Template::parse("list", text.replace("$${", "${")).unwrap();
    let querystring = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let context = json!({ "path": "/v1/A" }).as_object().unwrap().clone();
    let path = vec![("shelf".to_owned(), "A".to_owned())];
    let rendered = template.render(&Request { querystring, path, context, ..Request::default() }).unwrap();
    serde_json::from_str(&rendered.output).unwrap()
}

fn declare(module: &mut Module, sort_key: &'static str, condition: SortCondition) {
    let arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/books".into();
    let mut items = Items { sort_key: Some(sort_key), ..books("books".into(), arn) };
    for attribute in items.attributes.iter_mut().filter(|attribute| attribute.name == sort_key) {
        attribute.required = true;
    }
    let mut api = api(module);
    let root = api.root();
    let shelf = api.resource(module, "shelf", &root, "{shelf}");
    let props = ItemMethodProps {
        operation_name: "List",
        authorization: Authorization::Iam,
        items: &items,
        operation: Operation::Query(Query { sort: Some(condition), ..Query::default() }),
        representation: Representation::Plain,
    };
    api.item_method(module, "list", &shelf, Verb::Get, props);
    deploy(module, api);
}

const A: Source = Source::Query("a");
const B: Source = Source::Query("b");

#[test]
fn each_condition_has_its_expression() {
    let cases = [
        (SortCondition::Equals(A), "#a1 = :s0"),
        (SortCondition::BeginsWith(A), "begins_with(#a1, :s0)"),
        (SortCondition::AtLeast(A), "#a1 >= :s0"),
        (SortCondition::AtMost(A), "#a1 <= :s0"),
        (SortCondition::Between(A, B), "#a1 BETWEEN :s0 AND :s1"),
    ];
    for (condition, expected) in cases {
        let given = sent("code", condition, &[("a", "x\"'$y"), ("b", "z")]);
        assert_eq!(given["KeyConditionExpression"], format!("#a0 = :v0 AND {expected}"));
        assert_eq!(given["ExpressionAttributeNames"], json!({ "#a0": "shelf", "#a1": "code" }));
        assert_eq!(given["ExpressionAttributeValues"][":s0"], json!({ "S": "x\"'$y" }));
        let missing = sent("code", condition, &[]);
        assert_eq!(missing["KeyConditionExpression"], "#a0 = :v0", "{condition:?}");
        assert_eq!(missing["ExpressionAttributeNames"], json!({ "#a0": "shelf" }));
        assert_eq!(missing["ExpressionAttributeValues"], json!({ ":v0": { "S": "A" } }));
    }
}

#[test]
fn a_number_is_compared_with_numbers() {
    for condition in [SortCondition::AtLeast(A), SortCondition::AtMost(A), SortCondition::Equals(A)] {
        let given = sent("pages", condition, &[("a", "-12.5")]);
        assert_eq!(given["ExpressionAttributeValues"][":s0"], json!({ "N": "-12.5" }));
        for hostile in ["x", "1\"", "NaN", "01", "+1", " 1"] {
            assert_eq!(sent("pages", condition, &[("a", hostile)]), json!({}), "{hostile}");
        }
    }
}
