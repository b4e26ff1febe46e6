//! Programs as a whole: values that cross from one module to another, and what a description must not say.

use std::cell::RefCell;

use gelato::aws::{SsmParameter, SsmParameterAttributes, SsmParameterRequired};
use gelato::prelude::*;
use gelato::synth::{Extent, Synthesis};
use gelato::terraform::{count_index, each_key};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::programs::{Shop, file, refused, synthesised, tried, without_lines};
use super::project_copy::{bare_environment, environment_of};

/// The outputs of the module `stock`, the variables of the module `desk`, and the arguments of its call.
fn crossed(describe: impl Fn(&Description)) -> [Json; 3] {
    let synthesis = tried(describe).unwrap_or_else(|message| panic!("{message}"));
    let outputs = file(&synthesis, "modules/stock/outputs.tf.json")["output"].clone();
    let variables = file(&synthesis, "modules/desk/variables.tf.json")["variable"].clone();
    let mut call = file(&synthesis, "terraform/local/main.tf.json")["module"]["desk"].clone();
    call.as_object_mut().unwrap().remove("source");
    [outputs, variables, call]
}

/// The module `stock`, which returns what it has.
#[track_caller]
fn stock<T>(service: &Description, describe: impl FnOnce(&Module) -> T) -> T {
    service.module("stock", "What there is.", describe)
}

/// The module `desk`, which tells somebody a value of the stock.
#[track_caller]
fn desk<T>(service: &Description, value: Value<T>) {
    service.module("desk", "Who tells what there is.", |m| tell(m, value));
}

#[track_caller]
fn books(m: &Module) -> Table {
    Table::new(m, "books", TableProps::new(Key::string("isbn")))
}

/// Declares a parameter with a value.
#[track_caller]
fn tell<T>(m: &Module, value: Value<T>) {
    let value = Some(Value::from_expression(value));
    m.resource("told", SsmParameter { value, ..parameter() });
}

