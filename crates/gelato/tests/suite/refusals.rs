//! Refusals as data: what was found, what is allowed, what to do, and the line of the program that is to blame.

use std::collections::BTreeSet;

use gelato::constructs::api_gateway::dynamodb::Decimal;
use gelato::constructs::api_gateway::{Integration, MappingTemplate, MethodProps, ModelProps, Response, Selection};
use gelato::environment::MethodThrottling;
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Error, Extent, synthesise};
use gelato::terraform::{Problem, ProblemKind, Problems, Refusal};
use serde_json::json;

use super::programs::{Shop, one_module, without_lines};
use super::project_copy::environment_with_api;

/// This file, as places name it.
const FILE: &str = file!();

/// The comment above the line to blame. The marks are in the order of the cases.
const MARK: &str = "// To blame:";

/// A wrong description, and the parts of its only refusal.
pub(crate) struct Case<D> {
    pub(crate) describe: fn(&D),
    pub(crate) found: &'static str,
    pub(crate) allowed: Option<&'static str>,
    pub(crate) hint: Option<&'static str>,
}

/// The problems that a module's declarations record.
pub(crate) fn problems(describe: fn(&Module)) -> Vec<Problem> {
    let service = one_module("shop", describe);
    let program = Program::of(&service).unwrap();
    program.modules()[0].document().problems().to_vec()
}

/// The problems of a whole service in an environment that limits a method of the wrong name.
fn problems_of_service(describe: fn(&Description)) -> Vec<Problem> {
    let mut environment = environment_with_api("prod");
    let limit = MethodThrottling { rate_per_second: None, burst: None };
    environment.settings.api.as_mut().unwrap().throttling.methods.insert("AddCon".into(), limit);
    match synthesise(&Program::of(&Shop(describe)).unwrap(), &[environment], Extent::Partial) {
        Err(Error::Problems(Problems(problems))) => problems,
        other => panic!("not the problems of a program: {other:?}"),
    }
}

/// The lines to blame of a file with this text.
pub(crate) fn marked(text: &str) -> Vec<u32> {
    let lines = text.lines().zip(2..);
    lines.filter(|(text, _)| text.trim() == MARK).map(|(_, next)| next).collect()
}

/// Asserts that each description of a file has exactly its refusal, at its line.
pub(crate) fn check<D>(file: &str, cases: &[Case<D>], lines: &[u32], problems: fn(fn(&D)) -> Vec<Problem>) {
    assert_eq!(cases.len(), lines.len());
    for (case, line) in cases.iter().zip(lines) {
        let problems = problems(case.describe);
        let [Problem { kind: ProblemKind::Refused(refusal), place: Some(place) }] = problems.as_slice() else {
            panic!("not one refusal with a place: {problems:#?}")
        };
        let (allowed, hint) = (case.allowed.map(str::to_owned), case.hint.map(str::to_owned));
        let refusal = Refusal { found: without_lines(&refusal.found), ..refusal.clone() };
        assert_eq!(refusal, Refusal { found: case.found.to_owned(), allowed, hint });
        assert_eq!((place.file(), place.line()), (file, *line), "{refusal}");
    }
}

fn coins(m: &Module, props: TableProps) -> Table {
    Table::new(m, "coins", TableProps { sort_key: Some(Key::number("year")), ..props })
}

fn props() -> TableProps {
    TableProps::new(Key::string("mint"))
}

fn attributes() -> [Attribute; 3] {
    [
        Attribute::required("mint", text(1..=40), "Where it was struck"),
        Attribute::required("year", number(1..=2100), "When it was struck"),
        Attribute::optional("worn", Kind::Boolean, "Whether it is worn"),
    ]
}

fn coin(m: &Module) -> Item {
    let by_worth = Index::global("by_worth", Key::string("worth")).projecting(Projection::KeysOnly);
    let worth = Attribute::optional("worth", text(1..=9), "What it is worth");
    coins(m, TableProps { indexes: vec![by_worth], ..props() }).item("Coin", attributes().into_iter().chain([worth]))
}

