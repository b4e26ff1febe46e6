//! Refusals of constructs that send to each other, as data: what was found, what is allowed, what to do, and where.

use gelato::prelude::*;

use super::refusals::{Case, check, marked, problems};

/// This file, as places name it.
const FILE: &str = file!();

fn counter(m: &Module) -> RustFunction {
    RustFunction::new(m, "counter", RustFunctionProps::new("Counts"))
}

fn jobs(m: &Module) -> Queue {
    Queue::new(m, "jobs", QueueProps::default())
}

/// Constructs that send to each other.
const EVENTS: [Case<Module>; 17] = [
    Case {
        describe: |m| {
            // To blame:
            Queue::new(
                m,
                "jobs",
                QueueProps { visibility_timeout_seconds: Some(43_201.into()), ..QueueProps::default() },
            );
        },
        found: "queue `jobs`: `visibility_timeout_seconds` is 43201",
        allowed: Some("0 to 43200"),
        hint: None,
    },
    Case {
        describe: |m| {
            let (counter, jobs) = (counter(m), jobs(m));
            // To blame:
            counter.on_queue(m, &jobs, QueueEventProps { batch_size: 100.into(), ..QueueEventProps::default() });
        },
        found: "function `counter`: a batch has up to 100 messages, without a window",
        allowed: Some("up to 10 messages"),
        hint: Some("set `batching_window_seconds`, such as to 1"),
    },
    Case {
        describe: |m| {
            let filters = vec![Filter::attributes([("weight", vec![Match::at_least(30)])])];
            let (counter, jobs) = (counter(m), jobs(m));
            // To blame:
            counter.on_queue(m, &jobs, QueueEventProps { filters, ..QueueEventProps::default() });
        },
        found: "function `counter`: the filter compares the attribute `weight` with a number",
        allowed: Some("conditions on texts"),
        hint: Some("a queue hands attributes to functions as texts; filter the body instead: `Filter::body(…)`"),
    },
    Case {
        describe: |m| {
            let topic = Topic::new(m, "topic", TopicProps::default());
            let names = ["a", "b", "c", "d", "e", "f"].map(|name| (name, vec![Match::exists()]));
            let filter = Some(Filter::attributes(names));
            // To blame:
            topic.subscribe(m, "jobs", &jobs(m), SubscriptionProps { filter, ..SubscriptionProps::default() });
        },
        found: "subscription `jobs`: the filter has 6 names",
        allowed: Some("up to 5"),
        hint: None,
    },
    Case {
        describe: |m| {
            let topic = Topic::new(m, "topic", TopicProps::default());
            let both = [("parcel", vec![Match::exists()]), ("parcel.weight", vec![Match::number(1)])];
            let filter = Some(Filter::body(both));
            // To blame:
            topic.subscribe(m, "jobs", &jobs(m), SubscriptionProps { filter, ..SubscriptionProps::default() });
        },
        found: "subscription `jobs`: the filter has conditions on `parcel` and on `parcel.weight`",
        allowed: Some("one list of conditions for each value"),
        hint: None,
    },
    Case {
        describe: |m| {
            let topic = Topic::new(m, "topic", TopicProps::default());
            let to = Subscriber::Https("http://example.com".into());
            // To blame:
            topic.subscribe(m, "hook", to, SubscriptionProps::default());
        },
        found: "subscription `hook`: its address is `http://example.com`",
        allowed: Some("an address that begins with `https://`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let topic = Topic::new(m, "topic", TopicProps::default());
            let counter = counter(m);
            // To blame:
            topic.subscribe(m, "counter", &counter, SubscriptionProps { raw: true, ..SubscriptionProps::default() });
        },
        found: "subscription `counter`: `raw` is set, and its protocol is `lambda`",
        allowed: Some("raw messages to a queue or an `https` address"),
        hint: None,
    },
    Case {
        describe: |m| {
            let topic = Topic::new(m, "topic", TopicProps::default());
            let counter = counter(m);
            // To blame:
            counter.alarm_on_errors(m, &topic);
        },
        found: "topic `topic` is encrypted with the key of AWS for SNS, with which `cloudwatch.amazonaws.com` cannot publish",
        allowed: Some("a topic with a key of its own"),
        hint: Some("set `key: Some(EncryptionKey::new(m, …))` in its `TopicProps`"),
    },
    Case {
        describe: |m| {
            let metric = counter(m).metric("Errors").every_seconds(90);
            // To blame:
            Alarm::new(m, "errors", AlarmProps::above(metric, 0));
        },
        found: "alarm `errors`: a period has 90 seconds",
        allowed: Some("10, 20, 30, or a multiple of 60"),
        hint: None,
    },
    Case {
        describe: |m| {
            let jobs = jobs(m);
            // To blame:
            Schedule::new(m, "nightly", ScheduleProps::new("cron(0 2 * * *)", &jobs));
        },
        found: "schedule `nightly`: `cron(0 2 * * *)`: it has 5 fields",
        allowed: Some("6: minutes, hours, day of the month, month, day of the week, year"),
        hint: None,
    },
    Case {
        describe: |m| {
            let props =
                ScheduleProps { time_zone: Some("Central Time".into()), ..ScheduleProps::new("rate(1 day)", &jobs(m)) };
            // To blame:
            Schedule::new(m, "daily", props);
        },
        found: "schedule `daily`: the time zone is `Central Time`",
        allowed: Some("a name of the IANA database, such as `Europe/Berlin` or `UTC`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let files = Bucket::new(m, "files", BucketProps::default());
            let (counter, jobs) = (counter(m), jobs(m));
            let all = BucketNotification::new(&counter, [BucketEvent::Created]);
            let some = BucketNotification::new(&jobs, [BucketEvent::Created]).below("in/");
            // To blame:
            files.notify(m, [all, some]);
        },
        found: "bucket `files`: two notifications tell of the same objects: `…` and `in/…`",
        allowed: Some("prefixes or suffixes that exclude each other, or other events"),
        hint: Some("to tell several of the same event, notify a topic, and subscribe them to it"),
    },
    Case {
        describe: |m| {
            let early = LifecycleRule::all("early").moving_to(StorageClass::StandardIa, 29);
            // To blame:
            Bucket::new(m, "files", BucketProps { lifecycle: vec![early], ..BucketProps::default() });
        },
        found: "bucket `files`: rule `early`: it moves objects to `STANDARD_IA` after 29 days",
        allowed: Some("30 or more"),
        hint: None,
    },
    Case {
        describe: |m| {
            let old = LifecycleRule::all("old").expiring_noncurrent(30);
            // To blame:
            Bucket::new(m, "files", BucketProps { lifecycle: vec![old], ..BucketProps::default() });
        },
        found: "bucket `files`: rule `old`: it expires earlier versions, and the bucket keeps none",
        allowed: None,
        hint: Some("set `versioning: true` in its `BucketProps`"),
    },
    Case {
        describe: |m| {
            // To blame:
            Parameter::new(m, "pin", ParameterProps::secret("1234".into()));
        },
        found: "parameter `pin`: the program contains its secret",
        allowed: Some("a value from elsewhere"),
        hint: Some("take it from the shell: `m.secret(\"NAME\", \"What it is.\")`"),
    },
    Case {
        describe: |m| {
            let value = Some("1234".into());
            // To blame:
            StoredSecret::new(m, "pin", StoredSecretProps { value, ..StoredSecretProps::default() });
        },
        found: "secret `pin`: the program contains its value",
        allowed: Some("a value from elsewhere"),
        hint: Some("take it from the shell: `m.secret(\"NAME\", \"What it is.\")`"),
    },
    Case {
        describe: |m| {
            // To blame:
            EncryptionKey::new(
                m,
                "key",
                EncryptionKeyProps { rotation_days: 30.into(), ..EncryptionKeyProps::default() },
            );
        },
        found: "key `key`: `rotation_days` is 30",
        allowed: Some("90 to 2560"),
        hint: None,
    },
];

#[test]
fn a_refusal_of_what_sends_says_what_was_found_and_where() {
    check(FILE, &EVENTS, &marked(include_str!("event_refusals.rs")), problems);
}
