//! Attacks by clients: reaching another table, choosing types, keys or expressions, running Velocity, breaking the JSON
//! of others. Each tests a usual fault of hand-written integrations against the library's templates.

use gelato_vtl::Template;
use gelato_vtl::api_gateway::Request;
use serde_json::{Value as Json, json};

use super::hostile::percent_encoded;
use super::item_cases::{UNMODELLED, token};
use super::library::{LIBRARY, TABLE, methods, template_text};

fn rendered(template: &str, given: &Request) -> Json {
    let parsed = Template::parse(template, template_text(template)).unwrap();
    let rendered = parsed.render(given).unwrap_or_else(|error| panic!("{error}"));
    serde_json::from_str(&rendered.output).unwrap_or_else(|error| panic!("{error}: {}", rendered.output))
}

/// A request that DynamoDB refuses as invalid for every action.
fn refused() -> Json {
    json!({})
}

/// A request to add a book, with some members of its body changed.
fn put(changes: &Json) -> Request {
    let mut body = json!({ "shelf": "A", "code": "1", "names": { "title": "Emma" } });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let context = json!({ "requestId": "r" }).as_object().unwrap().clone();
    Request { body: body.to_string(), context, ..Request::default() }
}

fn query(parameters: &[(&str, &str)]) -> Request {
    let querystring = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Request { querystring, ..Request::default() }
}

fn shelf(name: &str, parameters: &[(&str, &str)]) -> Request {
    let segment = percent_encoded(name);
    let context = json!({ "path": format!("/v1/shelves/{segment}/books") }).as_object().unwrap().clone();
    Request { path: vec![("shelf".to_owned(), segment)], context, ..query(parameters) }
}

#[test]
fn a_value_cannot_name_another_table() {
    let value = r#"x"},"TableName":"other","y":{"S":""#;
    let sent = rendered("put.request", &put(&json!({ "code": value })));
    assert_eq!((&sent["TableName"], &sent["Item"]["code"]["S"]), (&json!(TABLE), &json!(value)));
}

#[test]
fn a_path_cannot_add_members() {
    let value = r#"x"}},"ReturnConsumedCapacity":"TOTAL","z":{"S":{"S":""#;
    let sent = rendered("shelf.request", &shelf(value, &[]));
    assert_eq!(sent["ExpressionAttributeValues"][":v0"]["S"], value);
    assert_eq!(sent["ReturnConsumedCapacity"], Json::Null);
}

#[test]
fn a_backslash_at_the_end_does_not_swallow_the_quote() {
    for value in ["\\", "\\\\", "\\\"", "\\'", "'\\", "\\u0022", "\n", "\r\n\t", "\u{0}", "\u{2028}", "🍦'"] {
        let sent = rendered("put.request", &put(&json!({ "code": value })));
        assert_eq!(sent["Item"]["code"]["S"], value);
    }
}

#[test]
fn velocity_in_a_value_is_text() {
    for value in ["$v0", "${v0}", "$!{v0}", "#set($v0 = 'x')", "#if(true)a#end", "#end", "##", "#*", "#[[x]]#", "$"] {
        let sent = rendered("put.request", &put(&json!({ "code": value })));
        assert_eq!(sent["Item"]["code"]["S"], value);
    }
}

#[test]
fn an_expression_in_a_value_is_text() {
    let value = ":v0 OR attribute_exists(#a0)";
    let sent = rendered("shelf.request", &shelf("A", &[("prefix", value)]));
    assert_eq!(sent["KeyConditionExpression"], "#a0 = :v0 AND begins_with(#a1, :s0)");
    assert_eq!(sent["ExpressionAttributeValues"][":s0"]["S"], value);
}

#[test]
fn a_client_does_not_choose_types() {
    for value in [json!({ "S": "x" }), json!({ "BOOL": true }), json!(["x"]), json!(5), json!(true)] {
        assert_eq!(rendered("put.request", &put(&json!({ "code": value }))), refused(), "{value}");
    }
    for value in [json!({ "N": "5" }), json!("x"), json!("5,\"x\":1"), json!("NaN"), json!("Infinity"), json!([5])] {
        assert_eq!(rendered("put.request", &put(&json!({ "pages": value }))), refused(), "{value}");
    }
    for value in [json!("perhaps"), json!(1), json!({ "BOOL": true })] {
        assert_eq!(rendered("put.request", &put(&json!({ "lent": value }))), refused(), "{value}");
    }
    for (name, value) in [("authors", json!("x")), ("authors", json!(5)), ("notes", json!("x")), ("notes", json!(true))]
    {
        assert_eq!(rendered("put.request", &put(&json!({ name: value }))), refused(), "{value}");
    }
}

