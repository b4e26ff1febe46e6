//! The API that this repository generates, loaded from its Terraform JSON.

use std::path::Path;
use std::sync::{Arc, Mutex};

use gelato_local::gateway::log::NoLog;
use gelato_local::gateway::{Gateway, Options, Received};
use gelato_local::load::{self, Inputs};
use gelato_local::service::Service;
use gelato_local::stack::rest_api;
use serde_json::{Value, json};

use crate::api::{Fake, answer, run};

const PATH: &str = "/prod/ice-cream-flavours";

/// A table that keeps one item.
fn table() -> Fake {
    let item = Mutex::new(Value::Null);
    Fake::new("dynamodb", move |call| {
        let body: Value = serde_json::from_slice(&call.body).unwrap();
        let mut item = item.lock().unwrap();
        match call.action.as_deref() {
            Some("PutItem") if item["flavour"] == body["Item"]["flavour"] => {
                let kind = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
                answer(400, &json!({"__type": kind, "message": "The conditional request failed"}).to_string())
            }
            Some("PutItem") => {
                *item = body["Item"].clone();
                answer(200, "{}")
            }
            _ if item["flavour"] == body["Key"]["flavour"] => answer(200, &json!({"Item": *item}).to_string()),
            _ => answer(200, "{}"),
        }
    })
}

fn gateway() -> Gateway {
    // Only the module: the whole stack would need the function's zip.
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../modules/api");
    let loaded = load::root(&module, &inputs()).unwrap();
    let (apis, findings) = rest_api::read(&loaded.resources);
    assert_eq!(findings, []);
    let table: Arc<dyn Service> = Arc::new(table());
    let options = Options { services: [table].into_iter().collect(), ..Options::default() };
    Gateway::new(apis, options, Arc::new(NoLog)).unwrap()
}

fn inputs() -> Inputs {
    let mut inputs = Inputs::default();
    let values = [
        ("name", "parlour"),
        ("read_authorization", "NONE"),
        ("write_authorization", "NONE"),
        ("stage_name", "prod"),
        ("cors_allow_origins", "[\"*\"]"),
        ("cors_max_age_seconds", "0"),
        ("table_flavours_name", "flavours"),
        ("table_flavours_arn", "arn:aws:dynamodb:us-east-1:000000000000:table/flavours"),
        ("log_level", "INFO"),
        ("log_retention_days", "1"),
        ("metrics", "false"),
        ("tracing", "false"),
        ("throttling_burst", "1000"),
        ("throttling_rate", "1000"),
    ];
    for (name, value) in values {
        inputs.set(name, value);
    }
    inputs
}

fn ask(gateway: &Gateway, method: http::Method, path: &str, body: &str) -> (u16, Value) {
    let mut request = Received::new(method, path);
    request.headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
    request.body = body.to_owned().into();
    let answer = run(async { gateway.answer(request).await });
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    (answer.status.as_u16(), serde_json::from_str(&body).unwrap_or(Value::String(body)))
}

#[test]
fn the_three_calls_of_the_reference_page_give_the_documented_answers() {
    let gateway = gateway();
    let post = |body: &str| ask(&gateway, http::Method::POST, PATH, body);
    let get = |flavour: &str| ask(&gateway, http::Method::GET, &format!("{PATH}/{flavour}"), "");
    let flavour = r#"{"flavour": "Pistachio & \"nuts\"", "cost": "4.50"}"#;
    assert_eq!(post(flavour), (200, json!({"message": "Added flavour to table"})));
    let item = json!({"flavour": {"S": "Pistachio & \"nuts\""}, "cost": {"S": "4.50"}});
    assert_eq!(get("Pistachio%20%26%20%22nuts%22"), (200, json!({"Item": item})));
    assert_eq!(get("None"), (404, json!({"state": "error", "message": "Not found"})));
    assert_eq!(post(flavour).0, 409);
    assert_eq!(
        post(r#"{"flavour": "Pistachio"}"#),
        (
            400,
            json!({"state": "error", "message": "Invalid request body: [object has missing required properties ([\"cost\"])]"})
        )
    );
    let (status, _) = ask(&gateway, http::Method::OPTIONS, PATH, "");
    assert_eq!(status, 200);
}

/// A path parameter that is only whitespace counts as missing, so such a flavour could never be read or removed.
#[test]
fn a_flavour_is_not_only_whitespace() {
    let gateway = gateway();
    for blank in ["", " ", "\n\t ", "\u{1f}", "\u{a0}", "\u{2028}\u{3000}", "\u{feff}"] {
        let body = json!({"flavour": blank, "cost": "4.50"}).to_string();
        let (status, answer) = ask(&gateway, http::Method::POST, PATH, &body);
        assert_eq!((status, &answer["state"]), (400, &json!("error")), "{blank:?}: {answer}");
        if !blank.is_empty() {
            assert_eq!(ask(&gateway, http::Method::GET, &item(blank), "").0, 400, "{blank:?}");
        }
    }
}

/// Unicode calls U+0085 whitespace, and API Gateway does not.
#[test]
fn a_flavour_that_can_be_written_can_be_read() {
    let gateway = gateway();
    for flavour in ["\u{85}", "\u{0}", "\u{200b}", " . "] {
        let body = json!({"flavour": flavour, "cost": "4.50"}).to_string();
        assert_eq!(ask(&gateway, http::Method::POST, PATH, &body).0, 200, "{flavour:?}");
        let (status, answer) = ask(&gateway, http::Method::GET, &item(flavour), "");
        assert_eq!((status, &answer["Item"]["flavour"]["S"]), (200, &json!(flavour)), "{answer}");
    }
}

fn item(flavour: &str) -> String {
    format!("{PATH}/{}", percent_encoding::utf8_percent_encode(flavour, percent_encoding::NON_ALPHANUMERIC))
}
