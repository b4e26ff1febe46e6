//! Bodies: bytes and text, compression, and arbitrary input.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use gelato_local::gateway::Received;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::api::{Api, Fake, dynamodb, function, lambda, run};

/// Sends a body of bytes, and returns the answer's bytes.
fn exchange(api: &Api, headers: &[(&str, &str)], body: &[u8]) -> (u16, Vec<u8>) {
    let gateway = api.gateway();
    let mut request = Received::new(http::Method::POST, "/stage/x");
    request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    request.body = Bytes::copy_from_slice(body);
    let answer = run(async { gateway.answer(request).await });
    (answer.status.as_u16(), answer.body.to_vec())
}

const IMAGE: &[u8] = b"\x89PNG\r\n\xff\x00";
const ENCODED: &str = "iVBORw0K/wA=";

#[test]
fn bytes_reach_a_function_and_come_back() {
    let result = json!({"statusCode": 200, "body": ENCODED, "isBase64Encoded": true});
    let seen = Arc::new(function("lambda", &result.to_string(), false));
    let mut api = Api::new();
    api.service(seen.clone()).api(json!({"binary_media_types": ["image/png"]}));
    api.method("POST", "/x", json!({}), lambda("AWS_PROXY"), json!([]));
    let answer = exchange(&api, &[("Content-Type", "image/png"), ("Accept", "image/png")], IMAGE);
    assert_eq!(answer, (200, IMAGE.to_vec()));
    let event: Value = serde_json::from_slice(&seen.last().body).unwrap();
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!(ENCODED), &json!(true)));
    let text = exchange(&api, &[("Content-Type", "text/plain"), ("Accept", "*/*")], b"x");
    assert_eq!(text, (200, ENCODED.as_bytes().to_vec()));
}

#[test]
fn bytes_and_text_are_converted_as_content_handling_says() {
    let echo = Arc::new(Fake::echo("dynamodb"));
    let mut integration = dynamodb("Put", "{\"image\": \"$input.body\"}");
    integration["request_templates"] = json!({"image/png": "$input.body"});
    integration["content_handling"] = json!("CONVERT_TO_TEXT");
    let responses = json!([{"status_code": "200", "content_handling": "CONVERT_TO_BINARY"}]);
    let mut api = Api::new();
    api.service(echo.clone()).api(json!({"binary_media_types": ["image/png"]}));
    api.method("POST", "/x", json!({}), integration, responses);
    assert_eq!(exchange(&api, &[("Content-Type", "image/png")], IMAGE), (200, IMAGE.to_vec()));
    assert_eq!(echo.last().body, ENCODED);
}

#[test]
fn answers_of_a_minimum_size_are_compressed_for_clients_that_accept_it() {
    let mut api = Api::new();
    api.service(Arc::new(Fake::echo("dynamodb"))).api(json!({"minimum_compression_size": "20"}));
    api.method("POST", "/x", json!({}), dynamodb("Any", "$input.body"), json!([{"status_code": "200"}]));
    let text = "a".repeat(100);
    let (_, compressed) = exchange(&api, &[("Accept-Encoding", "br, gzip;q=0.8")], text.as_bytes());
    let mut read = String::new();
    flate2::read::GzDecoder::new(&compressed[..]).read_to_string(&mut read).unwrap();
    assert_eq!(read, text);
    assert_eq!(exchange(&api, &[], text.as_bytes()).1, text.as_bytes());
    assert_eq!(exchange(&api, &[("Accept-Encoding", "gzip")], b"short").1, b"short");
}

proptest! {
    #[test]
    fn hostile_text_passes_through_parameters_and_bodies_unchanged(text in "\\PC{0,40}|[\\x00-\\x7f]{0,40}") {
        thread_local!(static GATEWAY: (Arc<Fake>, gelato_local::gateway::Gateway) = {
            let echo = Arc::new(Fake::saying("dynamodb", 200, "{}"));
            let escape = |source: &str| format!("$util.escapeJavaScript({source}).replaceAll(\"\\\\'\", \"'\")");
            let template = format!("{{\"path\": \"{}\", \"query\": \"{}\", \"body\": \"{}\"}}",
                escape("$input.params('id')"), escape("$input.params('q')"), escape("$input.path('$.t')"));
            let mut api = Api::new();
            api.service(echo.clone());
            api.method("POST", "/x/{id}", json!({}), dynamodb("Any", &template), json!([{"status_code": "200"}]));
            (echo, api.gateway())
        });
        let encoded = percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut request = Received::new(http::Method::POST, format!("/stage/x/x{encoded}?q={encoded}"));
        request.body = json!({"t": text}).to_string().into();
        let sent: Value = GATEWAY.with(|(echo, gateway)| {
            echo.calls.lock().unwrap().clear();
            let answer = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
                .block_on(gateway.answer(request));
            assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
            serde_json::from_slice(&echo.last().body).unwrap()
        });
        prop_assert_eq!(&sent["path"], &json!(format!("x{text}")));
        prop_assert_eq!(&sent["query"], &json!(&text));
        prop_assert_eq!(&sent["body"], &json!(&text));
    }

    #[test]
    fn no_request_panics(path in "\\PC{0,30}", body in prop::collection::vec(any::<u8>(), 0..60),
        headers in prop::collection::vec(("[a-zA-Z-]{1,20}", "\\PC{0,20}"), 0..4))
    {
        thread_local!(static GATEWAY: gelato_local::gateway::Gateway = {
            let mut api = Api::new();
            api.service(Arc::new(Fake::echo("dynamodb")));
            api.method("POST", "/{rest+}", json!({}), dynamodb("Any", "$input.json('$') $input.params()"), json!([{"status_code": "200"}]));
            api.gateway()
        });
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut request = Received::new(http::Method::POST, format!("/stage/{path}"));
        request.headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        request.body = body.into();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        GATEWAY.with(|gateway| runtime.block_on(gateway.answer(request)));
    }
}