#[test]
fn a_client_does_not_add_attributes_or_set_those_that_are_not_its_own() {
    let sent =
        rendered("put.request", &put(&json!({ "admin": true, "by": "me", "medium": "gold", "TableName": "other" })));
    let names: Vec<_> = sent["Item"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["by", "code", "medium", "shelf", "title"]);
    assert_eq!(sent["Item"]["by"]["S"], "r");
    assert_eq!(sent["TableName"], TABLE);
}

#[test]
fn required_members_are_neither_missing_nor_null_nor_empty() {
    for value in [Json::Null, json!("")] {
        for name in ["shelf", "code"] {
            assert_eq!(rendered("put.request", &put(&json!({ name: value }))), refused());
        }
        assert_eq!(rendered("put.request", &put(&json!({ "names": { "title": value } }))), refused());
    }
    assert_eq!(rendered("put.request", &put(&json!({ "names": null }))), refused());
    for body in ["", "{}", "[]", "\"x\"", "not JSON", "{\"shelf\":"] {
        let given = Request { body: body.to_owned(), ..put(&json!({})) };
        assert_eq!(rendered("put.request", &given), refused(), "{body}");
    }
}

#[test]
fn more_than_a_loop_sees_is_refused_rather_than_cut_off() {
    let authors: Vec<_> = (0..11).map(|number| number.to_string()).collect();
    assert_eq!(rendered("put.request", &put(&json!({ "authors": authors }))), refused());
    let notes: serde_json::Map<_, _> = authors.into_iter().map(|name| (name.clone(), json!(name))).collect();
    assert_eq!(rendered("put.request", &put(&json!({ "notes": notes }))), refused());
}

