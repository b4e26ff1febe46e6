//! The module `notifier`: announces each new flavour to the patrons.
//!
//! The table's stream invokes the function for every new item; the function publishes to the topic, and the topic
//! texts its subscribers. Records that could not be announced are reported to a queue or a bucket.

use gelato::prelude::*;

use crate::table::KEY;
use crate::{Settings, phone_numbers};

const DESCRIPTION: &str =
    "Announces each new flavour: the table's stream calls a function, which publishes to a topic.";
const MESSAGE: &str = "Come try our new {flavour} flavour";
const SUBJECT: &str = "Gelato";

/// What other parts of the service use.
pub(crate) struct Notifier {
    pub(crate) topic_arn: Value<String>,
    pub(crate) function_name: Value<String>,
}

/// Describes the module.
pub(crate) fn describe(service: &Description<Settings>, flavours: &Table) -> Notifier {
    service.module("notifier", DESCRIPTION, |m| {
        let name = m.named("ice-cream-notifier");
        let topic = topic(m, &name);
        let (announced, remember) = announced(m, &name);
        let props = RustFunctionProps {
            name: Some(name.clone()),
            environment: [
                ("DEDUPLICATION_TABLE", announced),
                ("KEY_ATTRIBUTE", KEY.into()),
                ("MESSAGE_TEMPLATE", MESSAGE.into()),
                ("SNS_ARN", topic.arn()),
                ("SUBJECT", SUBJECT.into()),
            ]
            .into(),
            permissions: vec![topic.publish().into(), remember],
            ..RustFunctionProps::new("Announces each new flavour")
        };
        let function = RustFunction::new(m, "notifier", props);
        let account = flavours.stream_arn().split(":").element(4);
        let bucket_name = Some(concat([name, "-".into(), account]));
        let failures = Failures::new(m, "failures", FailuresProps { bucket_name, ..FailuresProps::default() });
        let (changes, on_failure) = (vec![Change::Insert], Some((&failures).into()));
        function.on_stream(m, flavours, StreamProps { changes, on_failure, ..StreamProps::default() });
        m.output(
            "failures_arn",
            "The ARN of the queue or bucket for records that could not be announced.",
            failures.arn(),
        );
        Notifier { topic_arn: topic.arn(), function_name: function.name() }
    })
}

fn topic(m: &Module<Settings>, name: &Value<String>) -> Topic {
    let topic = Topic::new(
        m,
        "patrons",
        TopicProps { name: Some(name.clone()), display_name: Some(SUBJECT.into()), ..TopicProps::default() },
    );
    let numbers = Secret::new("The patrons' numbers, in E.164. An empty list is valid.")
        .or(Vec::<Value<String>>::new())
        .validated(
            |numbers: &Value<List<String>>| numbers.all(|number| number.matches(E164_PATTERN)),
            "A phone number is `+`, then 8 to 15 digits that begin with the country code (E.164).",
        )
        .checked_by(phone_numbers::check);
    topic.subscribe_sms(m, "patrons", &m.secret("phone_numbers", numbers));
    topic
}

/// A small table of past announcements, if the environment wants one: sending a text message twice costs money.
fn announced(m: &Module<Settings>, name: &Value<String>) -> (Value<String>, Permission) {
    let description = "Whether a table remembers announced records, so that duplicates are rare.";
    let wanted = m.setting("deduplication", description, |settings| settings.deduplication);
    let props = TableProps {
        name: Some(concat([name.clone(), "-announced".into()])),
        time_to_live: Some("expiresAt".into()),
        point_in_time_recovery: Some(false.into()),
        deletion_protection: Some(false.into()),
        ..TableProps::new(Key::string("eventID"))
    };
    let table = Table::new_with(m, "announced", props, Meta::only_if(&wanted));
    let remember = Permission::from(remember_events(table.arn())).only_if(&wanted);
    (wanted.choose(table.name(), ""), remember)
}
