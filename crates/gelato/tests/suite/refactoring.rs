//! `moved`, `removed`, `import` and `check`: what they write, what Terraform makes of it, and what is refused.

use gelato::aws::{SnsTopic, SqsQueue};
use gelato::plan::{Plan, renames};
use gelato::prelude::*;
use gelato::synth::write;
use gelato::terraform::{Fate, TerraformData};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::programs::{file, refused, tried};
use super::real_terraform::Terraform;

fn desk(service: &Description, describe: impl FnOnce(&Module)) {
    service.module("desk", "", describe);
}

fn topic() -> SnsTopic {
    SnsTopic { name: Some("news".into()), ..SnsTopic::default() }
}

#[test]
fn refactorings_are_written_into_a_file_of_their_own() {
    let synthesis = tried(|service| {
        desk(service, |m| {
            let news = m.resource("news", topic());
            let several = m.resource("several", topic().count(2));
            m.moved("letters", &news);
            m.moved("aws_sns_topic.other", &several.instance(1));
            m.moved("module.old.aws_sns_topic.several", "aws_sns_topic.several");
            m.removed("aws_sqs_queue.gone", Fate::Forget);
        });
        service.root(|root, environment| {
            root.import("module.desk.aws_sns_topic.news", format!("arn-of-{}", environment.name));
            root.moved("module.counter", "module.desk");
        });
    });
    let synthesis = synthesis.unwrap();
    let module = file(&synthesis, "modules/desk/refactoring.tf.json");
    let moved = json!([
        { "from": "aws_sns_topic.letters", "to": "aws_sns_topic.news" },
        { "from": "aws_sns_topic.other", "to": "aws_sns_topic.several[1]" },
        { "from": "module.old.aws_sns_topic.several", "to": "aws_sns_topic.several" },
    ]);
    assert_eq!(module["moved"], moved);
    assert_eq!(module["removed"], json!([{ "from": "aws_sqs_queue.gone", "lifecycle": { "destroy": false } }]));
    let versions = |path: &str| file(&synthesis, path)["terraform"]["required_version"].clone();
    assert_eq!(versions("modules/desk/versions.tf.json"), ">= 1.7");
    assert_eq!(versions("terraform/local/versions.tf.json"), ">= 1.5");
    let root = file(&synthesis, "terraform/local/refactoring.tf.json");
    assert_eq!(root["import"], json!([{ "to": "module.desk.aws_sns_topic.news", "id": "arn-of-local" }]));
    assert_eq!(root["moved"], json!([{ "from": "module.counter", "to": "module.desk" }]));
}

#[test]
fn a_move_must_lead_somewhere() {
    refused(
        "FILE:LINE: `moved` names `aws_sns_topic.nwes`, which `desk` does not declare\n\
         hint: did you mean `aws_sns_topic.news`?",
        |service| {
            desk(service, |m| {
                m.resource("news", topic());
                m.moved("letters", "aws_sns_topic.nwes");
            });
        },
    );
    refused(
        "FILE:LINE: `import` names `module.desk.aws_sns_topic.letters`, which `local` does not declare\n\
         hint: did you mean `module.desk.aws_sns_topic.better`?",
        |service| {
            desk(service, |m| {
                m.resource("better", topic());
            });
            service.root(|root, _| root.import("module.desk.aws_sns_topic.letters", "x"));
        },
    );
}

#[test]
fn the_old_address_must_be_free_and_of_the_same_type() {
    refused(
        "FILE:LINE: `aws_sns_topic.letters` is moved to `aws_sns_topic.news`, but `desk` still declares it\n\
         hint: remove the declaration, or the move",
        |service| {
            desk(service, |m| {
                m.resource("letters", topic());
                let news = m.resource("news", topic());
                m.moved("letters", &news);
            });
        },
    );
    refused(
        "FILE:LINE: `aws_sqs_queue.news` is moved to `aws_sns_topic.news`, which has another type; allowed: a move within \
         a type",
        |service| {
            desk(service, |m| {
                let news = m.resource("news", topic());
                m.moved("aws_sqs_queue.news", &news);
            });
        },
    );
    refused(
        "FILE:LINE: `aws_sns_topic.letters` is moved twice: first to `aws_sns_topic.news` at FILE:LINE",
        |service| {
            desk(service, |m| {
                let (news, other) = (m.resource("news", topic()), m.resource("other", topic()));
                m.moved("letters", &news);
                m.moved("letters", &other);
            });
        },
    );
    refused(
        "FILE:LINE: `aws_sns_topic.news` is removed, but `desk` still declares it\n\
         hint: remove the declaration, or this call",
        |service| {
            desk(service, |m| {
                m.resource("news", topic());
                m.removed("aws_sns_topic.news", Fate::Destroy);
            });
        },
    );
    refused(
        "FILE:LINE: `aws_sns_topic.news[` is no address of a resource or module; allowed: `TYPE.NAME`, `module.NAME`, or \
         both with a `.` between, each with an instance such as `[0]` or `[\"a\"]`",
        |service| desk(service, |m| m.removed("aws_sns_topic.news[", Fate::Destroy)),
    );
}

