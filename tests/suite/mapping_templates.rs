//! The parlour's generated mapping templates, rendered as API Gateway renders them: whatever a client sends, DynamoDB
//! gets valid JSON with exactly that text in its place, and so does the client in the response.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::{Rendered, Request};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::hostile::{hostile, percent_encoded};

/// The parsed templates of the committed definition, by resource type and name.
static TEMPLATES: LazyLock<BTreeMap<(&str, String), Template>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("modules/api/definition.tf.json");
    let definition: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let of = |kind: &'static str, argument: &str| {
        let blocks = definition["resource"][kind].as_object().unwrap();
        let texts = blocks.iter().map(|(name, block)| (name, &block[argument]["application/json"]));
        let texts = texts.filter_map(|(name, text)| Some(((kind, name.clone()), filled_in(name, text.as_str()?))));
        texts.collect::<Vec<_>>()
    };
    [of(INTEGRATION, "request_templates"), of(INTEGRATION_RESPONSE, "response_templates")]
        .into_iter()
        .flatten()
        .collect()
});

const INTEGRATION: &str = "aws_api_gateway_integration";
const INTEGRATION_RESPONSE: &str = "aws_api_gateway_integration_response";

/// A template with two origins and a table's name inserted, as Terraform does.
fn filled_in(name: &str, text: &str) -> Template {
    let origins = r#"["https://gelato.example","https://www.gelato.example"]"#;
    let text = text
        .replace("${jsonencode(var.cors_allow_origins)}", origins)
        .replace("${var.table_flavours_name}", "flavours");
    assert!(!text.contains("${"), "Terraform has more to fill in: {text}");
    Template::parse(name, text).unwrap()
}

fn request(name: &str) -> &'static Template {
    &TEMPLATES[&(INTEGRATION, name.to_owned())]
}

fn response(name: &str) -> &'static Template {
    &TEMPLATES[&(INTEGRATION_RESPONSE, name.to_owned())]
}

#[track_caller]
fn parsed(rendered: &Rendered) -> Json {
    serde_json::from_str(&rendered.output).unwrap_or_else(|error| panic!("{error}: {}", rendered.output))
}

fn sent(body: &Json) -> Request {
    Request { body: body.to_string(), ..Request::default() }
}

/// A request whose path ends in a flavour, percent-encoded by the client. The gateway may pass the parameter decoded or
/// not.
fn named(resource: &str, flavour: &str, is_decoded: bool) -> Request {
    let segment = percent_encoded(flavour);
    let parameter = if is_decoded { flavour.to_owned() } else { segment.clone() };
    let context = json!({ "path": format!("/dev/{resource}/{segment}") }).as_object().unwrap().clone();
    Request { path: vec![("flavour".to_owned(), parameter)], context, ..Request::default() }
}

fn is_flavour(text: &str) -> bool {
    (1..=100).contains(&text.chars().count())
}

/// The request of a refused call, which DynamoDB rejects for every action.
fn nothing() -> Json {
    json!({})
}