fn parameter() -> SsmParameter {
    SsmParameter::new(SsmParameterRequired { name: "told".into(), r#type: "String".into() })
}

/// Several parameters.
#[track_caller]
fn several(m: &Module, meta: Meta) -> SsmParameterAttributes {
    m.resource("several", parameter().with_meta(meta))
}

fn for_each() -> Meta {
    Meta { for_each: Some(Value::<Set<String>>::from(["a"]).into()), ..Meta::default() }
}

#[test]
fn a_value_crosses_as_an_output_and_a_variable() {
    let [outputs, variables, call] = crossed(|service| {
        let books = stock(service, books);
        desk(service, books.arn());
    });
    let output =
        json!({ "description": "`aws_dynamodb_table.books.arn`.", "value": "${aws_dynamodb_table.books.arn}" });
    assert_eq!(outputs, json!({ "books_arn": output }));
    let description = "The output `books_arn` of the module `stock`.";
    let variable = json!({ "description": description, "type": "string", "nullable": false });
    assert_eq!(variables, json!({ "stock_books_arn": variable }));
    assert_eq!(call, json!({ "stock_books_arn": "${module.stock.books_arn}" }));
}

#[test]
fn type_and_sensitivity_cross_with_a_value() {
    let [outputs, variables, _] = crossed(|service| {
        let values = stock(service, |m| {
            let told = m.resource("told", parameter());
            let pin: Value<String> = m.secret("pin", "What opens the door.");
            let queue = m.resource("queue", gelato::aws::SqsQueue::default());
            let all = several(m, for_each());
            [
                told.value().into_any(),
                pin.into_any(),
                queue.delay_seconds().into_any(),
                all.instances().arn().into_any(),
            ]
        });
        service.module("desk", "", |m| {
            for (index, value) in values.into_iter().enumerate() {
                m.output(&format!("value_{index}"), "It.", value);
            }
        });
    });
    for (name, kind, is_sensitive) in [
        ("told_value", "string", true),
        ("pin", "string", true),
        ("queue_delay_seconds", "number", false),
        ("several_arn", "list(string)", false),
    ] {
        let variable = &variables[format!("stock_{name}")];
        assert_eq!((&variable["type"], variable["sensitive"] == true), (&json!(kind), is_sensitive), "{name}");
        assert_eq!(outputs[name]["sensitive"] == true, is_sensitive, "{name}");
    }
}

#[test]
fn an_output_is_declared_once_and_told_once() {
    let service = Shop(|service: &Description| {
        service.output("url", "Where it answers.", "one");
        service.output("url", "Where it answers.", "other");
    });
    let environments = ["local", "dev"].map(bare_environment);
    let message = synthesised(&service, &environments, Extent::Complete).expect_err("nothing was refused");
    let expected = "FILE:LINE: `output.url` is declared twice in `the roots`: first at FILE:LINE\n\
                    hint: give one of them another name";
    assert_eq!(without_lines(&message), expected);
}

#[test]
fn an_output_that_the_program_declares_is_used() {
    let [outputs, variables, call] = crossed(|service| {
        let value = stock(service, |m| {
            let url = m.local("url", "https://books.example");
            m.output("url", "Where they are.", &url);
            m.output("table", "Their table.", books(m).arn());
            url
        });
        desk::<String>(service, value);
    });
    assert_eq!(outputs.as_object().unwrap().keys().collect::<Vec<_>>(), ["table", "url"]);
    assert_eq!(variables["stock_url"]["type"], "string");
    assert_eq!(call, json!({ "stock_url": "${module.stock.url}" }));
}

#[test]
fn an_input_that_the_program_declares_is_used() {
    let [_, variables, call] = crossed(|service| {
        let books = stock(service, books);
        service.module("desk", "", |m| {
            let table = m.input("table", "The table's ARN.", books.arn());
            m.output("given", "It.", table);
            m.output("used", "The same.", books.arn());
            m.input("text", "A constant.", "told");
            tell(m, Value::<String>::from("told"));
        });
    });
    assert_eq!(variables.as_object().unwrap().keys().collect::<Vec<_>>(), ["table", "text"]);
    assert_eq!(call, json!({ "table": "${module.stock.books_arn}", "text": "told" }));
}

#[test]
fn an_input_may_combine_values_of_several_modules() {
    let [outputs, _, call] = crossed(|service| {
        let books = stock(service, books);
        let house = service.module("house", "", |m| m.resource("house", parameter()).arn());
        service.module("desk", "", |m| {
            m.input("both", "Two of them.", concat([books.arn(), " ".into(), house]));
        });
    });
    assert_eq!(outputs.as_object().unwrap().keys().collect::<Vec<_>>(), ["books_arn"]);
    assert_eq!(call, json!({ "both": "${module.stock.books_arn} ${module.house.house_arn}" }));
}

#[test]
fn a_root_uses_the_outputs_of_its_calls() {
    let synthesis = tried(|service| {
        let books = stock(service, books);
        service.output("table", "Their table.", books.name());
        service.root(move |root, _| root.output("again", "Their table.", books.name()));
    });
    let outputs = file(&synthesis.unwrap(), "terraform/local/outputs.tf.json");
    for name in ["table", "again"] {
        assert_eq!(outputs["output"][name]["value"], "${module.stock.books_name}");
    }
}

#[test]
fn each_and_count_mean_nothing_elsewhere() {
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `each.key`, which only has a meaning in a resource with \
         `for_each`\nhint: use it in the properties of the resource whose `Meta` has the `for_each`",
        |service| desk(service, each_key()),
    );
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `count.index`, which only has a meaning in a resource \
         with `count`\nhint: use it in the properties of the resource whose `Meta` has the `count`",
        |service| desk(service, count_index()),
    );
}