/// Terraform has the objects of a resource that gets instances, and those that have moved several times.
#[test]
fn instances_and_chains_are_moved() {
    let synthesis = tried(|service| {
        desk(service, |m| {
            let names: Value<Set<String>> = ["a", "b"].into();
            let several = m.resource("several", topic().for_each(names));
            m.moved("aws_sns_topic.several", &several.instance("a"));
            let news = m.resource("news", topic());
            m.moved("aws_sns_topic.first", "aws_sns_topic.second");
            m.moved("second", &news);
        });
    });
    let moved = &file(&synthesis.unwrap(), "modules/desk/refactoring.tf.json")["moved"];
    assert_eq!(moved[0], json!({ "from": "aws_sns_topic.several", "to": "aws_sns_topic.several[\"a\"]" }));
    assert_eq!(moved[1], json!({ "from": "aws_sns_topic.first", "to": "aws_sns_topic.second" }));
}

#[test]
fn what_terraform_would_refuse_of_refactorings_is_refused() {
    refused(
        "FILE:LINE: two objects are moved to `aws_sns_topic.news`: first `aws_sns_topic.a` at FILE:LINE",
        |service| {
            desk(service, |m| {
                let news = m.resource("news", topic());
                m.moved("a", &news);
                m.moved("b", &news);
            });
        },
    );
    refused(
        "FILE:LINE: `aws_sns_topic.gone[0]` is an instance, and only the whole can be removed; allowed: an address without \
         `[…]`\nhint: change `count` or `for_each` instead",
        |service| desk(service, |m| m.removed("aws_sns_topic.gone[0]", Fate::Forget)),
    );
    refused("FILE:LINE: `aws_sns_topic.gone` is removed twice: first at FILE:LINE", |service| {
        desk(service, |m| {
            m.removed("aws_sns_topic.gone", Fate::Forget);
            m.removed("aws_sns_topic.gone", Fate::Destroy);
        });
    });
    let import = |address: &'static str| {
        move |service: &Description| {
            desk(service, |m| {
                m.resource("several", topic().count(2));
            });
            service.root(move |root, _| root.import(address, "x"));
        }
    };
    refused(
        "FILE:LINE: `import` names `module.desk`, which is a module; allowed: a resource\n\
         hint: import its resources one by one",
        import("module.desk"),
    );
    refused(
        "FILE:LINE: `import` names `module.desk.aws_sns_topic.several`, of which `count` or `for_each` may make none or \
         several; allowed: one instance, such as `module.desk.aws_sns_topic.several[0]`",
        import("module.desk.aws_sns_topic.several"),
    );
    assert!(tried(import("module.desk.aws_sns_topic.several[1]")).is_ok());
}

#[test]
fn a_check_asserts_and_reads_a_data_source_of_its_own() {
    let synthesis = tried(|service| {
        let news = service.module("news", "", |m| m.resource("news", topic()));
        desk(service, |m| {
            m.check("somewhere", |check| {
                let here = check.data("here", gelato::aws::data::Region::default());
                check.assert(here.description().is_not(""), concat(["Nowhere: ".into(), here.description()]));
                check.assert(news.arn().is_not(""), "There is no topic.");
            });
        });
    });
    let check = &file(&synthesis.unwrap(), "modules/desk/checks.tf.json")["check"]["somewhere"];
    assert_eq!(check["data"], json!({ "aws_region": { "here": {} } }));
    let here = json!({
        "condition": "${data.aws_region.here.description != \"\"}",
        "error_message": "Nowhere: ${data.aws_region.here.description}",
    });
    let news = json!({ "condition": "${var.news_news_arn != \"\"}", "error_message": "There is no topic." });
    assert_eq!(check["assert"], json!([here, news]));
}

