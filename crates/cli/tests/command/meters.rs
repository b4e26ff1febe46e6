//! The example `meters`, loaded from its Terraform JSON, with a real table: a service with indexes, numbers, filters and
//! both representations.

#[path = "../../../../examples/meters/service/mod.rs"]
mod service;

use std::sync::Arc;

use gelato::environment::{Environment, EnvironmentName};
use gelato::service::Program;
use gelato::synth::{Extent, synthesise};
use gelato_local::dynamodb::{DynamoDb, Store};
use gelato_local::gateway::log::NoLog;
use gelato_local::gateway::{Gateway, Options, Received};
use gelato_local::load::{self, Inputs};
use gelato_local::service::Service;
use gelato_local::stack::{rest_api, table};
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::machine::repository;

struct Meters(Gateway);

impl Meters {
    fn new() -> Self {
        let folder = synthesised();
        let loaded = load::root(&folder.path().join("terraform/local"), &Inputs::default()).unwrap();
        let (apis, findings) = rest_api::read(&loaded.resources);
        assert_eq!(findings, []);
        let (tables, findings) = table::read(&loaded.resources);
        assert_eq!(findings, []);
        let store = Arc::new(Store::open(None).unwrap());
        store.set_tables(&tables).unwrap();
        let service: Arc<dyn Service> = Arc::new(DynamoDb::new(store, &tables));
        let options = Options { services: [service].into_iter().collect(), ..Options::default() };
        Self(Gateway::new(apis, options, Arc::new(NoLog)).unwrap())
    }

    fn ask(&self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let mut request = Received::new(method, format!("/prod{path}"));
        request.headers = vec![("Content-Type".to_owned(), "application/json".to_owned())];
        request.body = if body.is_null() { String::new() } else { body.to_string() }.into();
        let answer = run(async { self.0.answer(request).await });
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        (answer.status.as_u16(), serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, &Value::Null)
    }

    /// Records a reading, and returns its time.
    #[track_caller]
    fn record(&self, body: &Value) -> String {
        let before = self.values();
        // Two readings in the same millisecond would collide.
        while self.ask(Method::POST, &format!("{METER}/readings"), body).0 == 409 {}
        let after = self.values();
        let new: Vec<_> = after.into_iter().filter(|known| !before.contains(known)).collect();
        assert_eq!(new.len(), 1, "{body}");
        new[0]["at"].to_string()
    }

    fn values(&self) -> Vec<Value> {
        self.get(&format!("{METER}/readings")).1["items"].as_array().unwrap().clone()
    }
}

/// A folder with the generated files of the environment `local`.
fn synthesised() -> TempDir {
    let environments = repository().join("examples/meters/environments");
    let local = Environment::load(&environments, &EnvironmentName::try_new("local").unwrap()).unwrap();
    let folder = TempDir::new().unwrap();
    for (path, text) in synthesise(&Program::of(&service::Meters).unwrap(), &[local], Extent::Complete).unwrap().files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}

const METER: &str = "/meters/M%2F1%20%C3%BC%25%22";

/// METER, decoded exactly once.
const NAME: &str = "M/1 ü%\"";

#[test]
fn readings_are_found_by_meter_by_time_by_size_and_by_building() {
    let meters = Meters::new();
    let labels = json!({ "a\"b": "#set($x = 1)", "ü": "it's" });
    let first =
        json!({ "value": 12.5, "site": "Mill \"A\"", "tags": ["$x", "\\"], "labels": labels, "plausible": true });
    let at = meters.record(&first);
    let other = meters.record(&json!({ "value": -3, "site": "Mill \"A\"" }));
    let number: u64 = at.parse().unwrap();
    let whole = json!({
        "meter": NAME, "at": number, "value": 12.5, "site": "Mill \"A\"", "tags": ["$x", "\\"], "labels": labels,
        "plausible": true, "sender": "127.0.0.1", "unit": "kWh",
    });
    assert_eq!(meters.values()[0], whole);
    let (_, between) = meters.get(&format!("{METER}/readings?from={at}&to={at}"));
    assert_eq!(between["items"], json!([whole]));
    let (_, largest) = meters.get(&format!("{METER}/largest?limit=1"));
    assert_eq!(largest["items"], json!([{ "at": number, "value": 12.5 }]));
    let (_, next) = meters.get(&format!("{METER}/largest?limit=1&next={}", largest["next"].as_str().unwrap()));
    assert_eq!(next["items"][0]["value"], -3);
    let (_, site) = meters.get(&format!("/sites/Mill%20%22A%22?at={other}"));
    assert_eq!(site["Items"].as_array().unwrap().len(), 1);
    assert_eq!(site["Items"][0]["value"], json!({ "N": "-3" }));
    let (_, filtered) = meters.get("/readings?site=Mill%20%22A%22&plausible=true");
    assert_eq!(filtered["items"], json!([{ "meter": NAME, "at": number, "value": 12.5, "site": "Mill \"A\"" }]));
    assert_eq!(meters.get("/readings?site=Kiln").1["items"], json!([]));
    let (status, item) = meters.get(&format!("{METER}/readings/{at}"));
    assert_eq!(
        (status, &item["Item"]["value"], &item["Item"]["meter"]),
        (200, &json!({ "N": "12.5" }), &json!({ "S": NAME }))
    );
}

