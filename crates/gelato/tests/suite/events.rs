//! Constructs that send events to each other: subscriptions, functions on queues, schedules, alarms and their permissions.

use gelato::constructs::filter::{Filter, Match};
use gelato::prelude::*;
use serde_json::json;

use super::constructs::check;
use super::programs::{file, refused, tried};

/// A topic whose messages a key of its own encrypts.
fn people(m: &Module) -> Topic {
    let key = Some(EncryptionKey::new(m, "people", EncryptionKeyProps::default()));
    Topic::new(m, "people", TopicProps { key, ..TopicProps::default() })
}

fn worker(m: &Module) -> RustFunction {
    RustFunction::new(m, "worker", RustFunctionProps::new("Does the jobs"))
}

#[test]
fn a_topic_sends_to_a_queue_a_function_and_addresses() {
    check("subscriptions", |m| {
        let topic = Topic::new(m, "changes", TopicProps::default());
        let (jobs, failed) = (queue(m, "jobs"), queue(m, "failed"));
        let urgent = Filter::attributes([
            ("kind", vec![Match::text("order"), Match::prefix("re-"), Match::anything_but(["test"])]),
            ("weight", vec![Match::between(0, 5), Match::number(7)]),
            ("place", vec![Match::exists()]),
        ]);
        let raw = SubscriptionProps { filter: Some(urgent), raw: true, dead_letters: Some(failed.clone()) };
        topic.subscribe(m, "jobs", &jobs, raw);
        let heavy =
            Filter::body([("parcel.weight", vec![Match::at_least(30)]), ("parcel.from", vec![Match::absent()])]);
        topic.subscribe(
            m,
            "worker",
            &worker(m),
            SubscriptionProps { filter: Some(heavy), ..SubscriptionProps::default() },
        );
        let hook = Subscriber::Https("https://example.com/hook".into());
        topic.subscribe(
            m,
            "hook",
            hook,
            SubscriptionProps { dead_letters: Some(failed), ..SubscriptionProps::default() },
        );
        topic.subscribe(m, "mail", Subscriber::Email("ann@example.com".into()), SubscriptionProps::default());
        topic.subscribe_email(m, "more", "bob@example.com");
    });
}

fn queue(m: &Module, id: &str) -> Queue {
    Queue::new(m, id, QueueProps::default())
}

#[test]
fn a_queue_calls_a_function() {
    check("queue_function", |m| {
        let worker = worker(m);
        let failed = queue(m, "failed");
        let props = QueueProps {
            visibility_timeout_seconds: Some(worker.visibility_timeout_seconds(m)),
            dead_letters: Some(DeadLetters::after(5, &failed)),
            ..QueueProps::default()
        };
        let jobs = Queue::new(m, "jobs", props);
        let orders = Filter::body([("kind", vec![Match::text("order")])]);
        let vip = Filter::attributes([("customer_class", vec![Match::any_case("VIP"), Match::suffix("-vip")])]);
        let props = QueueEventProps {
            batch_size: 100.into(),
            batching_window_seconds: 5.into(),
            maximum_concurrency: Some(2.into()),
            filters: vec![orders, vip],
            ..QueueEventProps::default()
        };
        worker.on_queue(m, &jobs, props);
    });
}

#[test]
fn alarms_publish_to_a_topic_with_a_key() {
    check("alarms", |m| {
        let people = people(m);
        let failed = queue(m, "failed");
        failed.alarm_on_messages(m, &people);
        worker(m).alarm_on_errors(m, &people);
        let table = Table::new(m, "shelf", TableProps::new(Key::string("cone")));
        let slow = table.metric("SuccessfulRequestLatency").of("Operation", "Query");
        let slow = slow.by(Statistic::Extended("p99".into())).every_seconds(300);
        let props = AlarmProps {
            periods: 3.into(),
            periods_to_alarm: Some(2.into()),
            missing_data: MissingData::Ignore,
            description: Some("Queries are slow.".into()),
            ok_actions: vec![people],
            ..AlarmProps::when(slow, Comparison::AtLeast, 50)
        };
        Alarm::new(m, "slow", props);
    });
}