#[test]
fn a_check_that_checks_nothing_is_refused() {
    refused("FILE:LINE: check `empty` asserts nothing\nhint: call `assert` at least once", |service| {
        desk(service, |m| m.check("empty", |_| {}));
    });
    refused(
        "FILE:LINE: check `two` reads several data sources; allowed: at most one\nhint: write a check for each",
        |service| {
            desk(service, |m| {
                m.check("two", |check| {
                    check.data("one", gelato::aws::data::Region::default());
                    let other = check.data("other", gelato::aws::data::Region::default());
                    check.assert(other.description().is_not(""), "Nowhere.");
                });
            });
        },
    );
    let region = gelato::aws::data::Region::default;
    refused(
        "FILE:LINE: `data.aws_region.here` is declared twice in `desk`: first at FILE:LINE\n\
         hint: give one of them another name",
        |service| {
            desk(service, |m| {
                for name in ["one", "other"] {
                    m.check(name, |check| {
                        let here = check.data("here", region());
                        check.assert(here.description().is_not(""), "Nowhere.");
                    });
                }
            });
        },
    );
    refused(
        "FILE:LINE: check `here` reads `data.aws_region.here` with `count` or `for_each`; allowed: one data source\n\
         hint: declare it outside of the check",
        |service| {
            desk(service, |m| {
                m.check("here", |check| {
                    let here = check.data("here", region().count(2)).instance(0);
                    check.assert(here.description().is_not(""), "Nowhere.");
                });
            });
        },
    );
    let always = "is always the same; allowed: a condition that refers to something\n\
                  hint: use an attribute, a variable or a data source in it";
    refused(&format!("FILE:LINE: an assertion of the check `same` {always}"), |service| {
        desk(service, |m| m.check("same", |check| check.assert(true, "It always holds.")));
    });
    refused(&format!("FILE:LINE: a precondition of `aws_sns_topic.news` {always}"), |service| {
        desk(service, |m| {
            m.resource("news", topic().precondition(true, "It always holds."));
        });
    });
    refused(
        "FILE:LINE: `aws_sqs_queue.queue.name` refers to `data.aws_region.here`, which `desk` does not declare",
        |service| {
            desk(service, |m| {
                let mut leaked = None;
                m.check("here", |check| {
                    let here = check.data("here", gelato::aws::data::Region::default());
                    check.assert(here.description().is_not(""), "Nowhere.");
                    leaked = Some(here.description());
                });
                m.resource("queue", SqsQueue { name: leaked, ..SqsQueue::default() });
            });
        },
    );
}

/// A construct stands for its main resource, also where an environment may have none of it.
#[test]
fn constructs_can_be_moved_and_waited_for() {
    let synthesis = tried(|service| {
        desk(service, |m| {
            let queue = Queue::new(m, "orders", QueueProps::default());
            let table = Table::new(m, "books", TableProps::new(Key::string("isbn")));
            m.moved("volumes", &table);
            m.resource("news", topic().depends_on(&table).depends_on(&queue).replace_triggered_by(&queue));
        });
    });
    let synthesis = synthesis.unwrap();
    let moved = &file(&synthesis, "modules/desk/refactoring.tf.json")["moved"];
    assert_eq!(*moved, json!([{ "from": "aws_dynamodb_table.volumes", "to": "aws_dynamodb_table.books" }]));
    let news = &file(&synthesis, "modules/desk/main.tf.json")["resource"]["aws_sns_topic"]["news"];
    assert_eq!(news["depends_on"], json!(["aws_dynamodb_table.books", "aws_sqs_queue.orders"]));
    assert_eq!(news["lifecycle"]["replace_triggered_by"], json!(["aws_sqs_queue.orders"]));
}

/// A plan that destroys and creates, as in `terraform show -json`.
fn plan(gone: &[(&str, Json)], made: &[(&str, Json)]) -> Plan {
    let change = |address: &str, actions: &str, before: &Json, after: &Json| {
        let kind = address.rsplit('.').nth(1).unwrap();
        json!({
            "address": address, "mode": "managed", "type": kind,
            "change": { "actions": [actions], "before": before, "after": after, "after_unknown": {} },
        })
    };
    let gone = gone.iter().map(|(address, values)| change(address, "delete", values, &Json::Null));
    let made = made.iter().map(|(address, values)| change(address, "create", &Json::Null, values));
    let changes: Vec<_> = gone.chain(made).collect();
    Plan::parse(&json!({ "resource_changes": changes }).to_string()).unwrap()
}

