//! The examples `rooms`, `parcels`, `quotes` and `jobs`, run as their users run them: `gelato local` builds the program and the functions, and
//! requests are sent with curl.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::machine::repository;

/// A running example.
struct Running {
    process: Child,
    endpoint: String,
    key: Option<String>,
    folder: TempDir,
}

impl Running {
    fn start(example: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let said = File::create(folder.path().join("said")).unwrap();
        let mut gelato = Command::new(assert_cmd::cargo::cargo_bin("gelato"));
        gelato.arg("--project").arg(repository().join("examples").join(example));
        gelato.args(["local", "--", "--port", "0", "--json"]).env("TF_VAR_alert_email", "a@example.com");
        gelato.env("TF_VAR_courier_token", "very secret");
        gelato.env("TF_VAR_partners", "ann=AB-1234 bob=CD-5678");
        let mut process = gelato.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(said).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = || std::fs::read_to_string(folder.path().join("said")).unwrap();
        let started: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {}", said()));
        let endpoint = started["endpoint"].as_str().unwrap().to_owned();
        let key = started["api_keys"][0]["value"].as_str().map(str::to_owned);
        Self { process, endpoint, key, folder }
    }

    /// The status and the body of an answer.
    #[track_caller]
    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.ask_with(&[], method, path, body)
    }

    /// The status and the body of an answer to a request with these headers.
    #[track_caller]
    fn ask_with(&self, headers: &[&str], method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut curl = Command::new("curl");
        for header in headers {
            curl.args(["--header", header]);
        }
        curl.args(["--silent", "--write-out", "\n%{http_code}", "--request", method]);
        if !body.is_null() {
            curl.args(["--header", "content-type: application/json", "--data", &body.to_string()]);
        }
        if let Some(key) = &self.key {
            curl.args(["--header", &format!("x-api-key: {key}")]);
        }
        let output = curl.arg(format!("{}{path}", self.endpoint)).output().unwrap();
        let answer = String::from_utf8(output.stdout).unwrap();
        let (body, status) = answer.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}")))
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// The answer of a service of AWS that speaks JSON, such as for `AmazonSQS.SendMessage`.
    #[track_caller]
    fn call(&self, target: &str, input: &Value) -> Value {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--header", "content-type: application/x-amz-json-1.0", "--header"]);
        curl.arg(format!("x-amz-target: {target}")).args(["--data", &input.to_string()]);
        serde_json::from_slice(&curl.arg(&self.endpoint).output().unwrap().stdout).unwrap()
    }

    /// Sends a request that is signed for a service, as far as the runtime reads signatures.
    fn signed(&self, service: &str, path: &str, arguments: &[&str]) {
        let scope = format!("Credential=k/20260101/us-east-1/{service}/aws4_request");
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail", "--header", &format!("authorization: AWS4-HMAC-SHA256 {scope}")]);
        let output = curl.args(arguments).arg(format!("{}{path}", self.endpoint)).output().unwrap();
        assert!(output.status.success(), "{service} {path}: {output:?}");
    }

    fn queue_url(&self, queue: &str) -> String {
        format!("{}/000000000000/{queue}", self.endpoint)
    }

    /// How many messages a queue has.
    fn queued(&self, queue: &str) -> String {
        let input = json!({ "QueueUrl": self.queue_url(queue), "AttributeNames": ["ApproximateNumberOfMessages"] });
        let answer = self.call("AmazonSQS.GetQueueAttributes", &input);
        answer["Attributes"]["ApproximateNumberOfMessages"].as_str().unwrap().to_owned()
    }

    /// How often functions logged a text.
    fn logged(&self, text: &str) -> usize {
        let lines = self.get("/_gelato/logs");
        let lines = lines.as_array().unwrap().iter().filter_map(|line| line["text"].as_str());
        lines.filter(|line| line.contains(text)).count()
    }

    #[track_caller]
    fn eventually(&self, what: &str, is_so: impl Fn() -> bool) {
        let end = Instant::now() + Duration::from_mins(1);
        while !is_so() {
            let said = || std::fs::read_to_string(self.folder.path().join("said")).unwrap();
            assert!(Instant::now() < end, "{what}\n{}", said());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "slow (builds the example): `make test-all` runs it"]
fn rooms_are_booked_changed_found_and_cancelled() {
    let rooms = Running::start("rooms");
    let (bookings, booking) = ("/v1/rooms/Blue%20Room/bookings", "/v1/rooms/Blue%20Room/bookings/2026-11-27T10:00");
    let wanted = json!({ "begins": "2026-11-27T10:00", "guest": "Ann", "people": 4 });
    assert_eq!(rooms.ask("POST", bookings, &wanted), (200, json!({ "message": "Booked" })));
    assert_eq!(rooms.ask("POST", bookings, &wanted).0, 409);
    assert_eq!(rooms.ask("PATCH", booking, &json!({ "catering": true })).0, 200);
    assert_eq!(rooms.get(booking)["catering"], true);
    assert_eq!(rooms.get("/v1/guests/Ann")["items"][0]["room"], "Blue Room");
    assert_eq!(rooms.get(&format!("{bookings}?from=2026-12"))["items"], json!([]));
    assert_eq!(rooms.ask("DELETE", booking, &Value::Null), (200, json!({ "message": "Cancelled" })));
    assert_eq!(rooms.ask("DELETE", booking, &Value::Null).0, 404);
}

#[test]
#[ignore = "slow (builds the example and its functions): `make test-all` runs it"]
fn each_change_of_a_parcel_is_mailed_and_queued() {
    let parcels = Running::start("parcels");
    let events = "/v1/parcels/AB123456789/events";
    let event = |time: &str| json!({ "event_time": time, "courier": "Ann", "status": "sent", "weight": 1.25 });
    assert_eq!(parcels.ask("POST", events, &event("2026-11-27T10:00:00Z")).0, 200);
    assert_eq!(parcels.ask("POST", events, &event("2026-11-27T10:00:00Z")).0, 409);
    assert_eq!(parcels.ask("POST", events, &event("2026-11-27T11:00:00Z")).0, 200);
    assert_eq!(parcels.get(events)["items"][0]["event_time"], "2026-11-27T11:00:00Z", "the latest first");
    let early = parcels.get(&format!("{events}?from=2026-11-27T09:00:00Z&to=2026-11-27T10:30:00Z"));
    assert_eq!(early["items"].as_array().unwrap().len(), 1);
    assert_eq!(parcels.get("/v1/couriers/Ann/events?limit=1")["items"].as_array().unwrap().len(), 1);
    let one = format!("{events}/2026-11-27T10:00:00Z");
    assert_eq!(parcels.ask("PATCH", &one, &json!({ "status": "arrived" })).0, 200);
    assert_eq!(parcels.ask("DELETE", &one, &Value::Null).0, 200);
    let mails = || parcels.get("/_gelato/inbox").as_array().unwrap().clone();
    parcels.eventually("not every change was mailed", || mails().len() == 4);
    assert!(mails().iter().all(|mail| mail["protocol"] == "email" && mail["to"] == "a@example.com"), "{:?}", mails());
    parcels.eventually("not every change was queued", || parcels.queued("local-parcels-changes") == "4");
}

#[test]
#[ignore = "slow (builds the example and its functions): `make test-all` runs it"]
fn quotes_are_for_users_with_the_scope_and_for_partners() {
    let quotes = Running::start("quotes");
    let token = |body: Value| {
        let (status, answer) = quotes.ask("POST", "/_gelato/token", &body);
        assert_eq!(status, 200, "{answer}");
        format!("authorization: {}", answer["token"].as_str().unwrap())
    };
    let ask = token(json!({ "client": "web", "scopes": ["quotes/ask"] }));
    let read = token(json!({ "client": "web", "scopes": ["quotes/read", "openid"] }));
    let identity = token(json!({ "client": "web" }));
    let parcel = json!({ "zone": "C", "grams": 1001 });
    let quote = |header: &str, body: &Value| quotes.ask_with(&[header], "POST", "/v1/quotes", body);
    assert_eq!(quote(&ask, &parcel), (200, json!({ "zone": "C", "cents": 900 })));
    for other in [&read, &identity, "authorization: nonsense"] {
        assert_eq!(quote(other, &parcel).0, 401, "{other}");
    }
    let (status, said) = quote(&ask, &json!({ "zone": "Far", "grams": 1 }));
    assert!(status == 400 && said["message"].as_str().unwrap().starts_with("Invalid request body: "), "{said}");
    let text = [ask.as_str(), "content-type: text/plain"];
    assert_eq!(quotes.ask_with(&text, "POST", "/v1/quotes", &json!("checked, whatever its type")).0, 400);
    assert_eq!(quotes.ask_with(&[&read], "GET", "/v1/zones/B", &Value::Null).1["cents_per_kilogram"], 350);
    assert_eq!(quotes.ask("GET", "/v1/zones/B", &Value::Null).0, 401);
    let partner = |method: &str, key: &str| {
        quotes.ask_with(&[&format!("x-partner: {key}")], method, "/v1/partners/tours/4", &Value::Null)
    };
    assert_eq!(partner("GET", "AB-1234"), (200, json!({ "partner": "ann", "asks": "GET tours/4" })));
    assert_eq!(partner("DELETE", "CD-5678"), (200, json!({ "partner": "bob", "asks": "DELETE tours/4" })));
    assert_eq!((partner("GET", "EF-9999").0, partner("GET", "nonsense").0), (403, 401));
    let refused = |body: Value| quotes.ask("POST", "/_gelato/token", &body).1["message"].to_string();
    assert!(refused(json!({ "client": "web", "scopes": ["quotes/own"] })).contains("has no scope `quotes/own`"));
    assert!(refused(json!({ "client": "app" })).contains("no user pool has a client `app`; there are: web"));
}

#[test]
#[ignore = "slow (builds the example and its function): `make test-all` runs it"]
fn jobs_come_from_a_queue_a_topic_and_a_bucket() {
    let jobs = Running::start("jobs");
    let publish = |arguments: &[&str]| {
        let topic = "TopicArn=arn:aws:sns:us-east-1:000000000000:local-jobs-orders";
        let fixed = ["--data-urlencode", "Action=Publish", "--data-urlencode", "Version=2010-03-31"];
        let fixed = [&fixed[..], &["--data-urlencode", topic]].concat();
        let given = arguments.iter().flat_map(|argument| ["--data-urlencode", *argument]);
        jobs.signed("sns", "/", &fixed.into_iter().chain(given).collect::<Vec<_>>());
    };
    let kind = ["MessageAttributes.entry.1.Name=kind", "MessageAttributes.entry.1.Value.DataType=String"];
    let order = "MessageAttributes.entry.1.Value.StringValue=order";
    publish(&[kind[0], kind[1], order, r#"Message={"kind":"order","id":1}"#]);
    publish(&[r#"Message={"parcel":{"weight":40}}"#]);
    publish(&[r#"Message={"parcel":{"weight":4}}"#]);
    jobs.eventually("the order is no job", || jobs.logged(r#"worked on {"kind":"order","id":1}"#) == 1);
    jobs.eventually("the heavy parcel is not heard of", || jobs.logged(r#"heard {"parcel":{"weight":40}}"#) == 1);
    assert_eq!(jobs.logged(r#"heard {"parcel":{"weight":4}}"#), 0);

    let bucket = "/local-jobs-files-000000000000";
    for key in ["in/a b.csv", "in/a.txt", "out/a.csv"] {
        jobs.signed("s3", &format!("{bucket}/{}", key.replace(' ', "%20")), &["--request", "PUT", "--data", "a,b"]);
    }
    jobs.eventually("the table is not imported", || jobs.logged("imported in/a+b.csv") == 1);
    assert_eq!(jobs.logged("imported "), 1, "only tables below `in/`");

    let send = |body: &str| {
        let input = json!({ "QueueUrl": jobs.queue_url("local-jobs-jobs"), "MessageBody": body });
        jobs.call("AmazonSQS.SendMessage", &input);
    };
    send(r#"{"kind":"order","fail":true}"#);
    send(r#"{"kind":"other"}"#);
    jobs.eventually("the failed job is no dead letter", || jobs.queued("local-jobs-failed") == "1");
    assert_eq!(jobs.logged(r#"failed on {"kind":"order","fail":true}"#), 3, "as often as the queue allows");
    assert_eq!((jobs.logged(r#"{"kind":"other"}"#), jobs.queued("local-jobs-jobs").as_str()), (0, "0"));

    let limit = jobs.call("AmazonSSM.GetParameter", &json!({ "Name": "/local-jobs/limit" }));
    assert_eq!(limit["Parameter"]["Value"], "100");
    let token = jobs.call("secretsmanager.GetSecretValue", &json!({ "SecretId": "local-jobs-courier_token" }));
    assert_eq!(token["message"], "Secrets Manager can't find the specified secret.");
    let token = jobs.call("secretsmanager.GetSecretValue", &json!({ "SecretId": "local-jobs-courier-token" }));
    assert_eq!(token["SecretString"], "very secret");
    let said = std::fs::read_to_string(jobs.folder.path().join("said")).unwrap();
    assert!(said.contains("module.jobs.aws_scheduler_schedule.nightly acts next at "), "{said}");
    assert!(!said.contains("very secret"), "{said}");
}
