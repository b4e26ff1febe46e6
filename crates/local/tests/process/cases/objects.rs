//! Integrations that read and write objects in buckets.

use http::Method;

use super::{case, own};
use crate::client::Client;
use crate::runtime::Runtime;

/// Bytes that are not UTF-8, and their replacement text.
const BYTES: &[u8] = &[b'a', 0xff, 0xfe, b'z'];
const TEXT: &str = "a\u{fffd}\u{fffd}z";

async fn check_methods(client: &Client, path: &str, object: &str) {
    let json = [("content-type", "application/json")];
    let put = client.with(Method::PUT, path, &json, r#"{"n":1}"#).await;
    assert_eq!((put.status, put.text().as_str()), (200, ""), "{path}");
    assert_eq!(client.s3(Method::GET, object, "").await.text(), r#"{"n":1}"#);
    let got = client.with(Method::GET, path, &json, "").await;
    assert_eq!((got.status, got.text().as_str()), (200, r#"{"n":1}"#), "{path}");
    client.with(Method::DELETE, path, &json, "").await;
    assert_eq!(client.s3(Method::GET, object, "").await.status, 404);
}

/// Writes and reads bytes with a greedy path; `image/png` is the API's only binary media type.
async fn check_bytes(client: &Client, stage: &str, bucket: &str) {
    for (media, stored) in [("image/png", BYTES), ("text/plain", TEXT.as_bytes())] {
        let path = format!("{stage}/deep/er/{}", media.replace('/', "."));
        let put = client.with(Method::PUT, &path, &[("content-type", media)], BYTES).await;
        assert_eq!((put.status, put.header("etag").len()), (200, 34), "{}", put.text());
        let kept = client.s3(Method::GET, &format!("/{bucket}/deep/er/{}", media.replace('/', ".")), "").await;
        assert_eq!((kept.body.as_ref(), kept.header("content-type")), (stored, media));
        assert_eq!(kept.header("etag"), put.header("etag"));
        let got = client.with(Method::GET, &path, &[("content-type", media), ("accept", media)], "").await;
        assert_eq!((got.body.as_ref(), got.header("content-type")), (stored, media));
    }
    let text = client.with(Method::GET, &format!("{stage}/deep/er/image.png"), &[("accept", "text/plain")], "").await;
    assert_eq!(text.text(), "Yf/+eg==");
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_any() {
    let Some(stack) = case("s3-any") else { return };
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    check_methods(&Client::like_curl(runtime.address), "/v1", "/parcels/one.json").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_bin() {
    let Some(stack) = case("s3-bin") else { return };
    let mut runtime = Runtime::start(&stack, &[]);
    check_bytes(&Client::like_curl(runtime.address), "/v1", "cellar-labels").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_path() {
    let Some(stack) = case("s3-path") else { return };
    let mut runtime = Runtime::start(&stack, &[]);
    let client = Client::like_curl(runtime.address);
    client.with(Method::GET, "/v1/put", &[], "").await;
    let got = client.with(Method::GET, "/v1/get", &[], "").await;
    assert_eq!(got.json()["message"], "great success!", "{}", got.text());
    client.with(Method::GET, "/v1/delete", &[], "").await;
    let gone = client.with(Method::GET, "/v1/get", &[], "").await;
    assert!(
        gone.text().contains("<Code>NoSuchKey</Code>") && gone.text().contains("<Key>test.json</Key>"),
        "{}",
        gone.text()
    );
    check_bytes(&client, "/v1", "cellar-labels").await;
    check_methods(&client, "/v1/other/one.json", "/cellar-labels/other/one.json").await;
    runtime.is_well();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_over_a_bucket_passes_methods_names_and_bytes_on() {
    let stack = own("objects");
    let mut runtime = Runtime::start(&stack, &["--strict"]);
    let client = Client::like_curl(runtime.address);
    check_methods(&client, "/v1/any/one.json", "/shelf/any/one.json").await;
    check_bytes(&client, "/v1", "shelf").await;
    let head = client.with(Method::HEAD, "/v1/deep/er/text.plain", &[], "").await;
    assert_eq!((head.status, head.header("etag").len(), head.body.len()), (200, 34, 0));
    let missing = client.with(Method::GET, "/v1/none", &[], "").await;
    assert_eq!(missing.status, 404, "{}", missing.text());
    runtime.is_well();
}
