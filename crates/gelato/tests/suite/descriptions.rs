//! Descriptions that could become something else than they say: two things under one name, or a name that means nothing.

use gelato::aws::{SsmParameter, SsmParameterRequired};
use gelato::modules::Secret;
use gelato::prelude::*;
use gelato::synth::Extent;
use gelato::terraform::{file as text_of, path_module};
use serde_json::json;

use super::programs::{file, refused, synthesised, tried, without_lines};
use super::project_copy::environment_of;

/// Declares a parameter with a value.
#[track_caller]
fn tell(m: &Module, name: &str, value: impl Into<Value<String>>) {
    let required = SsmParameterRequired { name: name.into(), r#type: "String".into() };
    m.resource(name, SsmParameter { value: Some(value.into()), ..SsmParameter::new(required) });
}

fn queue(m: &Module, id: &str) -> Queue {
    Queue::new(m, id, QueueProps::default())
}

fn function(m: &Module) -> RustFunction {
    RustFunction::new(m, "clerk", RustFunctionProps::new("Reads what changes"))
}

fn table(m: &Module, id: &str) -> Table {
    Table::new(m, id, TableProps { stream: Some(StreamView::NewImage), ..TableProps::new(Key::string("isbn")) })
}

#[test]
fn a_variable_is_for_one_value() {
    let describe = |service: &Description, takes_the_other: bool| {
        let one = service.module("order", "", |m| queue(m, "items_queue"));
        let other = service.module("order_items", "", |m| queue(m, "queue"));
        service.module("desk", "", |m| {
            tell(m, "one", one.url());
            if takes_the_other {
                m.input("other", "The other queue.", other.url());
            }
            tell(m, "other", other.url());
        });
    };
    refused(
        "FILE:LINE: `aws_ssm_parameter.other.value` in `desk` uses `queue_url` of the module `order_items`, which cannot \
         leave it: its variable would be `order_items_queue_url`, which `desk` has for `items_queue_url` of the module \
         `order`\nhint: rename that variable, or take this value with `m.input(…)`",
        |service| describe(service, false),
    );
    let synthesis = tried(|service| describe(service, true)).unwrap();
    let call = &file(&synthesis, "terraform/local/main.tf.json")["module"]["desk"];
    assert_eq!(call["order_items_queue_url"], "${module.order.items_queue_url}");
    assert_eq!(call["other"], "${module.order_items.queue_url}");
}

#[test]
fn modules_and_outputs_have_names_that_terraform_takes() {
    for name in ["", "my shop", "../shop", "2nd"] {
        let expected = format!(
            "FILE:LINE: `{name}` is not a logical name; allowed: a letter or `_`, then letters, digits, `_` and `-`"
        );
        refused(&expected, |service| service.module(name, "", |m| tell(m, "told", "x")));
        refused(&expected, |service| service.output(name, "What it says.", "x"));
    }
}

#[test]
fn a_variable_cannot_have_the_name_of_an_argument_of_a_call() {
    for name in ["source", "count", "depends_on"] {
        let expected = format!(
            "FILE:LINE: `{name}` cannot be a variable: it means something else in a module call; allowed: any name but \
             source, version, providers, count, for_each, lifecycle, depends_on, locals"
        );
        refused(&expected, |service| {
            service.module("desk", "", |m| {
                m.input(name, "What it says.", "x");
            });
        });
    }
}

#[test]
fn constructs_share_a_variable_that_they_declare_alike() {
    let colour = |m: &Module, description: &str| -> Value<String> {
        m.from_environment("colour", Variable::required(description), |environment| environment.name.to_string())
    };
    let shared = tried(|service| {
        service.module("desk", "", |m| tell(m, "told", concat([colour(m, "Its colour."), colour(m, "Its colour.")])));
    });
    let told = &file(&shared.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_ssm_parameter"]["told"];
    assert_eq!(told["value"], "${var.colour}${var.colour}");
    refused(
        "FILE:LINE: `var.tracing` is declared twice in `desk`: first at FILE:LINE\nhint: give one of them another name",
        |service| {
            service.module("desk", "", |m| {
                let own = Variable::<String>::required("Whom to trace.");
                m.from_environment("tracing", own, |environment| environment.name.to_string());
                function(m);
            });
        },
    );
}

#[test]
fn functions_of_a_module_have_variables_of_their_own() {
    refused(
        "FILE:LINE: the variables of the packages `ice-seller` and `ice_seller` would both begin with `ice_seller_`\n\
         hint: rename one of the packages, or declare its function in another module",
        |service| {
            service.module("desk", "", |m| {
                for (id, package) in [("one", "ice-seller"), ("other", "ice_seller")] {
                    let package = Some(package.to_owned());
                    RustFunction::new(m, id, RustFunctionProps { package, ..RustFunctionProps::new("Sells ice") });
                }
            });
        },
    );
}

#[test]
fn secrets_of_one_name_are_alike() {
    let with = |service: &Description, default: Option<&str>| {
        service.module("stock", "", |m| {
            let secret = Secret::new("What opens the door.");
            let pin: Value<String> = m.secret("pin", if let Some(text) = default { secret.or(text) } else { secret });
            tell(m, "pin", pin);
        });
        service.module("desk", "", |m| {
            let pin: Value<String> = m.secret("pin", "What opens the desk.");
            tell(m, "pin", pin);
        });
    };
    refused(
        "FILE:LINE: the secret `pin` of `desk` is `string` without a default, and that of `stock` is `string` with the \
         default \"\"; allowed: one type and one default for all secrets of a name\n\
         hint: declare both alike, or give one of them another name",
        |service| with(service, Some("")),
    );
    let alike = tried(|service| with(service, None)).unwrap();
    let variables = file(&alike, "terraform/local/variables.tf.json");
    assert_eq!(variables["variable"]["pin"]["default"], json!(null));
}

/// `path.module` is another folder in each module.
#[test]
fn an_expression_of_a_module_is_not_that_of_another_one() {
    let text = || text_of(concat([path_module(), "/text.txt".into()]));
    let synthesis = tried(|service| {
        service.module("stock", "", |m| m.output("text", "What it says.", text()));
        service.module("desk", "", |m| tell(m, "told", text()));
    });
    let told = &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_ssm_parameter"]["told"];
    assert_eq!(told["value"], "${file(\"${path.module}/text.txt\")}");
}

#[test]
fn an_output_is_published_under_its_name() {
    refused(
        "FILE:LINE: `desk` publishes the output `ulr`, which it does not have; allowed: `url`\nhint: did you mean `url`?",
        |service| {
            service.module("desk", "", |m| {
                m.output("url", "Where it answers.", "https://books.example");
                m.publish("ulr");
            });
        },
    );
    let synthesis = tried(|service| {
        let stock = service.module("stock", "", |m| queue(m, "orders"));
        service.module("desk", "", |m| {
            m.output("same", "The stock's.", stock.arn());
            m.output("part", "Made of it.", concat([stock.arn(), "/part".into()]));
            m.publish("same");
            m.publish("part");
        });
    });
    let synthesis = synthesis.unwrap();
    let outputs = &file(&synthesis, "terraform/local/outputs.tf.json")["output"];
    assert_eq!(outputs["same"]["value"], "${module.desk.same}");
    assert_eq!(outputs["part"]["value"], "${module.desk.part}");
    let own = &file(&synthesis, "modules/desk/outputs.tf.json")["output"];
    assert_eq!(own.as_object().unwrap().len(), 2, "{own}");
}

#[test]
fn each_stream_of_a_function_has_its_own_failures() {
    let synthesis = tried(|service| {
        service.module("desk", "", |m| {
            let clerk = function(m);
            for (id, failures) in [(None, "one"), (Some("second".to_owned()), "other")] {
                let on_failure = Some((&queue(m, failures)).into());
                let table = table(m, &format!("books_{failures}"));
                clerk.on_stream(m, &table, StreamProps { id, on_failure, ..StreamProps::default() });
            }
        });
    });
    let resources = &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"];
    let policies = &resources["aws_iam_role_policy"];
    for (policy, queue) in [("clerk_tell_failures", "one"), ("clerk_tell_failures_second", "other")] {
        let policy = policies[policy]["policy"].as_str().unwrap();
        assert!(policy.contains(&format!("aws_sqs_queue.{queue}.arn")), "{policy}");
    }
}

#[test]
fn a_function_reads_a_stream_in_another_module() {
    let synthesis = tried(|service| {
        let books = service.module("stock", "", |m| table(m, "books"));
        let clerk = service.module("staff", "", function);
        service.module("desk", "", |m| clerk.on_stream(m, &books, StreamProps::default()));
    });
    let mapping =
        &file(&synthesis.unwrap(), "modules/desk/main.tf.json")["resource"]["aws_lambda_event_source_mapping"];
    assert_eq!(mapping["clerk"]["depends_on"], json!(["aws_iam_role_policy.clerk_read_stream"]));
    assert_eq!(mapping["clerk"]["function_name"], "${var.staff_clerk_arn}");
}

#[test]
fn only_values_cross() {
    refused(
        "FILE:LINE: `aws_ssm_parameter.told.depends_on` in `desk` uses `aws_lambda_function.clerk` of the module `staff`, \
         which cannot leave it: only values cross\n\
         hint: declare this in `staff`, or use a value of what it waits for, from which Terraform knows the order",
        |service| {
            let clerk = service.module("staff", "", function);
            service.module("desk", "", |m| {
                let required = SsmParameterRequired { name: "told".into(), r#type: "String".into() };
                let meta = Meta { depends_on: vec![clerk.address()], ..Meta::default() };
                m.resource("told", SsmParameter::new(required).with_meta(meta));
            });
        },
    );
}

#[test]
fn a_root_marks_what_is_sensitive() {
    let pin = |service: &Description| -> Value<String> {
        service.module("desk", "", |m| m.secret("pin", "What opens the door."))
    };
    refused(
        "FILE:LINE: `output.pin` of the roots has `pin` of the module `desk`, which is sensitive\n\
         hint: declare it with `service.sensitive_output(…)`, or drop the mark: `nonsensitive()`",
        |service| service.output("pin", "What opens the door.", pin(service)),
    );
    let synthesis = tried(|service| {
        let pin = pin(service);
        service.output("dropped", "What opens the door.", pin.nonsensitive());
        service.sensitive_output("marked", "What opens the door.", pin);
    });
    let outputs = &file(&synthesis.unwrap(), "terraform/local/outputs.tf.json")["output"];
    assert_eq!(outputs["dropped"]["value"], "${nonsensitive(module.desk.pin)}");
    assert_eq!(outputs["marked"]["sensitive"], true);
}

#[test]
fn another_call_has_each_input_once() {
    refused(
        "FILE:LINE: module call `second` in `local`: input `label` is given twice; allowed: one value for each input",
        |service| {
            service.module("desk", "", |m| {
                let label: Value<String> = m.input("label", "What it says.", "one");
                tell(m, "told", label);
            });
            service.root(|root, _| {
                root.call_again("second", "desk", [("label", "two".into()), ("label", "three".into())]);
            });
        },
    );
}

/// A setting for which `null` means something.
struct Desk;

impl Service for Desk {
    const NAME: &'static str = "desk";
    type Settings = NoSettings;

    fn describe(&self, service: &Description) {
        service.module("desk", "", |m| {
            let mut variable = Variable::required("Its label, if it has one.");
            variable.nullable = true;
            let label: Value<String> = m.setting_with("label", variable, |_| Value::<String>::null());
            tell(m, "told", label);
        });
    }
}

#[test]
fn a_variable_may_be_null() {
    let environment = environment_of("local", "target = \"local\"\n");
    let synthesis = synthesised(&Desk, &[environment], Extent::Complete).map_err(|message| without_lines(&message));
    let call = &file(&synthesis.unwrap(), "terraform/local/main.tf.json")["module"]["desk"];
    assert_eq!(call["label"], json!(null));
    assert!(call.as_object().unwrap().contains_key("label"));
}