#[test]
fn one_of_several_instances_stays_in_its_module() {
    let expected = "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `aws_ssm_parameter.several.arn` of the module \
                    `stock`, which cannot leave it: it is one of several instances; allowed: attributes of single \
                    resources, variables and outputs\nhint: declare an output of it in `stock`: `m.output(…)`";
    refused(expected, |service| {
        let one = stock(service, |m| several(m, for_each()).instance("a").arn());
        desk(service, one);
    });
    refused(expected, |service| {
        let several = stock(service, |m| several(m, for_each()));
        service.module("desk", "", |m| {
            let which: Value<String> = m.input("which", "Which one.", "a");
            tell(m, several.instance(which).arn());
        });
    });
    for (meta, argument) in [(for_each(), "for_each"), (Meta { count: Some(2.into()), ..Meta::default() }, "count")] {
        let expected = format!(
            "FILE:LINE: `output.several_arn` in `stock` refers to `aws_ssm_parameter.several`, of which `{argument}` may \
             make none or several\nhint: refer to all of them with `instances()`, or to one with `instance(…)`"
        );
        refused(&expected, |service| {
            let which = stock(service, |m| several(m, meta.clone()).arn());
            desk(service, which);
        });
    }
}

#[test]
fn a_local_value_and_a_whole_resource_have_no_type() {
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `local.url` of the module `stock`, which cannot leave it: \
         the type of a local value is unknown; allowed: attributes of single resources, variables and outputs\n\
         hint: declare an output of it in `stock`: `m.output(…)`",
        |service| {
            let url = stock(service, |m| m.local::<String>("url", "https://books.example"));
            desk(service, url);
        },
    );
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `aws_ssm_parameter.told` of the module `stock`, which \
         cannot leave it: it is a whole resource; allowed: attributes of single resources, variables and outputs\n\
         hint: use one of its attributes, such as its ARN",
        |service| {
            let told = stock(service, |m| m.resource("told", parameter()).address().whole());
            desk::<String>(service, told.into());
        },
    );
}

#[test]
fn a_name_that_is_taken_is_told_with_what_to_do() {
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `aws_dynamodb_table.books.name` of the module `stock`, \
         which cannot leave it: its output would be `books_name`, which has another value\n\
         hint: rename that output, or declare an output of this value there: `m.output(…)`",
        |service| {
            let books = stock(service, |m| {
                m.output::<String>("books_name", "Another one.", "arn");
                books(m)
            });
            desk(service, books.name());
        },
    );
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` uses `books_name` of the module `stock`, which cannot leave it: \
         its variable would be `stock_books_name`, which `desk` has for something else\n\
         hint: rename that variable, or take this value with `m.input(…)`",
        |service| {
            let books = stock(service, books);
            service.module("desk", "", |m| {
                m.variable::<String>("stock_books_name", Variable::optional("Another one.", "arn"));
                tell(m, books.name());
            });
        },
    );
}

/// A table of a service that is described somewhere else.
fn table_of_another_service() -> Table {
    let found = RefCell::new(None);
    tried(|service| {
        found.replace(Some(stock(service, books)));
    })
    .unwrap();
    found.take().unwrap()
}

#[test]
fn a_value_of_another_service_is_refused() {
    let table = table_of_another_service();
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.value` in `desk` refers to `aws_dynamodb_table.books` of `stock`, which is not a \
         module of the same service\nhint: describe both in one service, whose modules share values, or hand it over: an \
         output of `stock`, a variable of `desk`",
        |service| desk(service, table.arn()),
    );
    // A module of the same name has no such table.
    refused(
        "FILE:LINE: `output.books_arn` refers to `aws_dynamodb_table.books`, which `stock` does not declare",
        |service| {
            stock(service, |_| ());
            desk(service, table.arn());
        },
    );
}

#[test]
fn the_condition_of_a_variable_is_about_the_variable() {
    refused(
        "FILE:LINE: the condition of `var.table` in `desk` refers to `aws_dynamodb_table.books`; allowed: only the \
         variable itself\nhint: Terraform 1.5 knows no other value when it checks a variable; compare the two in the \
         program, or in the resource that uses both",
        |service| {
            let known = stock(service, books).name();
            service.module("desk", "", |m| {
                let variable = Variable::optional("Its name.", "books");
                let variable = variable.validated(move |name: &Value<String>| name.is(&known), "It is known.");
                m.variable("table", variable);
            });
        },
    );
}