/// A method that answers by itself.
fn fixed(name: &str, responses: Vec<Response>) -> MethodProps {
    MethodProps {
        name: Some(name.to_owned()),
        authorization: Authorization::Iam,
        body: None,
        query_parameters: Vec::new(),
        integration: Integration::Mock,
        responses,
    }
}

fn otherwise(status: u16) -> Response {
    Response { status, from: Selection::Otherwise(MappingTemplate::literal("")), model: None }
}

const TABLES: [Case<Module>; 6] = [
    Case {
        describe: |m| {
            coins(m, props());
            // To blame:
            m.named("purse");
        },
        found: "names in this module begin with `shop` already, and now with `purse`",
        allowed: Some("one prefix"),
        hint: Some("call `named` before the module's first construct"),
    },
    Case {
        describe: |m| {
            // To blame:
            Table::new(m, "coins", TableProps { sort_key: Some(Key::string("mint")), ..props() });
        },
        found: "table `coins`: `mint` is both partition key and sort key",
        allowed: Some("two different attributes"),
        hint: None,
    },
    Case {
        describe: |m| {
            let indexes = vec![Index::local("by_worth", Key::number("worth"))];
            // To blame:
            Table::new(m, "coins", TableProps { indexes, ..props() });
        },
        found: "table `coins`: index `by_worth`: it is local, and the table has no sort key",
        allowed: None,
        hint: Some("give the table a sort key, or make this a global index: `Index::global(…)`"),
    },
    Case {
        describe: |m| {
            let kind = Kind::Number(Decimal { minimum: Some(2), maximum: Some(1), decimals: None });
            let wrong = Attribute::optional("weight", kind, "");
            let coins = coins(m, props());
            // To blame:
            let coin = coins.item("Coin", attributes().into_iter().chain([wrong]));
            RestApi::new(m, "coins", "Coins", |api| {
                api.get("{mint}/{year}", coin.get());
                api.delete("{mint}/{year}", coin.delete());
            });
        },
        found: "item `Coin`: attribute `weight` allows no number: its minimum is 2, and its maximum is 1",
        allowed: Some("a minimum up to the maximum"),
        hint: None,
    },
    Case {
        describe: |m| {
            let counter = RustFunction::new(m, "counter", RustFunctionProps::new("Counts"));
            let coins = coins(m, props());
            // To blame:
            counter.on_stream(m, &coins, StreamProps::default());
        },
        found: "function `counter`: the table has no stream",
        allowed: None,
        hint: Some("set `stream` in its `TableProps`, such as `Some(StreamView::NewImage)`"),
    },
    Case {
        describe: |m| {
            // To blame:
            m.except("unescaped", "coins", " ");
        },
        found: "`coins`: the exception from `unescaped` has no reason",
        allowed: None,
        hint: Some("say why the rule does not apply here"),
    },
];

