//! Meta-arguments and `dynamic` blocks, as methods of a resource or data source.

use gelato::aws::data::Region;
use gelato::aws::{
    DynamodbTable, DynamodbTableAttribute, DynamodbTableAttributeRequired, DynamodbTableRequired, DynamodbTableTtl,
    SnsTopic, SnsTopicAttributes, SqsQueue,
};
use gelato::prelude::*;
use gelato::terraform::{Block, Dynamic, each_key, nested_block};
use serde_json::json;

use super::programs::{file, refused, tried};

fn table(attribute: Vec<DynamodbTableAttribute>) -> DynamodbTable {
    DynamodbTable { attribute, ..DynamodbTable::new(DynamodbTableRequired { name: "books".into() }) }
}

#[test]
fn each_meta_argument_is_written_under_its_name() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            let names: Value<Set<String>> = ["one", "other"].into();
            let queues = SqsQueue { name: Some(each_key()), ..SqsQueue::default() };
            let queues = m.resource("queues", queues.for_each(names).create_before_destroy());
            let here = m.data(
                "here",
                Region::default()
                    .depends_on(&queues)
                    .postcondition(|region| region.description().is_not("US East (Ohio)"), "Ohio has no parlour."),
            );
            let topic = SnsTopic { name: Some("news".into()), ..SnsTopic::default() }
                .only_if(&here.description().is("Europe (Frankfurt)"))
                .prevent_destroy()
                .ignore_changes(SnsTopicAttributes::display_name)
                .ignore_changes(SnsTopicAttributes::tags)
                .replace_triggered_by(&queues.instance("one"))
                .replace_triggered_by(&queues.instance("other").arn())
                .precondition(queues.instance("one").arn().is_not(""), "The queue has an ARN.");
            m.resource("news", topic);
            m.resource("frozen", SnsTopic::default().ignore_all_changes());
            let table = table(Vec::new()).ignore_changes_in("ttl[0].enabled");
            m.resource("books", table.count(2));
        });
    });
    let main = file(&synthesis.unwrap(), "modules/desk/main.tf.json");
    let resources = &main["resource"];
    let queues = &resources["aws_sqs_queue"]["queues"];
    assert_eq!(queues["for_each"], "${toset([\"one\", \"other\"])}");
    assert_eq!(queues["lifecycle"], json!({ "create_before_destroy": true }));
    let here = &main["data"]["aws_region"]["here"];
    assert_eq!(here["depends_on"], json!(["aws_sqs_queue.queues"]));
    let condition =
        json!([{ "condition": "${self.description != \"US East (Ohio)\"}", "error_message": "Ohio has no parlour." }]);
    assert_eq!(here["lifecycle"], json!({ "postcondition": condition }));
    let news = &resources["aws_sns_topic"]["news"];
    assert_eq!(news["count"], "${(data.aws_region.here.description == \"Europe (Frankfurt)\") ? 1 : 0}");
    let lifecycle = json!({
        "prevent_destroy": true,
        "ignore_changes": ["display_name", "tags"],
        "replace_triggered_by": ["aws_sqs_queue.queues[\"one\"]", "aws_sqs_queue.queues[\"other\"].arn"],
        "precondition": [{
            "condition": "${aws_sqs_queue.queues[\"one\"].arn != \"\"}",
            "error_message": "The queue has an ARN.",
        }],
    });
    assert_eq!(news["lifecycle"], lifecycle);
    assert_eq!(resources["aws_sns_topic"]["frozen"]["lifecycle"], json!({ "ignore_changes": "all" }));
    let books = &resources["aws_dynamodb_table"]["books"];
    assert_eq!((&books["count"], &books["lifecycle"]["ignore_changes"]), (&json!(2), &json!(["ttl[0].enabled"])));
}

/// A condition may use a value of another module, which crosses like any other.
#[test]
fn values_of_other_modules_cross_into_conditions() {
    let synthesis = tried(|service| {
        let topic = service.module("news", "", |m| Topic::new(m, "news", TopicProps::default()));
        service.module("desk", "", |m| {
            m.resource("queue", SqsQueue::default().precondition(topic.arn().is_not(""), "There is a topic."));
        });
    });
    let queue = &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_sqs_queue"]["queue"];
    assert_eq!(queue["lifecycle"]["precondition"][0]["condition"], "${var.news_news_arn != \"\"}");
}

/// A block in a block of the same kind, as firewalls have them.
#[derive(Debug, Clone, Default)]
struct Rule {
    name: Option<Value<String>>,
    rules: Vec<Rule>,
    dynamic: Option<Dynamic>,
}

impl From<Rule> for Block {
    fn from(rule: Rule) -> Self {
        let mut block = Self::new();
        block.set_optional("name", rule.name);
        block.nest("rule", rule.rules);
        block.repeat(rule.dynamic);
        block
    }
}

nested_block!(Rule);

