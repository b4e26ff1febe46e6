//! Departures of ferries: three stacks with a state each, a second region, an override, and rules for all resources.

use std::process::ExitCode;

use gelato::aws::SnsTopic;
use gelato::prelude::*;
use gelato::terraform::{Fate, Refusal};

pub(crate) struct Ferries;

impl Service for Ferries {
    const NAME: &'static str = "ferries";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        let virginia = service.aws_provider("virginia", |_, _| AwsProvider::in_region("us-east-1"));
        let incidents = service.stack("base", |stack| {
            stack.module("incidents", "What people are told about.", |m| {
                // AWS measures costs in one region only.
                let costs = SnsTopic { name: Some(m.name_of("costs")), ..SnsTopic::default() };
                m.resource("costs", costs.with_provider(&virginia));
                let key = Some(EncryptionKey::new(m, "incidents", EncryptionKeyProps::default()));
                Topic::new(m, "incidents", TopicProps { key, ..TopicProps::default() })
            })
        });
        let departures = service.stack("data", |stack| {
            stack.module("departures", "The departures of ferries.", |m| {
                let props = TableProps { sort_key: Some(Key::string("at")), ..TableProps::new(Key::string("harbour")) };
                let table = Table::new(m, "departures", props);
                let class: Value<String> = "STANDARD_INFREQUENT_ACCESS".into();
                m.set_argument(&table, "table_class", class, "Departures are read for a day and kept for years.");
                m.moved("sailings", &table);
                m.removed("aws_dynamodb_table.timetable", Fate::Forget);
                table
            })
        });
        service.stack("app", |stack| {
            let url = stack.module("api", "The REST API of departures.", |m| api(m, &departures));
            stack.module("watch", "What is watched.", |m| {
                let slow = departures.metric("SuccessfulRequestLatency").of("Operation", "PutItem");
                let props = AlarmProps { actions: vec![incidents.clone()], ..AlarmProps::above(slow, 100) };
                Alarm::new(m, "slow_writes", props);
            });
            stack.output("url", "Where the API answers.", url);
        });
        service.aspect(|resource| resource.tag("cost-centre", "ferries"));
        service.aspect(|resource| {
            if resource.kind() == "aws_iam_user" {
                resource.refuse(Refusal::new("people sign in elsewhere").hint("use a role"));
            }
        });
    }
}

fn api(m: &Module, departures: &Table) -> Value<String> {
    let departure = departures.item(
        "Departure",
        [
            Attribute::required("harbour", text(1..=40), "The harbour"),
            Attribute::required("at", matching("[0-9-]{10}T[0-9:]{5}"), "When it leaves"),
            Attribute::required("ferry", text(1..=40), "The ferry's name"),
        ],
    );
    let api = RestApi::new(m, "ferries", "Departures of ferries", |api| {
        api.post("harbours/{harbour}/departures", departure.put().if_absent().answering("Announced"));
        api.get("harbours/{harbour}/departures", departure.query());
    });
    api.url()
}

fn main() -> ExitCode {
    gelato::run(&Ferries)
}