const ROUTES: [Case<Module>; 8] = [
    Case {
        describe: |m| {
            // To blame:
            RestApi::new(m, "coins", "Coins", |_| {});
        },
        found: "API `coins` has no method, and API Gateway deploys no API without one",
        allowed: None,
        hint: Some("declare what answers a path, such as `api.get(\"books/{id}\", …)`"),
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                api.get("old/coins", fixed("first", vec![otherwise(500)]));
                // To blame:
                api.get("old_coins", fixed("second", vec![otherwise(500)]));
            });
        },
        found: "`/old_coins` would have the logical name `old_coins`, as `/old/coins` has",
        allowed: None,
        hint: Some("name one of them before its first use: `api.resource(\"NAME\", \"PATH\")`"),
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                api.get("coins", fixed("first", vec![otherwise(500)]));
                // To blame:
                api.get("coins", fixed("second", vec![otherwise(500)]));
            });
        },
        found: "method `second`: `/coins` already has a GET method: first at FILE:LINE",
        allowed: Some("one of each verb"),
        hint: None,
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.put("coins", fixed("replace", vec![otherwise(200)]));
            });
        },
        found: "method `replace`: its default answer has status 200, so that a refusal looks like a success",
        allowed: Some("one answer that selects `Otherwise`, with a status of 400 or more"),
        hint: None,
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.resource("coin", "coins/{coin");
            });
        },
        found: "resource `coin`: `{coin` is not a path part",
        allowed: Some("letters, digits, `.`, `_`, `-` and `:`; for a parameter, `{name}` or `{name+}`"),
        hint: None,
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                api.resource("coins", "coins");
                // To blame:
                api.resource("again", "/coins");
            });
        },
        found: "resource `again`: the path `/coins` is already in use",
        allowed: None,
        hint: Some("name it before its first use"),
    },
    Case {
        describe: |m| {
            RestApi::new(m, "coins", "Coins", |api| {
                let props = ModelProps { name: "a coin".into(), description: "A coin".into(), schema: json!({}) };
                // To blame:
                api.model("coin", props);
            });
        },
        found: "model `coin`: `a coin` is not a model's name",
        allowed: Some("letters and digits"),
        hint: None,
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.get("", coin.scan().named("list").called("List Coins"));
            });
        },
        found: "method `list`: clients would call it `List Coins`",
        allowed: Some("letters and digits"),
        hint: Some("rename it, such as `ListCoins`"),
    },
];

const ITEMS: [Case<Module>; 9] = [
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.get("mints/{mimt}/{year}", coin.get().named("find"));
            });
        },
        found: "method `find`: the path has `{mimt}`, which the method does not read",
        allowed: Some("`mint`"),
        hint: Some("did you mean `mint`?"),
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.get("worth/{worth}", coin.query().index("by_wroth").named("find"));
            });
        },
        found: "method `find`: index `by_wroth` is unknown",
        allowed: Some("`by_worth`"),
        hint: Some("did you mean `by_worth`?"),
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                let query = coin.query().index("by_worth").filtered("worn", Source::query("worn"));
                // To blame:
                api.get("worth/{worth}", query.named("find"));
            });
        },
        found: "method `find`: index `by_worth`: it does not hold `worn`",
        allowed: Some("`mint`, `year`, `worth`"),
        hint: Some("let the index hold it too: `.projecting(Projection::Include(…))`"),
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.post("coins", coin.put().named("add").taking("wron", Source::constant("false")));
            });
        },
        found: "method `add`: item `Coin` has no attribute `wron`",
        allowed: Some("`mint`, `year`, `worn`, `worth`"),
        hint: Some("did you mean `worn`?"),
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.patch("{mint}/{year}", coin.update(["year"]).named("change"));
            });
        },
        found: "method `change`: `year` is a key, which cannot change",
        allowed: Some("`worn`, `worth`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.get("{mint}", coin.query().named("list").paged(20, 1001));
            });
        },
        found: "method `list`: a page has 20 items by default, and at most 1001",
        allowed: Some("1 <= default <= greatest <= 1000"),
        hint: None,
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.post("coins", coin.put().named("add").taking("worth", Source::context("identity.sourceIP")));
            });
        },
        found: "method `add`: `worth`: `$context.identity.sourceIP` does not exist",
        allowed: Some("the variables of mapping templates"),
        hint: Some("did you mean `$context.identity.sourceIp`?"),
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.post("coins", coin.put().named("add").taking("worn", Source::constant("yes")));
            });
        },
        found: "method `add`: `worn` is the constant `yes`",
        allowed: Some("true or false"),
        hint: None,
    },
    Case {
        describe: |m| {
            let coin = coin(m);
            RestApi::new(m, "coins", "Coins", |api| {
                // To blame:
                api.get("{mint}", coin.query().named("list").sorted(SortCondition::BeginsWith(Source::query("year"))));
            });
        },
        found: "method `list`: the condition on `year`, a number, is `BeginsWith`",
        allowed: Some("`Equals`, `AtLeast`, `AtMost` and `Between`"),
        hint: None,
    },
];

