//! What a program changes of what constructs declare, and rules over all resources.

use gelato::aws::{DynamodbTableAttribute, DynamodbTableAttributeRequired, SnsTopic};
use gelato::prelude::*;
use gelato::terraform::{Argument, Refusal, each_key};
use serde_json::json;

use super::programs::{file, refused, tried};

fn table(m: &Module) -> Table {
    let props = TableProps { time_to_live: Some("until".into()), ..TableProps::new(Key::string("isbn")) };
    Table::new(m, "books", props)
}

fn flag(flag: bool) -> Value<bool> {
    flag.into()
}

#[test]
fn one_argument_of_a_construct_is_set_added_or_removed_with_a_reason() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            let table = table(m);
            let class: Value<String> = "STANDARD_INFREQUENT_ACCESS".into();
            m.set_argument(&table, "table_class", class, "Nobody reads old books.");
            m.set_argument("aws_dynamodb_table.books", "ttl[0].enabled", flag(false), "Books are kept for now.");
            m.remove_argument(&table, "attribute[0]", "A test of what remains.");
            let attribute = DynamodbTableAttributeRequired { name: "isbn".into(), r#type: "S".into() };
            m.add_block(&table, "attribute", DynamodbTableAttribute::new(attribute), "A test of what is added.");
            m.change_meta(&table, |meta| meta.lifecycle.create_before_destroy = true, "Another name each time.");
        });
    });
    let synthesis = synthesis.unwrap();
    let table = &file(&synthesis, "modules/desk/main.tf.json")["resource"]["aws_dynamodb_table"]["books"];
    assert_eq!(table["table_class"], "STANDARD_INFREQUENT_ACCESS");
    assert_eq!(table["ttl"][0]["enabled"], json!(false));
    assert_eq!(table["attribute"], json!([{ "name": "isbn", "type": "S" }]));
    assert_eq!(table["lifecycle"], json!({ "create_before_destroy": true }));
    let told: Vec<_> = synthesis.exceptions.iter().map(|(document, one)| format!("{document}: {one}")).collect();
    let reasons = [
        "table_class: Nobody reads old books.",
        "ttl[0].enabled: Books are kept for now.",
        "attribute[0]: A test of what remains.",
        "attribute: A test of what is added.",
        "meta-arguments: Another name each time.",
    ];
    for (told, reason) in told.iter().zip(reasons) {
        let expected =
            format!("desk: override: aws_dynamodb_table.books.{reason} (crates/gelato/tests/suite/overrides.rs:");
        assert!(told.starts_with(&expected), "{told}");
    }
    assert_eq!(told.len(), reasons.len());
}

#[test]
fn an_override_that_fits_nothing_is_refused_at_its_own_place() {
    let override_of = |path: &'static str| {
        move |service: &Description| {
            service.module("desk", "", |m| {
                let table = table(m);
                m.set_argument(&table, path, flag(true), "A test.");
            });
        }
    };
    refused(
        "FILE:LINE: `aws_dynamodb_table.books` in `desk`: `tabel_class`: unknown name `tabel_class`; did you mean \
         `table_class`? (hashicorp/aws 5.100.0)\n\
         FILE:LINE: `aws_dynamodb_table.books` in `desk`: `tabel_class`: unknown name `tabel_class`; did you mean \
         `table_class`? (hashicorp/aws 6.69.1)",
        override_of("tabel_class"),
    );
    refused(
        "FILE:LINE: `aws_dynamodb_table.books`: `replica[0].kms_key_arn` leads through a block `replica[0]` that is not \
         there\nhint: add the block with its arguments",
        override_of("replica[0].kms_key_arn"),
    );
    refused(
        "FILE:LINE: `aws_dynamodb_table.books`: `ttl[x].enabled` is no path into a block; allowed: names and indexes, such \
         as `ttl[0].enabled`",
        override_of("ttl[x].enabled"),
    );
    refused(
        "FILE:LINE: `aws_dynamodb_table.boks`: it is not declared, or not yet\nhint: did you mean \
         `aws_dynamodb_table.books`?",
        |service| {
            service.module("desk", "", |m| {
                table(m);
                m.set_argument("aws_dynamodb_table.boks", "table_class", flag(true), "A test.");
            });
        },
    );
    refused(
        "FILE:LINE: `aws_dynamodb_table.books`: there is no `tags`; allowed: `attribute`, `billing_mode`, \
         `deletion_protection_enabled`, `hash_key`, `name`, `point_in_time_recovery`, \
         `server_side_encryption`, `stream_enabled`, `ttl`",
        |service| {
            service.module("desk", "", |m| {
                let table = table(m);
                m.remove_argument(&table, "tags", "A test.");
            });
        },
    );
    refused(
        "FILE:LINE: `aws_dynamodb_table.books.table_class`: the exception from `override` has no reason\n\
         hint: say why the rule does not apply here",
        |service| {
            service.module("desk", "", |m| {
                let table = table(m);
                let class: Value<String> = "STANDARD".into();
                m.set_argument(&table, "table_class", class, " ");
            });
        },
    );
}

