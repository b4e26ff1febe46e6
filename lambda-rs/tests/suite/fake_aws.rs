//! SNS and DynamoDB on loopback, as far as the function uses them. The wire formats are the services' own; the text of an
//! announcement selects the answer.

use axum::Router;
use axum::body::Body;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, Response};
use axum::routing::post;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// Both services, each with its own URL.
#[derive(Clone, Default)]
pub(crate) struct FakeAws {
    pub(crate) sns_url: String,
    pub(crate) dynamodb_url: String,
    records: Arc<Mutex<Records>>,
}

/// The requests so far.
#[derive(Default)]
struct Records {
    publishes: Vec<BTreeMap<String, String>>,
    failures_left: HashMap<String, u32>,
    items: HashMap<String, Value>,
}

impl FakeAws {
    pub(crate) async fn start() -> Self {
        let mut aws = Self::default();
        aws.sns_url = serve(Router::new().route("/", post(publish)).with_state(aws.clone())).await;
        aws.dynamodb_url = serve(Router::new().route("/", post(dynamodb)).with_state(aws.clone())).await;
        aws
    }

    /// Makes the next publishes of texts that contain `text` fail with an internal error.
    pub(crate) fn fail(&self, text: &str, times: u32) {
        self.records.lock().unwrap().failures_left.insert(text.to_owned(), times);
    }

    /// The parameters of all accepted publishes.
    pub(crate) fn publishes(&self) -> Vec<BTreeMap<String, String>> {
        self.records.lock().unwrap().publishes.clone()
    }

    /// The texts of all accepted publishes, sorted.
    pub(crate) fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> =
            self.publishes().into_iter().map(|mut publish| publish.remove("Message").unwrap()).collect();
        texts.sort();
        texts
    }

    /// The items of the table, by key.
    pub(crate) fn items(&self) -> HashMap<String, Value> {
        self.records.lock().unwrap().items.clone()
    }

    fn must_fail(&self, message: &str) -> bool {
        let mut records = self.records.lock().unwrap();
        let failing = records.failures_left.iter_mut().find(|(text, left)| message.contains(*text) && **left > 0);
        failing.map(|(_, left)| *left -= 1).is_some()
    }
}

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}

async fn publish(State(aws): State<FakeAws>, Form(parameters): Form<BTreeMap<String, String>>) -> Response<Body> {
    let message = parameters["Message"].clone();
    if message.contains("stuck") {
        return std::future::pending().await;
    }
    if message.contains("refused") {
        return error(400, "Sender", "InvalidParameter");
    }
    if aws.must_fail(&message) {
        return error(500, "Receiver", "InternalError");
    }
    aws.records.lock().unwrap().publishes.push(parameters);
    xml(
        200,
        "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\n  <PublishResult>\n    \
        <MessageId>72eaeab7-267d-5bac-8eee-bf0d69758085</MessageId>\n  </PublishResult>\n  <ResponseMetadata>\n    \
        <RequestId>3e7f7a41-4c85-5f51-8160-2ffb038d8478</RequestId>\n  </ResponseMetadata>\n</PublishResponse>\n",
    )
}

fn error(status: u16, kind: &str, code: &str) -> Response<Body> {
    xml(
        status,
        &format!(
            "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">\n  <Error>\n    \
        <Type>{kind}</Type>\n    <Code>{code}</Code>\n    <Message>secret text</Message>\n  </Error>\n  \
        <RequestId>3e7f7a41-4c85-5f51-8160-2ffb038d8478</RequestId>\n</ErrorResponse>\n"
        ),
    )
}

fn xml(status: u16, body: &str) -> Response<Body> {
    let response = Response::builder().status(status).header("Content-Type", "text/xml");
    response.body(Body::from(body.to_owned())).unwrap()
}

async fn dynamodb(State(aws): State<FakeAws>, headers: HeaderMap, body: String) -> Response<Body> {
    let request: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(request["TableName"], "announced");
    let mut records = aws.records.lock().unwrap();
    let answer = match headers["X-Amz-Target"].to_str().unwrap() {
        "DynamoDB_20120810.GetItem" => {
            let item = records.items.get(request["Key"]["eventID"]["S"].as_str().unwrap());
            item.map_or_else(|| json!({}), |item| json!({ "Item": item }))
        }
        "DynamoDB_20120810.PutItem" => {
            let key = request["Item"]["eventID"]["S"].as_str().unwrap().to_owned();
            records.items.insert(key, request["Item"].clone());
            json!({})
        }
        target => panic!("unexpected {target}"),
    };
    let response = Response::builder().header("Content-Type", "application/x-amz-json-1.0");
    response.body(Body::from(answer.to_string())).unwrap()
}