const SERVICES: [Case<Description>; 3] = [
    Case {
        describe: |service| {
            service.module("shop", "What is sold.", |m| {
                let coin = coin(m);
                RestApi::new(m, "market", "Coins", |api| {
                    api.post("coins", coin.put().named("add_con").authorized(Authorization::Iam));
                });
            });
            service.root(|root, _| {
                // To blame:
                root.call_again("branch", "shpo", []);
            });
        },
        found: "call `branch`: the service has no module `shpo`",
        allowed: Some("`shop`"),
        hint: Some("did you mean `shop`?"),
    },
    Case {
        describe: |service| {
            service.module("shop", "What is sold.", |m| {
                let coin = coin(m);
                // To blame:
                RestApi::new(m, "market", "Coins", |api| {
                    api.post("coins", coin.put().named("add_coin").authorized(Authorization::Iam));
                });
            });
        },
        found: "environment `prod`: `api.throttling.methods.AddCon`: the API has no such method",
        allowed: Some("`AddCoin`"),
        hint: Some("did you mean `AddCoin`?"),
    },
    Case {
        describe: |service| {
            service.module("shop", "What is sold.", |m| {
                let coin = coin(m);
                RestApi::new(m, "market", "Coins", |api| {
                    // To blame:
                    api.post("coins", coin.put().named("add_con").authorized(Authorization::None));
                });
            });
        },
        found: "`aws_api_gateway_method.add_con` in `shop`: anyone may call this POST, which is refused in AWS",
        allowed: Some("`ApiKey`, `Iam`, `Cognito` and `Function` as its `Authorization`"),
        hint: Some("if this is intended, say why it is harmless: `Authorization::Open { reason }`"),
    },
];

#[test]
fn a_refusal_says_what_was_found_what_is_allowed_what_to_do_and_where() {
    let lines = marked(include_str!("refusals.rs"));
    let (tables, rest) = lines.split_at(TABLES.len());
    let (routes, rest) = rest.split_at(ROUTES.len());
    let (items, services) = rest.split_at(ITEMS.len());
    check(FILE, &TABLES, tables, problems);
    check(FILE, &ROUTES, routes, problems);
    check(FILE, &ITEMS, items, problems);
    check(FILE, &SERVICES, services, problems_of_service);
}

/// Every construct that sends to another one, and what they need.
fn everything_that_sends(m: &Module, id: &dyn Fn(&str) -> String, counter: &RustFunction) {
    let key = EncryptionKey::new(m, &id("key"), EncryptionKeyProps::default());
    let people = TopicProps { key: Some(key.clone()), ..TopicProps::default() };
    let people = Topic::new(m, &id("people"), people);
    let failed = Queue::new(m, &id("failed"), QueueProps::default());
    let props = QueueProps {
        visibility_timeout_seconds: Some(counter.visibility_timeout_seconds(m)),
        dead_letters: Some(DeadLetters::after(3, &failed)),
        key: Some(key),
        ..QueueProps::default()
    };
    let jobs = Queue::new(m, &id("jobs"), props);
    counter.on_queue(m, &jobs, QueueEventProps { id: Some(id("mapping")), ..QueueEventProps::default() });
    people.subscribe(m, &id("jobs_of_people"), &jobs, SubscriptionProps::default());
    people.subscribe(m, &id("counter_of_people"), counter, SubscriptionProps::default());
    counter.alarm_on_errors(m, &people);
    Schedule::new(m, &id("daily"), ScheduleProps::new("rate(1 day)", counter));
    let files = BucketProps { versioning: true, ..BucketProps::default() };
    let files = Bucket::new(m, &id("files"), files);
    files.notify(m, [BucketNotification::new(counter, [BucketEvent::Created])]);
    Parameter::new(m, &id("limit"), ParameterProps::text("100"));
    let value = Some(m.secret(&id("token"), "A token."));
    StoredSecret::new(m, &id("token"), StoredSecretProps { value, ..StoredSecretProps::default() });
}

