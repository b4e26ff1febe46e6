//! Constructs: what each emits, as golden files, and what each refuses, with its message.
//!
//! Every module goes through the whole synthesis, so the output has also passed both provider schemas. `GELATO_BLESS=1`
//! rewrites the golden files; review their changes like any other.

use std::path::Path;

use gelato::constructs::api_gateway::{
    Cors, DynamoDbAction, DynamoDbIntegration, Endpoint, FailedCondition, Integration, InvalidTemplate,
    MappingTemplate, MethodProps, ModelProps, Response, Selection, StageProps, StatusPattern, error_responses,
};
use gelato::constructs::dynamodb::read_stream;
use gelato::constructs::iam::{Condition, PolicyDocument, Principal, Role, RoleProps};
use gelato::constructs::logs::LogGroup;
use gelato::constructs::versions;
use gelato::prelude::*;
use gelato::synth::Extent;
use gelato::terraform;
use serde_json::json;

use super::programs::{one_module, problems, synthesised};

/// The resources of a module, `test`, by type and logical name.
fn resources(build: impl Fn(&Module)) -> Result<serde_json::Value, String> {
    let synthesis = synthesised(&one_module("test", build), &[], Extent::Complete)?;
    assert!(synthesis.unchecked.is_empty(), "unknown to the schemas: {:?}", synthesis.unchecked);
    let mut resources = json!({});
    for file in ["main", "definition"] {
        let Some(text) = synthesis.files.get(Path::new(&format!("modules/test/{file}.tf.json"))) else { continue };
        let document: serde_json::Value = serde_json::from_str(text).unwrap();
        merge(&mut resources, &document["resource"]);
    }
    Ok(resources)
}

fn merge(all: &mut serde_json::Value, more: &serde_json::Value) {
    for (kind, resources) in more.as_object().into_iter().flatten() {
        for (name, resource) in resources.as_object().into_iter().flatten() {
            all[kind][name] = resource.clone();
        }
    }
}