proptest! {
    #[test]
    fn the_stored_item_is_exactly_the_sent_one(flavour in hostile(), cost in "[0-9]{1,6}\\.[0-9]{2}") {
        let rendered = request("add_flavour").render(&sent(&json!({ "flavour": flavour, "cost": cost }))).unwrap();
        let expected = json!({
            "TableName": "flavours",
            "Item": { "flavour": { "S": flavour }, "cost": { "S": cost } },
            "ConditionExpression": "attribute_not_exists(#a0)",
            "ExpressionAttributeNames": { "#a0": "flavour" },
        });
        prop_assert_eq!(parsed(&rendered), if is_flavour(&flavour) { expected } else { nothing() });
    }

    #[test]
    fn a_cost_has_two_decimals(cost in hostile()) {
        prop_assume!(!is_cost(&cost));
        let rendered = request("add_flavour").render(&sent(&json!({ "flavour": "Mint", "cost": cost }))).unwrap();
        prop_assert_eq!(parsed(&rendered), nothing());
    }

    #[test]
    fn the_key_is_exactly_the_flavour_in_the_path(flavour in hostile(), is_decoded in any::<bool>()) {
        prop_assume!(!flavour.is_empty());
        let key = json!({ "flavour": { "S": flavour } });
        for name in ["get_flavour", "remove_flavour"] {
            let rendered = request(name).render(&named("ice-cream-flavours", &flavour, is_decoded)).unwrap();
            let expected = json!({ "TableName": "flavours", "Key": key });
            prop_assert_eq!(parsed(&rendered), if is_flavour(&flavour) { expected } else { nothing() });
        }
        let body = json!({ "cost": "2.50" }).to_string();
        let asked = Request { body, ..named("ice-cream-flavours", &flavour, is_decoded) };
        let rendered = parsed(&request("change_flavour").render(&asked).unwrap());
        prop_assert_eq!(&rendered["Key"], if is_flavour(&flavour) { &key } else { &Json::Null });
    }

    #[test]
    fn a_stored_item_reaches_the_client_unchanged(flavour in hostile(), cost in hostile()) {
        let item = json!({ "flavour": { "S": flavour }, "cost": { "S": cost } });
        let rendered = response("get_flavour_200").render(&sent(&json!({ "Item": item }))).unwrap();
        prop_assert_eq!(parsed(&rendered), json!({ "Item": item }));
        let page = json!({ "Items": [item, item], "Count": 2, "ScannedCount": 2 });
        let rendered = response("list_flavours_200").render(&sent(&page)).unwrap();
        prop_assert_eq!(parsed(&rendered), json!({ "Items": [item, item] }));
    }

    #[test]
    fn the_next_page_starts_after_the_last_item(flavour in hostile()) {
        prop_assume!(!flavour.is_empty());
        let key = json!({ "flavour": { "S": flavour } });
        let page = json!({ "Items": [], "LastEvaluatedKey": key });
        let next = parsed(&response("list_flavours_200").render(&sent(&page)).unwrap())["next"].clone();
        let next = next.as_str().unwrap();
        prop_assert_eq!(percent_encoded(next), next, "a token needs no encoding in a query string");
        let asked = parsed(&request("list_flavours").render(&query(&[("next", next)])).unwrap());
        prop_assert_eq!(asked, json!({ "TableName": "flavours", "Limit": 20, "ExclusiveStartKey": key }));
    }

    #[test]
    fn a_page_request_has_valid_parameters_or_is_refused(limit in hostile(), next in hostile()) {
        let asked = parsed(&request("list_flavours").render(&query(&[("limit", &limit), ("next", &next)])).unwrap());
        let keys: Vec<_> = asked.as_object().unwrap().keys().map(String::as_str).collect();
        prop_assert!([&[][..], &["ExclusiveStartKey", "Limit", "TableName"], &["Limit", "TableName"]].contains(&&keys[..]));
    }

    #[test]
    fn every_dynamodb_error_becomes_valid_json(kind in hostile(), message in hostile()) {
        let error = json!({ "__type": kind, "message": message });
        for name in ["list", "add", "get", "change", "remove"] {
            let name = if name == "list" { "list_flavours_400".to_owned() } else { format!("{name}_flavour_400") };
            let body = parsed(&response(&name).render(&sent(&error)).unwrap());
            prop_assert_eq!(&body["state"], "error");
            prop_assert!(body["message"].is_string());
        }
    }
}

fn is_cost(text: &str) -> bool {
    let decimal = |(whole, rest): (&str, &str)| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        (1..=6).contains(&whole.len()) && rest.len() == 2 && digits(whole) && digits(rest)
    };
    text.split_once('.').is_some_and(decimal)
}

fn query(parameters: &[(&str, &str)]) -> Request {
    let querystring = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request { querystring, ..Request::default() }
}

#[test]
fn the_path_is_decoded_exactly_once() {
    for flavour in ["Rocky Road", "Crème brûlée", "a/b", "50%", "100%25", "a+b", "%2F", "'\"", "🍦"] {
        for is_decoded in [true, false] {
            for resource in ["ice-cream-flavours", "/ice-cream-flavours"] {
                let rendered = request("get_flavour").render(&named(resource, flavour, is_decoded)).unwrap();
                assert_eq!(parsed(&rendered)["Key"]["flavour"]["S"], flavour, "decoded: {is_decoded}");
            }
        }
    }
}