#[test]
fn a_schedule_acts_with_a_role_that_may_do_nothing_else() {
    check("schedules", |m| {
        let (jobs, failed, topic) = (queue(m, "jobs"), queue(m, "failed"), people(m));
        let nightly = ScheduleProps {
            time_zone: Some("Europe/Berlin".into()),
            flexible_minutes: Some(15.into()),
            input: Some(r#"{"kind":"nightly"}"#.into()),
            maximum_retry_attempts: Some(3.into()),
            maximum_event_age_seconds: Some(3600.into()),
            dead_letters: Some(failed),
            ..ScheduleProps::new("cron(0 2 * * ? *)", &jobs)
        };
        Schedule::new(m, "nightly", nightly);
        Schedule::new(m, "often", ScheduleProps::new("rate(5 minutes)", &worker(m)));
        Schedule::new(m, "once", ScheduleProps::new("at(2030-01-31T08:00:00)", &topic));
    });
}

#[test]
fn a_bucket_tells_of_its_objects() {
    check("bucket_notifications", |m| {
        let key = Some(EncryptionKey::new(m, "files", EncryptionKeyProps::default()));
        let old = LifecycleRule::below("reports", "reports/").moving_to(StorageClass::StandardIa, 30);
        let old = old.moving_to(StorageClass::Glacier, 90).expiring(365);
        let parts = LifecycleRule::all("parts").aborting_uploads(7).expiring_noncurrent(30);
        let props = BucketProps { key, lifecycle: vec![old, parts], versioning: true, ..BucketProps::default() };
        let files = Bucket::new(m, "files", props);
        let (worker, gone, people) = (worker(m), queue(m, "gone"), people(m));
        for permission in [files.read(), files.put(), files.delete()] {
            worker.grant(m, permission);
        }
        files.notify(
            m,
            [
                BucketNotification::new(&worker, [BucketEvent::Created]).below("in/").ending(".csv"),
                BucketNotification::new(&worker, [BucketEvent::Created]).below("in/").ending(".json"),
                BucketNotification::new(&gone, [BucketEvent::Removed]),
                BucketNotification::new(&people, [BucketEvent::Named("s3:ObjectCreated:Put".into())]).below("news/"),
            ],
        );
    });
}

#[test]
fn parameters_and_secrets_are_read_by_name() {
    check("parameters", |m| {
        let key = Some(EncryptionKey::new(m, "secrets", EncryptionKeyProps::default()));
        let limit = Parameter::new(m, "limit", ParameterProps::text("100"));
        let places = vec![Value::<String>::from("Ulm"), "Bonn".into()];
        Parameter::new(m, "places", ParameterProps::list(places));
        let props = ParameterProps { key: key.clone(), ..ParameterProps::secret(m.secret("pin", "The pin.")) };
        let pin = Parameter::new(m, "pin", props);
        let value = Some(m.secret("token", "The token."));
        let token = StoredSecret::new(m, "token", StoredSecretProps { value, key, ..StoredSecretProps::default() });
        StoredSecret::new(m, "elsewhere", StoredSecretProps::default());
        let worker = worker(m);
        for (name, statement) in [("limit", limit.read()), ("pin", pin.read()), ("token", token.read())] {
            worker.grant(m, Permission::from(statement).named(name));
        }
    });
}

#[test]
fn a_key_names_each_service_that_needs_it_wherever_it_is_used() {
    let synthesis = tried(|service| {
        let (key, people) = service.module("keys", "Keys.", |m| {
            let key = EncryptionKey::new(m, "messages", EncryptionKeyProps::default());
            Table::new(m, "shelf", TableProps { key: Some(key.clone()), ..TableProps::new(Key::string("cone")) });
            (key.clone(), Topic::new(m, "people", TopicProps { key: Some(key), ..TopicProps::default() }))
        });
        service.module("jobs", "Jobs.", |m| {
            let jobs = Queue::new(m, "jobs", QueueProps { key: Some(key), ..QueueProps::default() });
            people.subscribe(m, "jobs", &jobs, SubscriptionProps::default());
            jobs.alarm_on_messages(m, &people);
            let props = RustFunctionProps { permissions: vec![jobs.send().into()], ..RustFunctionProps::new("Sends") };
            RustFunction::new(m, "sender", props);
        });
    });
    let synthesis = synthesis.unwrap();
    let keys = file(&synthesis, "modules/keys/main.tf.json");
    let key = keys["resource"]["aws_kms_key"]["messages"]["policy"].as_str().unwrap();
    let table = &keys["resource"]["aws_dynamodb_table"]["shelf"]["server_side_encryption"][0];
    assert_eq!(table["kms_key_arn"], "${aws_kms_key.messages.arn}");
    for service in ["cloudwatch.amazonaws.com", "sns.amazonaws.com", "dynamodb.*.amazonaws.com", "kms:CallerAccount"] {
        assert!(key.contains(service), "{service} is not in {key}");
    }
    let topic = keys["resource"]["aws_sns_topic_policy"]["people"]["policy"].as_str().unwrap();
    assert!(topic.contains("cloudwatch.amazonaws.com") && topic.contains("aws:SourceAccount"), "{topic}");
    let jobs = file(&synthesis, "modules/jobs/main.tf.json");
    let send = jobs["resource"]["aws_iam_role_policy"]["sender_send"]["policy"].as_str().unwrap();
    assert!(send.contains("kms:GenerateDataKey") && send.contains("var.keys_messages_arn"), "{send}");
    let policy = jobs["resource"]["aws_sqs_queue_policy"]["jobs"]["policy"].as_str().unwrap();
    assert!(policy.contains("aws:SourceArn") && policy.contains("var.keys_people_arn"), "{policy}");
}

#[test]
fn two_topics_share_the_policy_of_a_queue() {
    let synthesis = tried(|service| {
        service.module("jobs", "Jobs.", |m| {
            let jobs = queue(m, "jobs");
            for id in ["one", "other"] {
                let topic = Topic::new(m, id, TopicProps::default());
                topic.subscribe(m, &format!("{id}_jobs"), &jobs, SubscriptionProps::default());
            }
        });
    });
    let jobs = file(&synthesis.unwrap(), "modules/jobs/main.tf.json");
    let policies = jobs["resource"]["aws_sqs_queue_policy"].as_object().unwrap();
    assert_eq!(policies.len(), 1);
    let policy = policies["jobs"]["policy"].as_str().unwrap();
    assert!(policy.contains("OneJobs") && policy.contains("OtherJobs"), "{policy}");
    let other = &jobs["resource"]["aws_sns_topic_subscription"]["other_jobs"];
    assert_eq!(other["depends_on"], json!(["aws_sqs_queue_policy.jobs"]));
}

#[test]
fn a_queue_that_shows_messages_too_early_is_refused_in_the_environment() {
    let expected = "FILE:LINE: function `worker`: its queue `jobs` hides a received message for 30 seconds, and the function \
                    may work for 30 in the environment `local`; allowed: 180 seconds or more\nhint: take \
                    `visibility_timeout_seconds` of the function in the `QueueProps`, or give the function less time";
    refused(expected, |service| {
        service.module("jobs", "Jobs.", |m| worker(m).on_queue(m, &queue(m, "jobs"), QueueEventProps::default()));
    });
}
