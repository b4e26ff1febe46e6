//! Parcel lockers: a table from a module in git, and a queue from the firm's own HCL, called with typed inputs and outputs.

mod modules;

use std::process::ExitCode;

use gelato::aws::{SnsTopicSubscription, SnsTopicSubscriptionRequired};
use gelato::prelude::*;
use gelato::terraform::each_key;

use modules::{DynamodbTable, Inbox, InboxRequired, InboxRetention, InboxRetentionRequired};

pub(crate) struct Lockers;

impl Service for Lockers {
    const NAME: &'static str = "lockers"; // the beginning of names
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let table = service.module("table", "Which parcel is in which locker.", |m| {
            let table = DynamodbTable {
                name: Some(m.name_of("parcels")),
                hash_key: Some("locker".into()),
                attributes: Some([Value::from([("name", "locker"), ("type", "S")])].into()),
                point_in_time_recovery_enabled: Some(true.into()),
                ..DynamodbTable::default()
            };
            m.call_module("parcels", table)
        });
        let topic = service
            .module("news", "Tells who is waiting for a parcel.", |m| Topic::new(m, "arrivals", TopicProps::default()));
        let inboxes = service.module("inboxes", "Where depots read of arrivals.", |m| {
            let inbox = Inbox {
                retention: Some(InboxRetention::new(InboxRetentionRequired { days: 7.into() }).into()),
                senders: Some([("arrivals", topic.arn())].into()),
                tags: Some([("Table", table.dynamodb_table_id())].into()),
                ..Inbox::new(InboxRequired { name: concat([m.name_of("inbox"), "-".into(), each_key()]) })
            };
            let depots: Value<Set<String>> = ["north", "south"].into();
            let inboxes = m.call_module("inbox", inbox.for_each(depots));
            for depot in ["north", "south"] {
                let props = SnsTopicSubscriptionRequired {
                    endpoint: inboxes.instance(depot).arn(),
                    protocol: "sqs".into(),
                    topic_arn: topic.arn(),
                };
                m.resource(depot, SnsTopicSubscription::new(props));
            }
            m.output("north_url", "Where the northern depot reads.", inboxes.instance("north").url());
            inboxes.instance("north").url()
        });
        service.output("north_url", "Where the northern depot reads.", inboxes);
        service.output("table", "The table.", table.dynamodb_table_arn());
    }
}

fn main() -> ExitCode {
    gelato::run(&Lockers)
}
