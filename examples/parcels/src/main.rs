//! Events of parcels: an API with keys, a table with an index and a stream, two functions, a topic, a queue, a bucket.

use std::process::ExitCode;

use gelato::prelude::*;

pub(crate) struct Parcels;

impl Service for Parcels {
    const NAME: &'static str = "parcels";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let events = service.module("table", "The events of parcels.", |m| {
            let props = TableProps {
                sort_key: Some(Key::string("event_time")),
                indexes: vec![Index::global("by_courier", Key::string("courier")).sorted_by(Key::string("event_time"))],
                stream: Some(StreamView::NewAndOldImages),
                time_to_live: Some("expires_at".into()),
                ..TableProps::new(Key::string("tracking"))
            };
            Table::new(m, "events", props)
        });
        let url = service.module("api", "The REST API of parcels.", |m| api(m, &events));
        service.module("changes", "What follows from a change.", |m| follow(m, &events));
        service.output("url", "Where the API answers.", url);
    }
}

fn api(m: &Module, events: &Table) -> Value<String> {
    let event = events.item(
        "Event",
        [
            Attribute::required("tracking", matching("[A-Z]{2}[0-9]{9}"), "The parcel's number"),
            Attribute::required("event_time", matching("[0-9-]{10}T[0-9:]{8}Z"), "When it happened"),
            Attribute::required("courier", text(1..=40), "Who carries it"),
            Attribute::required("status", text(1..=40), "What happened"),
            Attribute::optional("place", text(1..=200), "Where it is"),
            Attribute::optional("weight", decimal(0..=1_000, 3), "Its weight in kilograms"),
            Attribute::optional("expires_at", number(0..=9_999_999_999), "When it is forgotten, in seconds since 1970"),
        ],
    );
    let between = || SortCondition::Between(Source::query("from"), Source::query("to"));
    let (parcel, one) = ("parcels/{tracking}/events", "parcels/{tracking}/events/{event_time}");
    let api = RestApi::new(m, "parcels", "Events of parcels", |api| {
        api.post(parcel, event.put().if_absent().answering("Added"));
        api.get(parcel, event.query().sorted(between()).backward());
        api.patch(one, event.update(["status", "place", "weight"]));
        api.delete(one, event.delete().answering("Removed"));
        api.get("couriers/{courier}/events", event.query().index("by_courier").sorted(between()));
    });
    api.url()
}

/// What follows from a change: people and another system learn of it.
fn follow(m: &Module, events: &Table) {
    let key = Some(EncryptionKey::new(m, "changes", EncryptionKeyProps::default())); // without one, alarms cannot publish
    let topic = Topic::new(m, "changes", TopicProps { key, ..TopicProps::default() });
    topic.subscribe_email(m, "alerts", m.secret("alert_email", "The address that changes and alarms are sent to."));
    let queue = Queue::new(m, "changes", QueueProps::default());
    let publisher = RustFunctionProps {
        environment: [("TOPIC_ARN", topic.arn())].into(),
        permissions: vec![topic.publish().into()],
        ..RustFunctionProps::new("Publishes each change")
    };
    let forwarder = RustFunctionProps {
        environment: [("QUEUE_URL", queue.url())].into(),
        permissions: vec![queue.send().into()],
        ..RustFunctionProps::new("Puts each change into a queue")
    };
    let keep = BucketProps {
        infrequent_access_after_days: Some(30.into()),
        expiration_days: Some(365.into()),
        ..BucketProps::default()
    };
    let failures = Bucket::new(m, "failures", keep);
    for (id, props) in [("publisher", publisher), ("forwarder", forwarder)] {
        let function = RustFunction::new(m, id, props);
        function.on_stream(m, events, StreamProps { on_failure: Some((&failures).into()), ..StreamProps::default() });
        function.alarm_on_errors(m, &topic);
    }
    let nightly = ScheduleProps {
        input: Some(r#"{"kind":"nightly"}"#.into()),
        ..ScheduleProps::new("cron(0 2 * * ? *)", &queue)
    };
    Schedule::new(m, "nightly", nightly);
}

fn main() -> ExitCode {
    gelato::run(&Parcels)
}
