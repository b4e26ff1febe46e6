//! What another tool created is taken over: the resources of a state in the form of CDK for Terraform, matched with those
//! of a program, and planned by the real Terraform with the `moved` blocks.

use gelato::aws::DynamodbTableRequired;
use gelato::aws::{DynamodbTable, DynamodbTableAttribute, DynamodbTableAttributeRequired, SnsTopic, SqsQueue};
use gelato::import::{Move, TakeOver, read_state, take_over, without_hash};
use gelato::plan::{Action, Plan};
use gelato::prelude::*;
use gelato::synth::Extent;
use serde_json::{Value as Json, json};

use super::programs::{Shop, synthesised};
use super::project_copy::{ProjectCopy, bare_environment};
use super::real_terraform::Terraform;

/// A table, two queues of which one has instances, and two topics.
fn shop(service: &Description) {
    service.module("data", "What the shop keeps.", |m| {
        let attribute = DynamodbTableAttributeRequired { name: "id".into(), r#type: "S".into() };
        m.resource(
            "orders",
            DynamodbTable {
                attribute: vec![DynamodbTableAttribute::new(attribute)],
                billing_mode: Some("PAY_PER_REQUEST".into()),
                hash_key: Some("id".into()),
                ..DynamodbTable::new(DynamodbTableRequired { name: "orders".into() })
            },
        );
        m.resource(
            "parcels",
            SqsQueue { name: Some("parcels".into()), delay_seconds: Some(5.into()), ..SqsQueue::default() },
        );
        m.resource("letters", SqsQueue { name: Some("letters".into()), ..SqsQueue::default() });
    });
    service.module("events", "What the shop tells.", |m| {
        m.resource("news", SnsTopic { name: Some("shop-news".into()), ..SnsTopic::default() });
        m.resource("alarms", SnsTopic { name: Some("shop-alarms".into()), ..SnsTopic::default() });
    });
}

/// A resource of a state as CDK for Terraform's Terraform writes it.
fn managed(kind: &str, name: &str, schema_version: u8, attributes: &Json) -> Json {
    json!({
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
        "instances": [{ "schema_version": schema_version, "attributes": attributes, "sensitive_attributes": [] }]
    })
}

fn state() -> String {
    let table = json!({
        "arn": "arn:aws:dynamodb:eu-central-1:000000000000:table/orders", "id": "orders", "name": "orders",
        "billing_mode": "PAY_PER_REQUEST", "hash_key": "id", "attribute": [{ "name": "id", "type": "S" }],
        "stream_enabled": false, "table_class": "STANDARD", "deletion_protection_enabled": false
    });
    let queue = |name: &str, delay: u8| {
        let url = format!("https://sqs.eu-central-1.amazonaws.com/000000000000/{name}");
        json!({ "id": url, "url": url, "name": name, "delay_seconds": delay, "fifo_queue": false,
            "content_based_deduplication": false, "max_message_size": 262_144, "message_retention_seconds": 345_600,
            "receive_wait_time_seconds": 0, "visibility_timeout_seconds": 30 })
    };
    let topic = |name: &str| {
        let arn = format!("arn:aws:sns:eu-central-1:000000000000:{name}");
        json!({ "id": arn, "arn": arn, "name": name, "fifo_topic": false, "content_based_deduplication": false })
    };
    let mut resources = vec![
        managed("aws_dynamodb_table", "shop_table_8235A1B2", 1, &table),
        managed("aws_sqs_queue", "parcelQueue_0A1B2C3D", 0, &queue("parcels", 5)),
        managed("aws_sqs_queue", "mail_letters_FFFF0001", 0, &queue("letters", 0)),
        managed("aws_sns_topic", "shop_news_11112222", 0, &topic("shop-news")),
        managed("aws_sns_topic", "shop_alarms_33334444", 0, &topic("shop-alarms")),
    ];
    resources.push(json!({ "mode": "data", "type": "aws_region", "name": "region_55556666", "instances": [] }));
    json!({ "version": 4, "terraform_version": "1.11.0", "serial": 3, "lineage": "cdktf", "outputs": {},
        "resources": resources })
    .to_string()
}

/// The root of a service in a folder.
fn root_of(service: &impl Service) -> (ProjectCopy, Terraform) {
    let project = ProjectCopy::empty();
    let files = synthesised(service, &[bare_environment("local")], Extent::Complete).unwrap().files;
    for (path, text) in &files {
        project.write(path.to_str().unwrap(), text);
    }
    let terraform = Terraform::in_root(&project, "local");
    (project, terraform)
}

fn planned(terraform: &Terraform) -> Plan {
    Plan::parse(&serde_json::to_string(&terraform.plan().0).unwrap()).unwrap()
}

fn moved(from: &str, to: &str) -> Move {
    Move { from: from.into(), to: to.into(), by_type_only: false }
}

#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn a_state_of_cdktf_is_taken_over_without_creating_or_destroying_anything() {
    let (project, terraform) = root_of(&Shop(shop));
    let found = take_over(&read_state(&state()).unwrap(), &planned(&terraform));
    let expected = [
        moved("aws_dynamodb_table.shop_table_8235A1B2", "module.data.aws_dynamodb_table.orders"),
        moved("aws_sns_topic.shop_alarms_33334444", "module.events.aws_sns_topic.alarms"),
        moved("aws_sns_topic.shop_news_11112222", "module.events.aws_sns_topic.news"),
        moved("aws_sqs_queue.mail_letters_FFFF0001", "module.data.aws_sqs_queue.letters"),
        moved("aws_sqs_queue.parcelQueue_0A1B2C3D", "module.data.aws_sqs_queue.parcels"),
    ];
    assert_eq!(found, TakeOver { moves: expected.into(), ..TakeOver::default() });

    project.write("terraform/local/terraform.tfstate", &state());
    let actions = |plan: &Plan, wanted: Action| plan.changes().filter(|change| change.action() == wanted).count();
    let without = planned(&terraform);
    assert_eq!((actions(&without, Action::Create), actions(&without, Action::Destroy)), (5, 5));
    let moves = found.moves;
    let (project, terraform) = root_of(&Shop(move |service: &Description| {
        shop(service);
        let moves = moves.clone();
        service.root(move |root, _| moves.iter().for_each(|one| root.moved(&one.from, one.to.as_str())));
    }));
    project.write("terraform/local/terraform.tfstate", &state());
    let plan = planned(&terraform);
    for wanted in [Action::Create, Action::Destroy, Action::Replace] {
        assert_eq!(actions(&plan, wanted), 0, "{plan:#?}");
    }
}