#[test]
fn a_flavour_has_one_to_a_hundred_characters_of_any_width() {
    for (flavour, is_right) in [("🍦".repeat(100), true), ("🍦".repeat(101), false)] {
        let rendered = request("get_flavour").render(&named("ice-cream-flavours", &flavour, true)).unwrap();
        assert_eq!(parsed(&rendered) != nothing(), is_right);
    }
}

#[test]
fn a_page_has_one_to_a_hundred_items() {
    for (limit, is_right) in [("1", true), ("9", true), ("10", true), ("99", true), ("100", true), ("", true)]
        .into_iter()
        .chain(["0", "101", "999", "-1", "1.0", "01", " 1", "1e1", "x", "1,\"a\":1"].map(|limit| (limit, false)))
    {
        let asked = parsed(&request("list_flavours").render(&query(&[("limit", limit)])).unwrap());
        let expected = limit.parse().unwrap_or(20);
        assert_eq!(asked["Limit"], if is_right { json!(expected) } else { Json::Null }, "{limit}");
    }
}

/// Asserts the status and the message that a response template produces.
#[track_caller]
fn assert_status(name: &str, body: &Json, expected: u16, message: &str) {
    let rendered = response(name).render(&sent(body)).unwrap();
    assert_eq!(parsed(&rendered), json!({ "state": "error", "message": message }));
    assert_eq!(rendered.response_override["status"], json!(expected), "{body}");
}

#[test]
fn dynamodb_errors_become_client_errors() {
    let conditions = [("add_flavour_400", 409, "Already exists"), ("change_flavour_400", 404, "Not found")];
    for (name, status, message) in conditions {
        let error = error("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException");
        assert_status(name, &error, status, message);
    }
    let flavour = "Bad request: flavour is text of 1 to 100 characters";
    let page = "Bad request: limit is a whole number from 1 to 100, next is as an answer gave it";
    for (name, message) in [
        ("add_flavour_400", "Bad request"),
        ("get_flavour_400", flavour),
        ("change_flavour_400", flavour),
        ("remove_flavour_400", flavour),
        ("list_flavours_400", page),
    ] {
        assert_status(name, &error("com.amazon.coral.validate#ValidationException"), 400, message);
        assert_status(name, &error("com.amazon.coral.service#SerializationException"), 400, message);
        for kind in ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"] {
            let error = error(&format!("com.amazonaws.dynamodb.v20120810#{kind}"));
            assert_status(name, &error, 429, "Too many requests");
            let overrides = response(name).render(&sent(&error)).unwrap().response_override;
            assert_eq!(overrides["header"]["Retry-After"], "1");
        }
        for other in [error("com.amazon.coral.service#AccessDeniedException"), json!({}), json!({ "__type": "" })] {
            assert_status(name, &other, 500, "Internal server error");
        }
    }
}

fn error(kind: &str) -> Json {
    json!({ "__type": kind, "message": "internals" })
}

#[test]
fn a_missing_item_is_404() {
    assert_status("get_flavour_200", &json!({}), 404, "Not found");
}

/// The value that overrides `Access-Control-Allow-Origin` for a request with this header.
fn echoed(header: &str, origin: &str) -> Json {
    let asked = Request { header: vec![(header.to_owned(), origin.to_owned())], ..Request::default() };
    let rendered = response("flavours_preflight_200").render(&asked).unwrap();
    assert_eq!(rendered.output, "", "a preflight response has no body");
    rendered.response_override["header"]["Access-Control-Allow-Origin"].clone()
}

#[test]
fn only_an_allowed_origin_is_echoed() {
    assert_eq!(echoed("Origin", "https://www.gelato.example"), json!("https://www.gelato.example"));
    assert_eq!(echoed("origin", "https://www.gelato.example"), json!("https://www.gelato.example"));
    assert_eq!(echoed("Origin", "https://evil.example"), Json::Null);
    assert_eq!(echoed("Accept", "https://www.gelato.example"), Json::Null);
}