#[test]
fn an_update_changes_only_the_members_that_it_names() {
    let meters = Meters::new();
    let at = meters.record(&json!({ "value": 1, "site": "Mill", "note": "dark", "tags": ["a"] }));
    let reading = format!("{METER}/readings/{at}");
    let (status, changed) =
        meters.ask(Method::PATCH, &reading, &json!({ "plausible": false, "tags": [], "note": null }));
    assert_eq!(
        (status, &changed["plausible"], &changed["tags"], &changed["note"]),
        (200, &json!(false), &json!([]), &json!("dark"))
    );
    let (status, answer) = meters.ask(Method::PATCH, &reading, &json!({}));
    assert_eq!(status, 400);
    assert!(
        answer["message"].as_str().unwrap().contains("something of plausible, tags, labels, note is given"),
        "{answer}"
    );
    assert_eq!(meters.ask(Method::PATCH, &format!("{METER}/readings/7"), &json!({ "note": "x" })).0, 404);
    assert_eq!(meters.ask(Method::DELETE, &reading, &Value::Null).0, 200);
    let missing = json!({ "state": "error", "message": "Not found" });
    assert_eq!(meters.ask(Method::DELETE, &reading, &Value::Null), (404, missing.clone()));
    assert_eq!(meters.get(&reading), (404, missing));
}

#[test]
fn invalid_readings_are_rejected_and_nothing_is_written() {
    let meters = Meters::new();
    let wrong = [
        json!({ "value": "5", "site": "Mill" }),
        json!({ "value": 1_000_001, "site": "Mill" }),
        json!({ "value": 0.0001, "site": "Mill" }),
        json!({ "value": 5, "site": "" }),
        json!({ "value": 5 }),
        json!({ "value": 5, "site": "Mill", "at": 1 }),
        json!({ "value": 5, "site": "Mill", "unit": "MWh" }),
        json!({ "value": 5, "site": "Mill", "tags": ["a", "b", "c", "d", "e", "f"] }),
        json!({ "value": 5, "site": "Mill", "tags": [5] }),
        json!({ "value": 5, "site": "Mill", "labels": { "a": { "S": "b" } } }),
    ];
    for body in wrong {
        let (status, answer) = meters.ask(Method::POST, &format!("{METER}/readings"), &body);
        assert_eq!((status, &answer["state"]), (400, &json!("error")), "{body}: {answer}");
    }
    assert_eq!(meters.values(), Vec::<Value>::new());
    let long = "1".repeat(40);
    for at in ["1e400", "NaN", "%2B1", "%201", "0x1", "01", "1.0", "-1", "%D9%A1", long.as_str()] {
        assert_eq!(meters.get(&format!("{METER}/readings/{at}")).0, 400, "{at}");
    }
    for query in
        ["from=1", "plausible=perhaps", "limit=0", "limit=101", "limit=1e1", "next=AAAA", "next=%7B%7D", "from=x&to=y"]
    {
        assert_eq!(meters.get(&format!("{METER}/readings?{query}")).0, 400, "{query}");
    }
    // DynamoDB allows 38 digits.
    assert_eq!(meters.get(&format!("{METER}/readings?from={long}&to={long}")).0, 400);
}

/// Decimals are counted, not divided, so numbers without an exact binary fraction are accepted.
#[test]
fn a_number_with_as_many_decimals_as_allowed_is_stored_and_returned() {
    let meters = Meters::new();
    for text in ["0.1", "0.29", "1.005", "4.35", "-0.001", "999999.999", "1e3", "0"] {
        let value: Value = serde_json::from_str(text).unwrap();
        meters.record(&json!({ "value": value, "site": "Mill" }));
        let found = meters.values();
        assert_eq!(found.last().unwrap()["value"].as_f64(), value.as_f64(), "{text}");
    }
}
