//! Jobs: a queue with a worker, a topic whose messages are sorted into them, files that are imported, a nightly job, and alarms.

use std::process::ExitCode;

use gelato::prelude::*;

pub(crate) struct Jobs;

impl Service for Jobs {
    const NAME: &'static str = "jobs";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let (topic, jobs) = service.module("jobs", "Jobs, and who does them.", |m| {
            let key = EncryptionKey::new(m, "messages", EncryptionKeyProps::default());
            let worker = worker(m);
            let failed = Queue::new(m, "failed", QueueProps::default());
            let jobs = queue(m, &worker, &failed, &key);
            let topic = topic(m, &jobs, &worker, &failed);
            import(m, &worker);
            let nightly = ScheduleProps {
                time_zone: Some("Europe/Berlin".into()),
                input: Some(r#"{"kind":"nightly"}"#.into()),
                dead_letters: Some(failed.clone()),
                ..ScheduleProps::new("cron(0 2 * * ? *)", &jobs)
            };
            Schedule::new(m, "nightly", nightly);
            alarms(m, &worker, &failed, key);
            (topic.arn(), jobs.url())
        });
        service.output("topic_arn", "Where orders are published.", topic);
        service.output("jobs_url", "Where jobs are sent.", jobs);
    }
}

/// The function, with a parameter and a secret that it reads when it runs.
fn worker(m: &Module) -> RustFunction {
    let limit = Parameter::new(m, "limit", ParameterProps::text("100"));
    let value = Some(m.secret("courier_token", "The token of the courier's API."));
    let token = StoredSecret::new(m, "courier_token", StoredSecretProps { value, ..StoredSecretProps::default() });
    let props = RustFunctionProps {
        environment: [("LIMIT_NAME", limit.name()), ("TOKEN_ARN", token.arn())].into(),
        permissions: vec![limit.read().into(), token.read().into()],
        ..RustFunctionProps::new("Does the jobs")
    };
    RustFunction::new(m, "worker", props)
}

/// The queue of jobs. What fails three times goes to `failed`.
fn queue(m: &Module, worker: &RustFunction, failed: &Queue, key: &EncryptionKey) -> Queue {
    let props = QueueProps {
        visibility_timeout_seconds: Some(worker.visibility_timeout_seconds(m)),
        dead_letters: Some(DeadLetters::after(3, failed)),
        key: Some(key.clone()),
        ..QueueProps::default()
    };
    let jobs = Queue::new(m, "jobs", props);
    let known = Filter::body([("kind", vec![Match::text("order"), Match::text("nightly"), Match::prefix("re-")])]);
    let props =
        QueueEventProps { filters: vec![known], maximum_concurrency: Some(5.into()), ..QueueEventProps::default() };
    worker.on_queue(m, &jobs, props);
    jobs
}

/// The topic: orders become jobs, and the worker hears of heavy ones at once.
fn topic(m: &Module, jobs: &Queue, worker: &RustFunction, failed: &Queue) -> Topic {
    let topic = Topic::new(m, "orders", TopicProps::default());
    let orders = Filter::attributes([("kind", vec![Match::text("order")])]);
    let dead_letters = Some(failed.clone());
    topic.subscribe(m, "orders_jobs", jobs, SubscriptionProps { filter: Some(orders), raw: true, dead_letters });
    let heavy = Filter::body([("parcel.weight", vec![Match::at_least(30)])]);
    topic.subscribe(m, "heavy", worker, SubscriptionProps { filter: Some(heavy), ..SubscriptionProps::default() });
    topic
}

/// The bucket: the worker imports tables that are put below `in/`, and they expire.
fn import(m: &Module, worker: &RustFunction) {
    let imported = LifecycleRule::below("imported", "in/").moving_to(StorageClass::StandardIa, 30).expiring(365);
    let old = LifecycleRule::all("old").expiring_noncurrent(30).aborting_uploads(7);
    let props = BucketProps { lifecycle: vec![imported, old], versioning: true, ..BucketProps::default() };
    let files = Bucket::new(m, "files", props);
    files.notify(m, [BucketNotification::new(worker, [BucketEvent::Created]).below("in/").ending(".csv")]);
    worker.grant(m, files.read());
}

/// Who learns of failures: people, by mail.
fn alarms(m: &Module, worker: &RustFunction, failed: &Queue, key: EncryptionKey) {
    let people = Topic::new(m, "people", TopicProps { key: Some(key), ..TopicProps::default() });
    people.subscribe_email(m, "people", m.secret("alert_email", "The address that alarms are sent to."));
    worker.alarm_on_errors(m, &people);
    failed.alarm_on_messages(m, &people);
    let slow = worker.metric("Duration").by(Statistic::Extended("p99".into())).every_seconds(300);
    let props = AlarmProps { periods: 3.into(), actions: vec![people], ..AlarmProps::above(slow, 10_000) };
    Alarm::new(m, "slow", props);
}

fn main() -> ExitCode {
    gelato::run(&Jobs)
}