/// A plan that creates these: address, type and values.
fn creating(resources: &[(&str, &str, Json)]) -> Plan {
    let changes = resources.iter().map(|(address, kind, after)| {
        json!({ "address": address, "mode": "managed", "type": kind,
            "change": { "actions": ["create"], "before": null, "after": after, "after_unknown": {} } })
    });
    Plan::parse(&json!({ "resource_changes": changes.collect::<Vec<_>>() }).to_string()).unwrap()
}

#[test]
fn what_has_no_counterpart_is_told_and_nothing_is_guessed() {
    let resources = [
        managed("aws_sns_topic", "one_11111111", 0, &json!({ "name": "one" })),
        managed("aws_sns_topic", "two_22222222", 0, &json!({ "name": "two" })),
        managed("aws_kms_key", "key_33333333", 0, &json!({ "description": "of the shop" })),
    ];
    let state = read_state(&json!({ "version": 4, "resources": resources }).to_string()).unwrap();
    let plan = creating(&[
        ("module.a.aws_sns_topic.first", "aws_sns_topic", json!({ "name": "three" })),
        ("module.a.aws_sns_topic.second", "aws_sns_topic", json!({ "name": "two" })),
        ("module.a.aws_kms_key.main", "aws_kms_key", json!({ "description": "of all" })),
        ("module.a.aws_sqs_queue.q", "aws_sqs_queue", json!({})),
    ]);
    let found = take_over(&state, &plan);
    let by_type = |from: &str, to: &str| Move { by_type_only: true, ..moved(from, to) };
    let expected = [
        by_type("aws_kms_key.key_33333333", "module.a.aws_kms_key.main"),
        by_type("aws_sns_topic.one_11111111", "module.a.aws_sns_topic.first"),
        moved("aws_sns_topic.two_22222222", "module.a.aws_sns_topic.second"),
    ];
    let new = vec!["module.a.aws_sqs_queue.q".to_owned()];
    assert_eq!(found, TakeOver { moves: expected.into(), left: Vec::new(), new });
}

#[test]
fn instances_are_moved_one_by_one() {
    let instances =
        json!([{ "index_key": 0, "attributes": { "name": "q-0" } }, { "index_key": "a", "attributes": {} }]);
    let entry = json!({ "module": "module.old", "mode": "managed", "type": "aws_sqs_queue", "name": "q", "instances": instances });
    let state = read_state(&json!({ "version": 4, "resources": [entry] }).to_string()).unwrap();
    let addresses: Vec<_> = state.iter().map(|managed| managed.address.as_str()).collect();
    assert_eq!(addresses, ["module.old.aws_sqs_queue.q[0]", "module.old.aws_sqs_queue.q[\"a\"]"]);
}

#[test]
fn only_a_hash_is_removed_from_a_name() {
    for (name, expected) in [
        ("table_8235A1B2", "table"),
        ("stack_construct_id_0A1B2C3D", "stack_construct_id"),
        ("table_8235a1b2", "table_8235a1b2"),
        ("table_12345", "table_12345"),
        ("ABCDEF01", "ABCDEF01"),
    ] {
        assert_eq!(without_hash(name), expected);
    }
}

#[test]
fn a_text_that_is_no_state_is_refused() {
    let form = read_state("{}").unwrap_err().to_string();
    assert!(form.starts_with("it is not a Terraform state\nhint: "), "{form}");
    let old = read_state(r#"{ "version": 3 }"#).unwrap_err().to_string();
    assert_eq!(old, "it is a state of version 3; allowed: 4, which Terraform has written since 0.12");
}