#[test]
fn the_summary_of_a_plan_recognises_a_rename_and_says_what_to_write() {
    let table = |name: &str, key: &str| json!({ "name": name, "hash_key": key, "billing_mode": "PAY_PER_REQUEST" });
    let old = "module.table.aws_dynamodb_table.flavors";
    let plan = plan(
        &[(old, table("flavors", "id")), ("module.table.aws_dynamodb_table.other", table("other", "isbn"))],
        &[
            ("module.table.aws_dynamodb_table.new", json!({ "name": "new", "hash_key": "x", "billing_mode": "y" })),
            ("module.table.aws_dynamodb_table.flavours", table("flavours", "id")),
        ],
    );
    let told: Vec<_> = renames(&plan).iter().map(ToString::to_string).collect();
    let expected = "  ? renamed  module.table.aws_dynamodb_table.flavors is now module.table.aws_dynamodb_table.flavours? \
                    Then nothing need be destroyed; say so\n             in the module `table`: \
                    m.moved(\"aws_dynamodb_table.flavors\", \"aws_dynamodb_table.flavours\");";
    assert_eq!(told, [expected]);
}

#[test]
fn a_renamed_module_is_one_move() {
    let values = json!({ "name": "x", "kind": "y" });
    let gone = [("module.old.aws_sns_topic.a", values.clone()), ("module.old.aws_sqs_queue.b", values.clone())];
    let made = [("module.new.aws_sns_topic.a", values.clone()), ("module.new.aws_sqs_queue.b", values)];
    let calls: Vec<_> = renames(&plan(&gone, &made)).into_iter().map(|rename| rename.call).collect();
    assert_eq!(calls, ["service.root(|root, _| root.moved(\"module.old\", \"module.new\"));"]);
}

/// Terraform's own resource needs no provider, so that it can be applied here.
#[test]
#[ignore = "slow (the real Terraform): `make test-all` runs it"]
fn terraform_follows_a_move_and_forgets_what_is_removed() {
    let data = |value: &str| TerraformData { triggers_replace: vec![value.into()] };
    let first = tried(|service| {
        desk(service, |m| {
            m.resource("old", data("kept"));
            m.resource("forgotten", data("forgotten"));
        });
    });
    let then = tried(|service| {
        service.module("counter", "", |m| {
            let open = m.setting("open", "Whether the counter is open.", |_| true);
            let new = m.resource("new", data("kept").precondition(&open, "The counter is closed."));
            m.moved("old", &new);
            m.removed("terraform_data.forgotten", Fate::Forget);
            m.check("opens", |check| check.assert(&open, "The counter is closed."));
        });
        service.root(|root, _| root.moved("module.desk", "module.counter"));
    });
    let project = TempDir::new().unwrap();
    write(&first.unwrap(), project.path()).unwrap();
    let root = project.path().join("terraform/local");
    let terraform = Terraform::in_folder(&root);
    terraform.run(&["apply", "-auto-approve", "-input=false"]);
    // Without the moves, the plan would destroy and create: its summary says what to write.
    let renamed = tried(|service| {
        desk(service, |m| {
            m.resource("new", data("kept"));
            m.resource("forgotten", data("forgotten"));
        });
    });
    write(&renamed.unwrap(), project.path()).unwrap();
    let plan = Plan::parse(&terraform.plan().0.to_string()).unwrap();
    let calls: Vec<_> = renames(&plan).into_iter().map(|rename| (rename.module, rename.call)).collect();
    let call = "m.moved(\"terraform_data.old\", \"terraform_data.new\");";
    assert_eq!(calls, [(Some("desk".to_owned()), call.to_owned())]);
    write(&then.unwrap(), project.path()).unwrap();
    let terraform = Terraform::in_folder(&root);
    terraform.validate();
    let said = terraform.run(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    assert!(said.contains("0 added, 0 changed, 0 destroyed"), "{said}");
    let state = terraform.run(&["state", "list"]);
    assert_eq!(state.trim(), "module.counter.terraform_data.new", "{said}");
}