/// Asserts that the declarations become exactly the resources of the golden file.
#[track_caller]
pub(crate) fn check(fixture: &str, build: fn(&Module)) {
    let emitted = resources(build).unwrap_or_else(|problems| panic!("{problems}"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/constructs/{fixture}.json"));
    let pretty = serde_json::to_string_pretty(&emitted).unwrap() + "\n";
    if std::env::var_os("GELATO_BLESS").is_some() {
        std::fs::write(&file, &pretty).unwrap();
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert!(pretty == golden, "{fixture} differs:\n{}", similar::TextDiff::from_lines(&golden, &pretty).unified_diff());
}

/// Asserts that the declarations are refused at their place in this file, and that the message contains all these
/// texts.
#[track_caller]
fn refused(expected: &[&str], build: fn(&Module)) {
    let message = resources(build).expect_err("nothing was refused");
    for part in expected.iter().chain(&["constructs.rs:"]) {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

fn table_props() -> TableProps {
    TableProps {
        name: Some("shelf".into()),
        point_in_time_recovery: Some(true.into()),
        deletion_protection: Some(true.into()),
        ..TableProps::new(Key::string("cone"))
    }
}

#[test]
fn a_table_declares_its_key_and_nothing_else() {
    check("table_on_demand", |module| {
        Table::new(module, "shelf", table_props());
    });
}

#[test]
fn a_table_with_everything() {
    check("table_provisioned", |module| {
        let include = Projection::Include(vec!["cost".into(), "note".into()]);
        let by_maker = Index::global("by_maker", Key::string("maker")).sorted_by(Key::number("made"));
        let by_colour = Index::global("by_colour", Key::string("colour")).projecting(Projection::KeysOnly);
        Table::new(
            module,
            "shelf",
            TableProps {
                sort_key: Some(Key::number("made")),
                billing: Billing::Provisioned { read: 5.into(), write: 2.into() },
                stream: Some(StreamView::NewAndOldImages),
                time_to_live: Some("expires".into()),
                indexes: vec![by_maker.projecting(include), by_colour, Index::local("by_cost", Key::number("cost"))],
                ..table_props()
            },
        );
    });
}

/// An index of keys only.
fn of_keys(name: &str, partition: Key) -> Index {
    Index::global(name, partition).projecting(Projection::KeysOnly)
}

/// Asserts that a table with these indexes is refused with this message.
#[track_caller]
fn refused_indexes(expected: &str, indexes: &[Index]) {
    let problems = problems(|module| {
        let (indexes, sort_key) = (indexes.to_vec(), Some(Key::number("made")));
        Table::new(module, "shelf", TableProps { indexes, sort_key, ..table_props() });
    });
    assert!(problems.iter().any(|problem| problem.contains(expected)), "`{expected}` is not in {problems:#?}");
}

#[test]
fn an_index_is_one_that_a_table_can_have() {
    let maker = || Key::string("maker");
    for name in ["ab", "a b", "a\"b"] {
        let expected =
            format!("index `{name}`: its name is invalid; allowed: 3 to 255 letters, digits, `_`, `.` and `-`");
        refused_indexes(&expected, &[of_keys(name, maker())]);
    }
    let by_maker = of_keys("by_maker", maker());
    refused_indexes("index `by_maker` is described twice", &[by_maker.clone(), by_maker.clone()]);
    refused_indexes(
        "index `by_maker`: `maker` is both partition key and sort key",
        &[by_maker.clone().sorted_by(maker())],
    );
    refused_indexes(
        "key attribute `made` is `N` in one place and `S` in another",
        &[of_keys("by_made", Key::string("made"))],
    );
    refused_indexes(
        "index `by_maker`: it includes `cone`, which is a key\nhint: leave it out",
        &[by_maker.clone().projecting(Projection::Include(vec!["cone".into()]))],
    );
    refused_indexes(
        "index `by_maker`: it includes no attribute\nhint: use `Projection::KeysOnly`",
        &[by_maker.projecting(Projection::Include(Vec::new()))],
    );
    let local = |name| Index::local(name, maker()).projecting(Projection::KeysOnly);
    let six = ["aaa", "bbb", "ccc", "ddd", "eee", "fff"].map(local);
    refused_indexes("it has 6 local indexes; allowed: up to 5", &six);
}

#[test]
fn a_local_index_sorts_a_partition_that_has_more_than_one_item() {
    refused(
        &["index `by_cost`: it is local, and the table has no sort key", "hint: give the table a sort key"],
        |module| {
            let indexes = vec![Index::local("by_cost", Key::number("cost"))];
            Table::new(module, "shelf", TableProps { indexes, ..table_props() });
        },
    );
}

#[test]
fn a_tables_key_attributes_have_names() {
    refused(&["the name of the key attribute `` has 0 bytes; allowed: 1 to 255 bytes"], |module| {
        Table::new(module, "shelf", TableProps { partition_key: Key::string(""), ..table_props() });
    });
    refused(&["the name of the key attribute `xxx", "has 256 bytes; allowed: 1 to 255 bytes"], |module| {
        let sort_key = Some(Key::string("x".repeat(256)));
        Table::new(module, "shelf", TableProps { sort_key, ..table_props() });
    });
}

#[test]
fn a_tables_keys_differ() {
    refused(&["`cone` is both partition key and sort key; allowed: two different attributes"], |module| {
        Table::new(module, "shelf", TableProps { sort_key: Some(Key::number("cone")), ..table_props() });
    });
}

#[test]
fn a_tables_items_do_not_expire_by_a_key() {
    refused(&["time to live is kept in `cone`, which is a key"], |module| {
        Table::new(module, "shelf", TableProps { time_to_live: Some("cone".into()), ..table_props() });
    });
}

fn role(module: &Module) -> Role {
    let (description, assumed_by) = ("Sells".into(), "lambda.amazonaws.com".into());
    let props = RoleProps { name: "seller".into(), description, assumed_by };
    Role::new(module, "seller", props)
}

#[test]
fn a_role_may_do_what_it_was_granted() {
    check("role_with_grants", |module| {
        let table = Table::new(module, "shelf", table_props());
        let role = role(module);
        let actions = vec!["dynamodb:GetItem".into(), "dynamodb:PutItem".into()];
        role.grant(module, Permission::from(use_table(table.arn(), actions)).named("use_shelf"));
        let statements = vec![read_stream(table.stream_arn()), Statement::trace()];
        role.grant_all(module, "read_stream", statements, Meta::default());
    });
}

#[test]
fn a_policy_names_who_and_under_which_conditions() {
    let condition =
        |key: &str, value: &str| Condition { operator: "StringEquals".into(), key: key.into(), value: value.into() };
    let statement = Statement {
        sid: "Deploy".into(),
        principal: Some(Principal::Federated("arn:aws:iam::111122223333:oidc-provider/example".into())),
        actions: vec!["sts:AssumeRoleWithWebIdentity".into()],
        conditions: vec![condition("example:sub", "shop"), condition("example:aud", "sts")],
        ..Statement::default()
    };
    let module = terraform::Module::new("test", "", versions());
    module.output("policy", "", PolicyDocument::of(statement).to_value());
    let outputs: serde_json::Value = serde_json::from_str(&module.files("shop")["outputs.tf.json"]).unwrap();
    let expected = concat!(
        r#"${jsonencode({ "Statement" = [{ "Action" = "sts:AssumeRoleWithWebIdentity", "#,
        r#""Condition" = { "StringEquals" = { "example:aud" = "sts", "example:sub" = "shop" } }, "#,
        r#""Effect" = "Allow", "#,
        r#""Principal" = { "Federated" = "arn:aws:iam::111122223333:oidc-provider/example" }, "#,
        r#""Sid" = "Deploy" }], "Version" = "2012-10-17" })}"#,
    );
    assert_eq!(outputs["output"]["policy"]["value"], expected);
}

#[test]
fn a_topic_texts_each_number_once() {
    check("topic_with_texts", |module| {
        let numbers: Value<List<String>> = module.variable("numbers", Variable::required("Whom.").into_sensitive());
        let topic = Topic::new(
            module,
            "news",
            TopicProps { name: Some("news".into()), display_name: Some("News".into()), ..TopicProps::default() },
        );
        topic.subscribe_sms(module, "readers", &numbers);
        role(module).grant(module, topic.publish());
    });
}

#[test]
fn a_queue_is_encrypted() {
    check("queue", |module| {
        let props = QueueProps { name: Some("lost".into()), retention_seconds: 60.into(), ..QueueProps::default() };
        let queue = Queue::new(module, "lost", props);
        role(module).grant(module, queue.send());
    });
}

#[test]
fn a_log_group_is_written_but_not_made() {
    check("log_group", |module| {
        let group = LogGroup::new(module, "till", "/shop/till".into(), 30_i64.into());
        role(module).grant(module, Permission::from(group.write()).named("write"));
    });
}

#[test]
fn a_function_waits_for_its_policies_and_its_log_group() {
    check("rust_function", |module| {
        function(module);
    });
}

fn function(module: &Module) -> RustFunction {
    RustFunction::new(
        module,
        "seller",
        RustFunctionProps {
            name: Some("seller".into()),
            environment: [("CURRENCY", "lira")].into(),
            ..RustFunctionProps::new("Sells")
        },
    )
}

#[test]
fn a_bucket_is_private_and_forgets() {
    check("bucket", |module| {
        let wanted = module.variable("wanted", Variable::required("Whether there is one."));
        let (name, expiration_days) = (Some("failures".into()), Some(90.into()));
        let props = BucketProps { name, expiration_days, ..BucketProps::default() };
        let bucket = Bucket::new_with(module, "failures", props, Meta::only_if(&wanted));
        role(module).grant(module, Permission::from(bucket.put()).named("keep"));
    });
}

#[test]
fn a_mapping_calls_the_function_for_the_wanted_changes_and_tells_failures() {
    check("event_source_mapping", |module| {
        let table = Table::new(module, "shelf", TableProps { stream: Some(StreamView::NewImage), ..table_props() });
        let failures =
            QueueProps { name: Some("failures".into()), retention_seconds: 60.into(), ..QueueProps::default() };
        function(module).on_stream(
            module,
            &table,
            StreamProps {
                id: None,
                changes: vec![Change::Insert, Change::Remove],
                starting_position: Some("TRIM_HORIZON".into()),
                batch_size: Some(10.into()),
                batching_window_seconds: Some(0.into()),
                parallelization_factor: Some(1.into()),
                maximum_retry_attempts: Some(3.into()),
                maximum_record_age_seconds: Some(3600.into()),
                bisect_batch_on_function_error: Some(true.into()),
                on_failure: Some((&Queue::new(module, "failures", failures)).into()),
            },
        );
    });
}

#[test]
fn a_function_reads_two_streams_and_reports_to_one_queue() {
    let synthesised = resources(|module| {
        let props = || TableProps { stream: Some(StreamView::NewImage), ..table_props() };
        let (cones, cups) = (Table::new(module, "cones", props()), Table::new(module, "cups", props()));
        let failures = Queue::new(module, "failures", QueueProps::default());
        let seller = function(module);
        let to_failures = || StreamProps { on_failure: Some((&failures).into()), ..StreamProps::default() };
        seller.on_stream(module, &cones, to_failures());
        seller.on_stream(module, &cups, StreamProps { id: Some("cups".into()), ..to_failures() });
    })
    .unwrap_or_else(|problems| panic!("{problems}"));
    let mappings = synthesised["aws_lambda_event_source_mapping"].as_object().unwrap();
    assert_eq!(mappings.keys().collect::<Vec<_>>(), ["cups", "seller"]);
    let policies = synthesised["aws_iam_role_policy"].as_object().unwrap();
    for policy in ["seller_read_stream", "seller_read_stream_cups", "seller_tell_failures"] {
        assert!(policies.contains_key(policy), "{policy}: {:?}", policies.keys());
    }
}

#[test]
fn a_mapping_reads_a_table_with_a_stream() {
    refused(&["function `seller`: the table has no stream", "hint: set `stream` in its `TableProps`"], |module| {
        let table = Table::new(module, "shelf", table_props());
        function(module).on_stream(module, &table, StreamProps::default());
    });
}

/// The properties of an API of which a test sees everything but the domain.
pub(crate) fn api_props() -> RestApiProps {
    let cors = Cors {
        allow_origins: ["https://a.example", "https://b.example"].into(),
        allow_headers: Vec::<Value<String>>::new().into(),
        max_age_seconds: 60.into(),
    };
    let (endpoint, stage) = (Some(Endpoint::regional()), Some(stage()));
    RestApiProps { name: Some("shop".into()), cors: Some(cors), endpoint, stage, ..RestApiProps::from("A shop") }
}

/// Declares an API with these routes.
#[track_caller]
pub(crate) fn api(module: &Module, declare: impl FnOnce(&mut Routes<'_>)) -> RestApi {
    RestApi::new(module, "shop", api_props(), declare)
}

fn stage() -> StageProps {
    StageProps {
        name: "v1".into(),
        log_level: "ERROR".into(),
        log_retention_days: 30.into(),
        metrics: true.into(),
        throttling_rate: 5.into(),
        throttling_burst: 2.into(),
        method_throttling: None,
        tracing: false.into(),
    }
}

fn answer(status: u16, from: Selection) -> Response {
    Response { status, from, model: None }
}

pub(crate) fn method(name: &str, responses: Vec<Response>) -> MethodProps {
    MethodProps {
        name: Some(name.into()),
        authorization: Authorization::Iam,
        body: None,
        query_parameters: Vec::new(),
        integration: Integration::Mock,
        responses,
    }
}

pub(crate) fn failing() -> Vec<Response> {
    vec![answer(500, Selection::Otherwise(MappingTemplate::literal("{}")))]
}

#[test]
fn an_api_uses_a_table_without_a_function() {
    check("rest_api", |module| {
        let table = Table::new(module, "shelf", table_props());
        api(module, |api| {
            api.resource("cone", "{cone}");
            let (name, description) = ("Error".into(), "What went wrong".into());
            let model = api.model("error", ModelProps { name, description, schema: json!({ "type": "object" }) });
            let template =
                MappingTemplate::fill("get.vtl", r#"{"TableName": "{{table}}"}"#, &[("table", table.name())]);
            let integration = Integration::DynamoDb(DynamoDbIntegration {
                action: DynamoDbAction::GetItem,
                table_arn: table.arn(),
                index: None,
                request_template: template.unwrap(),
            });
            let whole = MappingTemplate::literal("$input.json('$')");
            let mut responses = vec![answer(200, Selection::Status(StatusPattern::Exactly(200), whole))];
            responses.extend(error_responses(Some(FailedCondition::MISSING), "Bad request", &model).unwrap());
            api.get("{cone}", MethodProps { integration, body: Some(model), ..method("get_cone", responses) });
        });
    });
}

#[test]
fn a_path_has_one_method_of_each_verb() {
    refused(
        &["method `second`: `/cones` already has a GET method: first at ", "; allowed: one of each verb"],
        |module| {
            api(module, |api| {
                api.get("cones", method("first", failing()));
                api.get("cones", method("second", failing()));
            });
        },
    );
}

#[test]
fn a_path_part_is_one_segment() {
    for (path, part) in [("", ""), ("a/", ""), ("{}", "{}"), ("a b", "a b"), ("{a", "{a"), ("{a/b", "{a"), ("é", "é")]
    {
        let problems = problems(|module| {
            api(module, |api| api.resource("cone", path));
        });
        let expected = format!("`{part}` is not a path part; allowed: letters, digits");
        assert!(problems.len() == 1 && problems[0].contains(&expected), "{path}: {problems:?}");
    }
}

/// With or without a `/` at its beginning, a path is the same.
#[test]
fn a_path_may_begin_with_a_slash() {
    let problems = problems(|module| {
        api(module, |api| {
            api.resource("cone", "/cones/{cone}");
            api.get("/cones/{cone}", method("get", failing()));
            api.put("cones/{cone}", method("put", failing()));
            api.get("/", method("all", failing()));
            api.put("", method("none", failing()));
        });
    });
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_path_has_one_parameter_at_each_place() {
    refused(&["resource `size`: `/` already has `cone` where `{size}` would stand", "one parameter"], |module| {
        api(module, |api| {
            api.resource("cone", "{cone}");
            api.resource("size", "{size}");
        });
    });
    refused(
        &["resource `again`: the path `/cones/big` is already in use", "hint: name it before its first use"],
        |module| {
            api(module, |api| {
                api.resource("first", "cones/big");
                api.resource("again", "cones/big");
            });
        },
    );
}

#[test]
fn a_model_is_named_with_letters_and_digits() {
    refused(&["model `cone`: `New Cone` is not a model's name; allowed: letters and digits"], |module| {
        api(module, |api| {
            let (name, description) = ("New Cone".into(), "A cone".into());
            api.model("cone", ModelProps { name, description, schema: json!({}) });
        });
    });
}

#[test]
fn a_default_answer_is_an_error() {
    refused(
        &[
            "method `sell`: its default answer has status 200",
            "allowed: one answer that selects `Otherwise`, with a status of 400 or more",
        ],
        |module| {
            let success = vec![answer(200, Selection::Otherwise(MappingTemplate::literal("{}")))];
            api(module, |api| api.post("", method("sell", success)));
        },
    );
}

#[test]
fn there_is_exactly_one_default_answer() {
    refused(&["method `sell`: 0 of its answers select `Otherwise`; allowed: one answer"], |module| {
        api(module, |api| api.post("", method("sell", Vec::new())));
    });
    refused(&["method `sell`: 2 of its answers select `Otherwise`"], |module| {
        let mut several = failing();
        several.push(answer(400, Selection::Otherwise(MappingTemplate::literal("{}"))));
        api(module, |api| api.post("", method("sell", several)));
    });
}

#[test]
fn a_template_has_no_place_that_nothing_fills() {
    let error = MappingTemplate::fill("get.vtl", r#"{"TableName": "{{tabel}}"}"#, &[("table", "shelf".into())]);
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "get.vtl: nothing fills `{{tabel}}`; allowed: `table`");
}

#[test]
fn an_invalid_template_is_refused_at_its_place() {
    for source in ["{{#if a}}x{{/if}}", "{{#each", "{{> a}}"] {
        let error = MappingTemplate::fill("get.vtl", source, &[]).unwrap_err();
        assert!(matches!(error, InvalidTemplate::Syntax { .. }), "{source}: {error}");
        assert!(error.to_string().starts_with("get.vtl: "), "{error}");
    }
}

#[test]
fn a_template_is_no_longer_than_api_gateway_takes() {
    let longest = 300 * 1024;
    assert!(MappingTemplate::fill("get.vtl", &"x".repeat(longest), &[]).is_ok());
    let error = MappingTemplate::fill("get.vtl", &"x".repeat(longest + 1), &[]).unwrap_err();
    assert_eq!(error.to_string(), "get.vtl: the template has 307201 bytes; allowed: up to 307200");
}

#[test]
fn velocity_reaches_the_gateway_as_it_is_written() {
    let source = "#set($a = ${input.path('$.a')})\n## 100%{x}\n#if($!a != \"\")\\{{$a}#end";
    let module = terraform::Module::new("test", "", versions());
    module.output("template", "", MappingTemplate::fill("a.vtl", source, &[]).unwrap().to_value());
    let outputs: serde_json::Value = serde_json::from_str(&module.files("shop")["outputs.tf.json"]).unwrap();
    let expected = "#set($a = $${input.path('$.a')})\n## 100%%{x}\n#if($!a != \"\"){{$a}#end";
    assert_eq!(outputs["output"]["template"]["value"], expected);
}

/// A service with this name.
macro_rules! named {
    ($name:literal) => {{
        struct Named;
        impl Service for Named {
            const NAME: &'static str = $name;
            type Settings = NoSettings;
            fn describe(&self, _: &Description) {}
        }
        synthesised(&Named, &[], Extent::Complete).map_err(|message| ($name, message))
    }};
}

#[test]
fn a_service_has_a_name_that_aws_takes() {
    let wrong = [
        named!(""),
        named!("Shop"),
        named!("2shop"),
        named!("the shop"),
        named!("-shop"),
        named!("a-service-with-a-name-beyond-reason"),
    ];
    for (name, message) in wrong.map(Result::unwrap_err) {
        let expected = format!("service name `{name}`: allowed are 1 to 32 lowercase letters, digits and `-`");
        assert!(message.starts_with(&expected), "{message}");
    }
    assert!(named!("shop-2").is_ok());
}

#[test]
fn all_problems_are_reported_at_once() {
    refused(&["both partition key and sort key", "`2nd` is not a logical name"], |module| {
        Table::new(module, "shelf", TableProps { sort_key: Some(Key::string("cone")), ..table_props() });
        Table::new(module, "2nd", table_props());
    });
}