#[test]
fn a_dynamic_block_in_another_one_has_a_variable_of_its_own() {
    let names = |names: &[&str]| -> Value<List<String>> { names.to_vec().into() };
    let outer = Rule::for_each(names(&["a", "b"]), |outer| Rule {
        name: Some(outer.value()),
        rules: vec![Rule::for_each(names(&["c"]), |inner| Rule {
            name: Some(concat([outer.value(), inner.key()])),
            ..Rule::default()
        })],
        ..Rule::default()
    });
    let mut block = Block::new();
    block.nest("rule", [outer, Rule { name: Some("last".into()), ..Rule::default() }]);
    let inner = json!({ "for_each": ["c"], "iterator": "item2", "content": { "name": "${item.value}${item2.key}" } });
    let content = json!({ "name": "${item.value}", "dynamic": { "rule": [inner] } });
    let expected = json!({
        "dynamic": { "rule": [{ "for_each": ["a", "b"], "iterator": "item", "content": content }] },
        "rule": [{ "name": "last" }],
    });
    assert_eq!(serde_json::to_value(block.to_json()).unwrap(), expected);
}

#[test]
fn a_dynamic_block_counts_as_any_number_of_blocks() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            let names: Value<List<String>> = ["isbn"].into();
            let attribute = DynamodbTableAttribute::for_each(names, |name| {
                let required = DynamodbTableAttributeRequired { name: name.value(), r#type: "S".into() };
                DynamodbTableAttribute::new(required)
            });
            let expires = m.setting("expires", "Whether books expire.", |_| true);
            let ttl = DynamodbTableTtl { attribute_name: Some("until".into()), ..Default::default() };
            let ttl = Some(ttl.only_if(&expires));
            m.resource("books", DynamodbTable { hash_key: Some("isbn".into()), ttl, ..table(vec![attribute]) });
        });
    });
    let table = &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_dynamodb_table"]["books"];
    let content = json!({ "name": "${item.value}", "type": "S" });
    let attribute = json!([{ "for_each": ["isbn"], "iterator": "item", "content": content }]);
    assert_eq!(table["dynamic"]["attribute"], attribute);
    assert_eq!(table["dynamic"]["ttl"][0]["for_each"], "${var.expires ? [1] : []}");
    assert_eq!((table.get("attribute"), table.get("ttl")), (None, None));
}

#[test]
fn an_argument_that_no_schema_has_cannot_be_ignored() {
    refused(
        "FILE:LINE: `aws_sns_topic.news` in `desk`: `lifecycle.ignore_changes`: unknown name `tgas`; did you mean \
         `tags`? (hashicorp/aws 5.100.0)\n\
         FILE:LINE: `aws_sns_topic.news` in `desk`: `lifecycle.ignore_changes`: unknown name `tgas`; did you mean \
         `tags`? (hashicorp/aws 6.69.1)",
        |service| {
            service.module("desk", "", |m| {
                m.resource("news", SnsTopic::default().ignore_changes_in("tgas"));
            });
        },
    );
}

#[test]
fn a_computed_value_is_nothing_to_wait_for() {
    let allowed = "allowed: a resource, a data source, a called module, or an attribute as it is";
    refused(&format!("FILE:LINE: `aws_sns_topic.news.depends_on` got a computed value; {allowed}"), |service| {
        service.module("desk", "", |m| {
            let queue = m.resource("queue", SqsQueue::default());
            m.resource("news", SnsTopic::default().depends_on(&queue.arn().is("x")));
        });
    });
    refused(
        &format!("FILE:LINE: `aws_sns_topic.news.lifecycle.ignore_changes` got a computed value; {allowed}"),
        |service| {
            service.module("desk", "", |m| {
                m.resource("news", SnsTopic::default().ignore_changes(|topic| topic.name().split(".")));
            });
        },
    );
}

#[test]
fn contradictory_meta_arguments_are_refused() {
    refused("FILE:LINE: `aws_sns_topic.news` has `count` and `for_each`; allowed: one of them", |service| {
        service.module("desk", "", |m| {
            let names: Value<Set<String>> = ["a"].into();
            m.resource("news", SnsTopic::default().count(2).for_each(names));
        });
    });
    refused(
        "FILE:LINE: `aws_sns_topic.news` is replaced when `var.release` changes; allowed: a resource, or an attribute of one\n\
         hint: keep the value in a `TerraformData`",
        |service| {
            service.module("desk", "", |m| {
                let release: Value<String> = m.setting("release", "The release.", |_| "1");
                m.resource("news", SnsTopic::default().replace_triggered_by(&release));
            });
        },
    );
}

/// Terraform's JSON has no sets, and `for_each` takes no lists.
#[test]
fn a_set_that_a_condition_chooses_is_made_one() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            let both: Value<bool> = m.setting("both", "Whether there are two.", |_| true);
            let names: Value<Set<String>> = both.choose(["a", "b"], ["a"]);
            m.resource("queues", SqsQueue { name: Some(each_key()), ..SqsQueue::default() }.for_each(names));
        });
    });
    let queues = &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_sqs_queue"]["queues"];
    assert_eq!(queues["for_each"], "${toset(var.both ? [\"a\", \"b\"] : [\"a\"])}");
}
