//! Several roots of an environment, each with its own state, that use each other's values.

use gelato::aws::{SnsTopic, SsmParameter, SsmParameterRequired};
use gelato::prelude::*;
use gelato::service::Upstream;
use gelato::synth::Extent;
use serde_json::json;

use super::programs::{Shop, file, refused, synthesised, without_lines};
use super::project_copy::bare_environment;

fn parameter(m: &Module, name: &str, value: Value<String>) {
    let required = SsmParameterRequired { name: name.into(), r#type: "String".into() };
    m.resource(name, SsmParameter { value: Some(value), ..SsmParameter::new(required) });
}

/// Three stacks, described in the order in which they use each other.
fn shop(service: &Description) {
    let topic = service
        .stack("base", |stack| stack.module("news", "What is new.", |m| Topic::new(m, "news", TopicProps::default())));
    let books = service.stack("data", |stack| {
        let books = stack.module("books", "The books.", |m| {
            parameter(m, "topic", topic.arn());
            Table::new(m, "books", TableProps::new(Key::string("isbn")))
        });
        stack.output("table", "The table's name.", books.name());
        books
    });
    service.stack("app", |stack| {
        stack.module("desk", "The desk.", |m| {
            parameter(m, "topic", topic.arn());
            parameter(m, "table", books.name());
            let pin: Value<String> = m.secret("pin", "What opens the desk.");
            parameter(m, "pin", pin);
        });
        stack.output("books", "The table's ARN.", books.arn());
        stack.root(|root, _| {
            root.resource("here", SnsTopic { name: Some("here".into()), ..SnsTopic::default() });
        });
    });
}

#[test]
fn each_stack_has_a_root_and_a_state() {
    let environments = [bare_environment("local"), bare_environment("prod")];
    let synthesis = synthesised(&Shop(shop), &environments, Extent::Complete).unwrap();
    let roots: Vec<_> = synthesis.files.keys().filter(|path| path.ends_with("versions.tf.json")).collect();
    let roots: Vec<_> = roots.iter().filter_map(|path| path.to_str()?.strip_prefix("terraform/")).collect();
    let expected = [
        "local/versions.tf.json",
        "prod-app/versions.tf.json",
        "prod-base/versions.tf.json",
        "prod-data/versions.tf.json",
    ];
    assert_eq!(
        roots.iter().filter(|path| !path.starts_with("bootstrap")).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    let key = |stack: &str| {
        let versions = file(&synthesis, &format!("terraform/prod-{stack}/versions.tf.json"));
        versions["terraform"]["backend"]["s3"]["key"].clone()
    };
    assert!(key("app").as_str().unwrap().ends_with("-app.tfstate"), "{}", key("app"));
    let app = file(&synthesis, "terraform/prod-app/main.tf.json");
    assert_eq!(app["module"].as_object().unwrap().keys().collect::<Vec<_>>(), ["desk"]);
    assert_eq!(app["module"]["desk"]["news_news_arn"], "${local.base.news_news_arn}");
    assert_eq!(app["module"]["desk"]["books_books_name"], "${local.data.books_books_name}");
    assert_eq!(app["locals"]["base"], "${data.terraform_remote_state.base.outputs}");
    let base = &app["data"]["terraform_remote_state"]["base"];
    assert_eq!((&base["backend"], &base["config"]["key"]), (&json!("s3"), &key("base")));
    let outputs = |stack: &str| file(&synthesis, &format!("terraform/prod-{stack}/outputs.tf.json"))["output"].clone();
    assert_eq!(outputs("base")["news_news_arn"]["value"], "${module.news.news_arn}");
    assert_eq!(outputs("data")["table"]["value"], "${module.books.books_name}");
    assert_eq!(outputs("app")["books"]["value"], "${local.data.books_books_arn}");
    let variables = |stack: &str| {
        synthesis.files.contains_key(std::path::Path::new(&format!("terraform/prod-{stack}/variables.tf.json")))
    };
    assert_eq!((variables("app"), variables("data")), (true, false), "a secret is a variable of its stack's root");
}

/// The local runtime runs the whole service.
#[test]
fn an_environment_on_this_machine_has_one_root() {
    let synthesis = synthesised(&Shop(shop), &[bare_environment("local")], Extent::Complete).unwrap();
    let main = file(&synthesis, "terraform/local/main.tf.json");
    assert_eq!(main["module"].as_object().unwrap().keys().collect::<Vec<_>>(), ["books", "desk", "news"]);
    assert_eq!(main["module"]["desk"]["news_news_arn"], "${module.news.news_arn}");
    assert_eq!(main.get("data"), None);
}

#[test]
fn the_roots_are_sorted_by_what_they_use() {
    let service = Shop(|service: &Description| {
        let table = std::cell::RefCell::new(None);
        service.stack("late", |_| {});
        service.stack("data", |stack| {
            *table.borrow_mut() =
                Some(stack.module("books", "", |m| Table::new(m, "books", TableProps::new(Key::string("isbn")))));
        });
        service.stack("app", |stack| {
            stack.output("books", "The table's ARN.", table.borrow().as_ref().unwrap().arn());
        });
    });
    let program = gelato::service::Program::of(&service).unwrap();
    let roots = program.roots(&bare_environment("prod")).unwrap();
    let order: Vec<_> = roots.iter().map(|root| root.stack.as_deref().unwrap()).collect();
    assert_eq!(order, ["late", "data", "app"]);
    let books = Upstream { stack: "data".into(), outputs: vec!["books_books_arn".into()] };
    assert_eq!((&roots[1].upstream, &roots[2].upstream), (&Vec::new(), &vec![books]));
}

#[track_caller]
fn refused_in_aws(expected: &str, describe: impl Fn(&Description)) {
    let message = synthesised(&Shop(describe), &[bare_environment("prod")], Extent::Complete).unwrap_err();
    assert_eq!(without_lines(&message), expected);
}

#[test]
fn stacks_that_use_each_other_are_refused() {
    refused_in_aws(
        "FILE:LINE: stacks use each other's values in a circle: `data` uses `news_arn` of the module `news` in `app` for \
         `module.books.news_news_arn` (FILE:LINE); `app` uses `clerk_url` of the module `clerk` in `data` for \
         `module.desk.clerk_clerk_url` (FILE:LINE)\nhint: move one of the modules to the other stack",
        |service| {
            let clerk = service
                .stack("data", |stack| stack.module("clerk", "", |m| Queue::new(m, "clerk", QueueProps::default())));
            let topic = service.stack("app", |stack| {
                stack.module("desk", "", |m| parameter(m, "clerk", clerk.url()));
                stack.module("news", "", |m| Topic::new(m, "news", TopicProps::default()))
            });
            service.stack("data", |stack| stack.module("books", "", |m| parameter(m, "topic", topic.arn())));
        },
    );
}

#[test]
fn what_is_in_no_stack_is_refused() {
    let allowed = "and this service has several roots; allowed: a place in one of its stacks: `data`\n\
                   hint: write it in the closure of `service.stack(…)`";
    refused(&format!("FILE:LINE: the module `desk` is in no stack, {allowed}"), |service| {
        service.stack("data", |_| {});
        service.module("desk", "", |m| parameter(m, "a", "b".into()));
    });
    refused(&format!("FILE:LINE: the output `url` is in no stack, {allowed}"), |service| {
        service.stack("data", |_| {});
        service.output("url", "Where it is.", "x");
    });
    refused(&format!("FILE:LINE: `service.root` is in no stack, {allowed}"), |service| {
        service.stack("data", |_| {});
        service.root(|_, _| {});
    });
    refused(
        "FILE:LINE: the stack `inner` is described in the stack `data`\nhint: describe it beside that one",
        |service| service.stack("data", |stack| stack.stack("inner", |_| {})),
    );
}