/// A module with every construct, whose logical names begin with this text.
fn everything(m: &Module, prefix: &str) {
    let id = |name: &str| format!("{prefix}{name}");
    let pin: Value<String> = m.secret(&id("pin"), "What opens the safe.");
    m.output(&id("pins"), "How many there are.", m.input::<Number>(&id("number"), "How many there are.", 4));
    m.local(&id("both"), concat([pin, m.name()]));
    Bucket::new(m, &id("bucket"), BucketProps::default());
    Queue::new(m, &id("queue"), QueueProps::default());
    let failures = Failures::new(m, &id("failures"), FailuresProps::default());
    let topic = Topic::new(m, &id("topic"), TopicProps::default());
    topic.subscribe_email(m, &id("mail"), "someone@example.com");
    let stream = Some(StreamView::NewImage);
    let sort_key = Some(Key::number("year"));
    let coins = Table::new(m, &id("coins"), TableProps { stream, sort_key, ..props() });
    let permissions = vec![topic.publish().into()];
    let counter = RustFunctionProps { permissions, ..RustFunctionProps::new("Counts") };
    let counter = RustFunction::new(m, &id("counter"), counter);
    counter.grant(m, Permission::from(topic.publish()).named("tell"));
    everything_that_sends(m, &id, &counter);
    counter.on_stream(m, &coins, StreamProps { on_failure: Some((&failures).into()), ..StreamProps::default() });
    let people = UserPool::new(m, &id("people"), UserPoolProps::default());
    let [read] = people.resource_server(m, &id("shop"), [("read", "See coins")]);
    people.client(m, &id("worker"), UserPoolClientProps::machine([&read]));
    people.domain(m, &id("pages"), UserPoolDomainProps::default());
    Asset::folder(m, &id("site"), "site");
    let coin = coins.item("Coin", attributes());
    RestApi::new(m, &id("api"), "Coins", |api| {
        api.post("coins", coin.put().named(id("add")));
        api.get("{mint}", coin.query());
        api.get("{mint}/{year}", coin.get());
        api.patch("{mint}/{year}", coin.update(["worn"]));
        api.delete("{mint}/{year}", coin.delete().authorized(Authorization::Iam));
        api.model(&id("model"), ModelProps { name: "Worth".into(), description: "A worth".into(), schema: json!({}) });
        api.cognito_authorizer(&id("collectors"), Vec::<Value<String>>::new().into());
        let people = api.user_pool_authorizer(&id("people"), &people);
        let guard = api.function_authorizer(&id("guard"), &counter, FunctionAuthorizerProps::default());
        let order = api.body("Order", "What is ordered", [Attribute::optional("coins", number(1..=9), "How many")]);
        api.any("orders/{proxy+}", counter.handles().named(id("any")).body(&order).authorized(&guard));
        api.get("orders", counter.handles().named(id("orders")).authorized(people.with_scope([&read])));
        api.resource(&id("mints"), "mints");
    });
}

/// What a construct declares is declared at the program's line, so that all that is ever said about it names that line.
#[test]
fn every_place_is_in_the_program() {
    let service = Shop(|service: &Description| service.module("shop", "What is sold.", |m| everything(m, "")));
    let program = Program::of(&service).unwrap();
    let module = program.modules()[0].document();
    let declared = module.entries().iter().map(|(target, entry)| (target.to_string(), entry.place));
    let outputs = module.outputs().iter().map(|(name, output)| (format!("output.{name}"), output.place));
    let elsewhere = declared.chain(outputs).filter(|(_, place)| place.file() != FILE);
    let elsewhere: Vec<_> = elsewhere.map(|(what, place)| format!("{what}: {place}")).collect();
    assert_eq!(elsewhere, Vec::<String>::new());
    assert_eq!(module.problems(), []);
}

#[test]
fn every_name_that_terraform_refuses_is_refused_in_the_program() {
    let problems = problems(|m| everything(m, "2nd "));
    let elsewhere: Vec<_> =
        problems.iter().filter(|problem| problem.place.is_none_or(|place| place.file() != FILE)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:#?}");
    let lines: BTreeSet<_> = problems.iter().filter_map(|problem| Some(problem.place?.line())).collect();
    assert!(lines.len() >= 10, "{problems:#?}");
}