#[test]
fn a_module_is_described_once() {
    refused(
        "FILE:LINE: the module `stock` is described twice: first at FILE:LINE\nhint: give one of them another name",
        |service| {
            stock(service, books);
            stock(service, |_| ());
        },
    );
}

#[test]
fn a_logical_name_is_given_once_in_a_module() {
    refused(
        "FILE:LINE: `aws_dynamodb_table.books` is declared twice in `stock`: first at FILE:LINE\n\
         hint: give one of them another name",
        |service| {
            stock(service, |m| {
                books(m);
                books(m);
            });
            // In another module, the name is free.
            service.module("desk", "", books);
        },
    );
}

#[test]
fn a_service_has_one_api() {
    let expected = "FILE:LINE: the service has a second REST API: the first is at FILE:LINE; allowed: one\n\
                    hint: declare all routes in one API, or describe another service for the other";
    let api = |m: &Module, id: &str| {
        RestApi::new(m, id, "An API", |_| {});
    };
    refused(expected, |service| {
        stock(service, |m| {
            api(m, "one");
            api(m, "other");
        });
    });
    refused(expected, |service| {
        stock(service, |m| api(m, "one"));
        service.module("desk", "", |m| api(m, "other"));
    });
}

#[test]
fn modules_do_not_depend_on_each_other_in_a_circle() {
    refused(
        "FILE:LINE: modules depend on each other:\n  \
         `desk` uses `books_arn` of `stock` (FILE:LINE)\n  \
         `stock` uses `loans_arn` of `desk` (FILE:LINE)\n\
         hint: declare what they share in one module, or in a third one",
        |service| {
            stock(service, |m| {
                let books = books(m);
                let loans = service.module("desk", "", |m| {
                    tell(m, books.arn());
                    Table::new(m, "loans", TableProps::new(Key::string("isbn")))
                });
                tell(m, loans.arn());
            });
        },
    );
}

#[test]
fn something_fills_every_variable() {
    refused(
        "FILE:LINE: nothing fills the variable `days` of the module `desk`\nhint: declare it with `m.setting(…)`, \
         `m.from_environment(…)`, `m.input(…)` or `m.secret(…)`, or give it a default with `Variable::optional(…)`",
        |service| {
            service.module("desk", "", |m| m.variable::<Number>("days", Variable::required("For how many days.")));
        },
    );
}

/// A service with a setting that an environment may omit, and a secret.
struct Library;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    rooms: Option<u32>,
}

impl Service for Library {
    const NAME: &'static str = "library";
    type Settings = Settings;

    fn describe(&self, service: &Description<Settings>) {
        service.module("house", "The house.", |m| {
            let rooms = m.setting("rooms", "How many rooms it has.", |settings| settings.rooms);
            m.output::<Number>("rooms", "How many rooms it has.", rooms);
            let pin: Value<String> = m.secret("pin", "What opens the door.");
            m.sensitive_output("pin", "What opens the door.", pin);
        });
    }
}

/// The library in an environment whose table `[service]` has these lines.
fn library(settings: &str) -> Result<Synthesis, String> {
    let environment = environment_of("local", &format!("target = \"local\"\n[service]\n{settings}"));
    synthesised(&Library, &[environment], Extent::Complete)
}

#[test]
fn a_setting_has_a_value_in_every_environment() {
    assert_eq!(
        without_lines(&library("").unwrap_err()),
        "FILE:LINE: environment `local`: the variable `rooms` of the module `house` has no value, since the table \
         `[service]` gives none: How many rooms it has.\n\
         hint: set it in `environments/local.toml`, or give the variable a default in the program"
    );
    let root = file(&library("rooms = 3").unwrap(), "terraform/local/main.tf.json");
    assert_eq!(root["module"]["house"]["rooms"], 3);
}

#[test]
fn a_secret_is_in_no_file() {
    let message = library("rooms = 3\npin = \"1234\"").unwrap_err();
    let expected = "/environments/local.toml:4: `service.pin` is a secret, and must not be in a file\n\
                    hint: remove it, and set `TF_VAR_pin` in the shell";
    assert!(message.ends_with(expected) && !message.contains("1234"), "{message}");
}
