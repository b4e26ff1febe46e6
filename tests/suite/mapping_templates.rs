//! The parlour's generated mapping templates, run as API Gateway runs them: whatever a client sends, DynamoDB gets
//! valid JSON that holds exactly that text in exactly its place, and so does the client on the way back.

use std::path::Path;
use std::sync::LazyLock;

use gelato_vtl::Template;
use gelato_vtl::api_gateway::{Rendered, Request};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// The API's definition as it is committed.
static DEFINITION: LazyLock<Json> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("modules/api/definition.tf.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
});

/// A template of the definition with Terraform's part done: one origin, and a table's name.
fn template(kind: &str, name: &str, templates: &str) -> Template {
    let text = DEFINITION["resource"][kind][name][templates]["application/json"].as_str().unwrap();
    let origins = r#"["https://gelato.example","https://www.gelato.example"]"#;
    let text = text.replace("${jsonencode(var.cors_allow_origins)}", origins).replace("${var.table_name}", "flavours");
    assert!(!text.contains("${"), "Terraform has more to fill in: {text}");
    Template::parse(name, text).unwrap()
}

fn request(name: &str) -> Template {
    template("aws_api_gateway_integration", name, "request_templates")
}

fn response(name: &str) -> Template {
    template("aws_api_gateway_integration_response", name, "response_templates")
}

#[track_caller]
fn parsed(rendered: &Rendered) -> Json {
    serde_json::from_str(&rendered.output).unwrap_or_else(|error| panic!("{error}: {}", rendered.output))
}

fn sent(body: &Json) -> Request {
    Request { body: body.to_string(), ..Request::default() }
}

/// Any text, and text that is likely to break out: quotes, backslashes, VTL, Terraform and JSON.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "\"",
            "'",
            "\\",
            "\\'",
            "\\\"",
            "\n",
            "\r\n",
            "\t",
            "\u{0}",
            "\u{2028}",
            "🍦",
            "$",
            "$flavour",
            "${x}",
            "#set($a=1)",
            "#end",
            "#if(true)",
            "##",
            "#*",
            "%{x}",
            "\"},\"cost\":{\"S\":\"0",
            "\\u0022",
            "/",
            "é",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_500))]

    #[test]
    fn what_is_added_is_exactly_what_was_sent(flavour in hostile(), cost in hostile()) {
        let rendered = request("add_flavour").render(&sent(&json!({ "flavour": flavour, "cost": cost }))).unwrap();
        prop_assert_eq!(parsed(&rendered), json!({
            "TableName": "flavours",
            "Item": { "flavour": { "S": flavour }, "cost": { "S": cost } },
            "ConditionExpression": "attribute_not_exists(flavour)",
        }));
    }

    #[test]
    fn what_is_read_or_removed_is_exactly_what_was_named(flavour in hostile()) {
        for name in ["get_flavour", "remove_flavour"] {
            let asked = Request { path: [("flavour".to_owned(), flavour.clone())].into_iter().collect(), ..Request::default() };
            let rendered = request(name).render(&asked).unwrap();
            prop_assert_eq!(parsed(&rendered), json!({ "TableName": "flavours", "Key": { "flavour": { "S": flavour } } }));
        }
    }

    #[test]
    fn what_was_stored_reaches_the_client_unchanged(flavour in hostile(), cost in hostile()) {
        let item = json!({ "Item": { "flavour": { "S": flavour }, "cost": { "S": cost } } });
        let rendered = response("get_flavour_200").render(&sent(&item)).unwrap();
        prop_assert_eq!(parsed(&rendered), item);
    }

    #[test]
    fn no_error_of_dynamodb_breaks_the_clients_json(kind in hostile(), message in hostile()) {
        let error = json!({ "__type": kind, "message": message });
        for name in ["add_flavour_400", "get_flavour_400", "remove_flavour_400"] {
            let body = parsed(&response(name).render(&sent(&error)).unwrap());
            prop_assert_eq!(&body["state"], "error");
            prop_assert!(body["message"].is_string());
        }
    }
}

/// The status that an answer's template sets.
#[track_caller]
fn assert_status(name: &str, body: &Json, expected: u16, message: &str) {
    let rendered = response(name).render(&sent(body)).unwrap();
    assert_eq!(parsed(&rendered), json!({ "state": "error", "message": message }));
    assert_eq!(rendered.response_override["status"], json!(expected), "{body}");
}

#[test]
fn errors_of_dynamodb_become_the_clients_errors() {
    let error = |kind: &str| json!({ "__type": kind, "message": "internals" });
    assert_status(
        "add_flavour_400",
        &error("com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"),
        409,
        "Already exists",
    );
    assert_status("add_flavour_400", &error("com.amazon.coral.validate#ValidationException"), 400, "Bad request");
    assert_status("add_flavour_400", &error("com.amazon.coral.service#SerializationException"), 400, "Bad request");
    assert_status(
        "add_flavour_400",
        &error("com.amazonaws.dynamodb.v20120810#ThrottlingException"),
        429,
        "Too many requests",
    );
    assert_status(
        "get_flavour_400",
        &error("com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"),
        429,
        "Too many requests",
    );
    assert_status(
        "get_flavour_400",
        &error("com.amazon.coral.service#AccessDeniedException"),
        500,
        "Internal server error",
    );
    assert_status("remove_flavour_400", &json!({}), 500, "Internal server error");
}

#[test]
fn an_item_that_is_not_there_is_404() {
    assert_status("get_flavour_200", &json!({}), 404, "Not found");
}

/// The origin that an answer's header is overridden with, for a caller from this one.
fn echoed(header: &str, origin: &str) -> Json {
    let asked = Request { header: vec![(header.to_owned(), origin.to_owned())], ..Request::default() };
    let rendered = response("flavours_preflight_200").render(&asked).unwrap();
    assert_eq!(rendered.output, "", "a preflight answer has no body");
    rendered.response_override["header"]["Access-Control-Allow-Origin"].clone()
}

#[test]
fn an_allowed_origin_is_echoed_and_no_other() {
    assert_eq!(echoed("Origin", "https://www.gelato.example"), json!("https://www.gelato.example"));
    assert_eq!(echoed("origin", "https://www.gelato.example"), json!("https://www.gelato.example"));
    assert_eq!(echoed("Origin", "https://evil.example"), Json::Null);
    assert_eq!(echoed("Accept", "https://www.gelato.example"), Json::Null);
}