#[test]
fn meta_arguments_have_a_call_of_their_own() {
    refused(
        "FILE:LINE: `depends_on` is a meta-argument; allowed: arguments and blocks of the type\n\
         hint: `change_meta` changes meta-arguments",
        |service| {
            service.module("desk", "", |m| {
                let table = table(m);
                m.set_argument(&table, "depends_on", flag(true), "A test.");
            });
        },
    );
}

#[test]
fn a_required_argument_that_is_removed_is_missing_at_the_place_of_the_removal() {
    let message = tried(|service| {
        service.module("desk", "", |m| {
            let table = table(m);
            m.remove_argument(&table, "name", "A test.");
        });
    });
    let message = message.unwrap_err();
    assert!(message.contains("`name`: a required argument is missing"), "{message}");
    let line = line!() - 5;
    assert!(message.starts_with(&format!("crates/gelato/tests/suite/overrides.rs:{line}: ")), "{message}");
}

#[test]
fn an_aspect_changes_every_resource_whoever_declared_it() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            table(m);
            let named: Value<Map<String>> = [("team", "sales")].into();
            m.resource("tagged", SnsTopic { tags: Some(named), ..SnsTopic::default() });
            let teams: Value<Map<String>> = m.setting("teams", "The teams.", |_| [("team", "ice")]);
            m.resource("computed", SnsTopic { tags: Some(teams), ..SnsTopic::default() });
        });
        service.root(|root, _| {
            let names: Value<Set<String>> = ["a"].into();
            root.resource("here", SnsTopic { name: Some(each_key()), ..SnsTopic::default() }.for_each(names));
        });
        service.aspect(|resource| resource.tag("team", "ice"));
        service.aspect(|resource| {
            if resource.kind() == "aws_sns_topic" && resource.accepts("display_name") {
                resource.set("display_name", format!("{} of {}", resource.name(), resource.document()));
            }
        });
    });
    let synthesis = synthesis.unwrap();
    let main = file(&synthesis, "modules/desk/main.tf.json");
    assert_eq!(main["resource"]["aws_dynamodb_table"]["books"]["tags"], json!({ "team": "ice" }));
    let topics = &main["resource"]["aws_sns_topic"];
    assert_eq!(topics["tagged"]["tags"], json!({ "team": "sales" }));
    assert_eq!(topics["tagged"]["display_name"], "tagged of desk");
    assert_eq!(topics["computed"]["tags"], "${merge({ \"team\" = \"ice\" }, var.teams)}");
    let here = &file(&synthesis, "terraform/local/main.tf.json")["resource"]["aws_sns_topic"]["here"];
    assert_eq!((&here["tags"], &here["display_name"]), (&json!({ "team": "ice" }), &json!("here of local")));
}

#[test]
fn an_aspect_refuses_a_resource_at_its_place() {
    refused(
        "FILE:LINE: `aws_dynamodb_table.books` in `desk`: a table without recovery\nhint: set `point_in_time_recovery`",
        |service| {
            service.module("desk", "", |m| {
                table(m);
            });
            service.aspect(|resource| {
                let recovers = matches!(resource.get("replica"), Some(Argument::Blocks(_)));
                if resource.kind() == "aws_dynamodb_table" && !recovers {
                    resource.refuse(Refusal::new("a table without recovery").hint("set `point_in_time_recovery`"));
                }
            });
        },
    );
}