#[test]
fn a_token_that_no_answer_gave_is_refused() {
    let json = token(&[r#"{"shelf":{"S":"B"},"code":{"S":"1"}}"#]);
    let wrong =
        ["x", "A", "AB", "AB=", "AB==", "AAA~~", "AA~", "AR~~", "AAF~", "AAAA.", ".AAAA", "AAAA..AAAA", "AA A", "{}"];
    for next in wrong.iter().copied().chain(["AAAA.AAAA", "AAAA\n", "\"", "AAAA+", "%41AAA"]) {
        assert_eq!(rendered("shelf.request", &shelf("A", &[("next", next)])), refused(), "{next}");
    }
    // A JSON document is a valid text for a key.
    let sent = rendered("shelf.request", &shelf("A", &[("next", &json)]));
    assert_eq!(sent["ExclusiveStartKey"]["shelf"]["S"], "A");
    assert_eq!(sent["ExclusiveStartKey"]["code"]["S"], r#"{"shelf":{"S":"B"},"code":{"S":"1"}}"#);
}

#[test]
fn a_token_leads_neither_to_another_partition_nor_to_another_table() {
    for next in [token(&["B", "1"]), token(&["B", "1", "2"])] {
        assert_eq!(rendered("shelf.request", &shelf("A", &[("next", &next)])), refused());
    }
    let next = token(&[r#"1"}},"TableName":"other","x":{"y":{"S":""#]);
    let sent = rendered("shelf.request", &shelf("A", &[("next", &next)]));
    assert_eq!((&sent["TableName"], &sent["ExclusiveStartKey"]["shelf"]["S"]), (&json!(TABLE), &json!("A")));
    let names: Vec<_> = sent["ExclusiveStartKey"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["code", "shelf"]);
}

#[test]
fn a_number_in_a_token_is_a_number() {
    let next = token(&["1\"}", "A", "1"]);
    assert_eq!(rendered("titles.request", &query(&[("title", "Emma"), ("next", &next)])), refused());
    let next = token(&["12.5", "A", "1"]);
    let sent = rendered("titles.request", &query(&[("title", "Emma"), ("next", &next)]));
    assert_eq!(sent["ExclusiveStartKey"]["pages"]["N"], "12.5");
}

#[test]
fn a_header_does_not_pose_as_a_parameter() {
    let header = vec![("limit".to_owned(), "1".to_owned()), ("next".to_owned(), "x".to_owned())];
    let sent = rendered("scan.request", &Request { header, ..Request::default() });
    assert_eq!(sent, json!({ "TableName": TABLE, "Limit": 20 }));
}

#[test]
fn one_bound_without_the_other_is_refused() {
    assert_eq!(rendered("titles.request", &query(&[("title", "Emma"), ("least", "1")])), refused());
    assert_eq!(rendered("titles.request", &query(&[("title", "Emma"), ("most", "1")])), refused());
    assert_eq!(rendered("titles.request", &query(&[("least", "1"), ("most", "2")])), refused());
}

#[test]
fn an_invalid_stored_number_is_omitted() {
    let item = json!({ "shelf": { "S": "A" }, "code": { "S": "1" }, "pages": { "N": "1,\"x\":2" } });
    let given = Request { body: json!({ "Item": item }).to_string(), ..Request::default() };
    assert_eq!(rendered("get.200", &given), json!({ "shelf": "A", "code": "1" }));
}

/// Stored text is as hostile in a response as it was in the request.
#[test]
fn stored_text_does_not_break_a_response() {
    for value in
        ["\"", "\\", "'", "\\'", "\n", "\u{0}", "\u{2028}", "🍦", "$v0", "#end", "\"},\"admin\":true,\"x\":{\"y\":\""]
    {
        let notes = json!({ value: { "S": value } });
        let stored = json!({
            "shelf": { "S": value }, "code": { "S": "1" }, "title": { "S": value },
            "authors": { "L": [{ "S": value }] }, "notes": { "M": notes },
        });
        let given = |body: Json| Request { body: body.to_string(), ..Request::default() };
        let plain =
            json!({ "shelf": value, "code": "1", "title": value, "authors": [value], "notes": { value: value } });
        assert_eq!(rendered("get.200", &given(json!({ "Item": stored }))), plain);
        let page = given(
            json!({ "Items": [stored, stored], "LastEvaluatedKey": { "shelf": { "S": value }, "code": { "S": "1" } } }),
        );
        let answer = rendered("scan.200", &page);
        assert_eq!(answer, json!({ "items": [plain, plain], "next": token(&[value, "1"]) }));
        let next = answer["next"].as_str().unwrap();
        let sent = rendered("scan.request", &query(&[("next", next)]));
        assert_eq!(sent["ExclusiveStartKey"]["shelf"]["S"], value);
    }
}

/// DynamoDB also reports throttling and missing permissions with 400; its own messages never reach a client.
#[test]
fn each_error_of_the_table_has_its_status_and_tells_nothing_else() {
    let refused = format!("Bad request: {UNMODELLED}");
    let cases = [
        ("ConditionalCheckFailedException", 409, "Already exists"),
        ("ValidationException", 400, refused.as_str()),
        ("SerializationException", 400, refused.as_str()),
        ("ThrottlingException", 429, "Too many requests"),
        ("ProvisionedThroughputExceededException", 429, "Too many requests"),
        ("RequestLimitExceeded", 429, "Too many requests"),
        ("AccessDeniedException", 500, "Internal server error"),
        ("ResourceNotFoundException", 500, "Internal server error"),
        ("ItemCollectionSizeLimitExceededException", 500, "Internal server error"),
        ("UnrecognizedClientException", 500, "Internal server error"),
        ("", 500, "Internal server error"),
    ];
    for (kind, status, message) in cases {
        let secret = "User: arn:aws:sts::111122223333:assumed-role/x is not authorized";
        let body = json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"), "message": secret });
        let given = Request { body: body.to_string(), ..Request::default() };
        let template = Template::parse("put.400", template_text("put.400")).unwrap();
        let rendered = template.render(&given).unwrap();
        let told: Json = serde_json::from_str(&rendered.output).unwrap();
        assert_eq!(told, json!({ "state": "error", "message": message }), "{kind}");
        let overrides = &rendered.response_override;
        assert_eq!(overrides["status"], status, "{kind}");
        assert_eq!(overrides["header"]["Retry-After"].is_string(), status == 429, "{kind}");
    }
}

/// A request whose content type has no template gets 415 and never reaches DynamoDB unmapped.
#[test]
fn nothing_passes_around_the_templates() {
    for method in methods() {
        let integration = &LIBRARY["resource"]["aws_api_gateway_integration"][method];
        assert_eq!(integration["passthrough_behavior"], "NEVER");
        let types: Vec<_> = integration["request_templates"].as_object().unwrap().keys().collect();
        assert_eq!(types, ["application/json"]);
        let method = &LIBRARY["resource"]["aws_api_gateway_method"][method];
        let has_parameters = method["request_parameters"].as_object().is_some_and(|known| !known.is_empty());
        assert!(method["request_validator_id"].is_string() && (has_parameters || method["request_models"].is_object()));
    }
}

/// A response of the backend that matches no pattern is never a success.
#[test]
fn every_method_answers_each_failure_with_an_error() {
    for method in methods() {
        let answers = LIBRARY["resource"]["aws_api_gateway_integration_response"].as_object().unwrap();
        let of_method = answers.iter().filter(|(id, _)| id.rsplit_once('_').is_some_and(|(name, _)| name == method));
        let mut patterns: Vec<_> = of_method.map(|(id, answer)| (id.rsplit_once('_').unwrap().1, answer)).collect();
        patterns.sort_by_key(|(status, _)| (*status).to_owned());
        let patterns: Vec<_> =
            patterns.iter().map(|(status, answer)| (*status, &answer["selection_pattern"])).collect();
        assert_eq!(patterns, [("200", &json!("200")), ("400", &json!(r"4\d{2}")), ("500", &Json::Null)]);
    }
}
