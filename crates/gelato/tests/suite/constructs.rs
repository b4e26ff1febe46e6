//! Constructs: what each emits, as golden files, and what each refuses, with its message.
//!
//! Every module goes through the whole synthesis, so the output has also passed both provider schemas. `GELATO_BLESS=1`
//! rewrites the golden files; review their changes like any other.

use std::path::Path;

use gelato::constructs::api_gateway::{
    Authorization, Cors, DynamoDbAction, DynamoDbIntegration, Endpoint, FailedCondition, Integration, InvalidTemplate,
    MappingTemplate, MethodProps, ModelProps, Response, RestApi, RestApiProps, Selection, StageProps, StatusPattern,
    Verb, error_responses,
};
use gelato::constructs::dynamodb::{
    Billing, Index, IndexKey, Key, KeyKind, Projection, StreamView, Table, TableProps, read_stream, use_table,
};
use gelato::constructs::iam::{Condition, PolicyDocument, Principal, Role, RoleProps, Statement};
use gelato::constructs::lambda::{Change, RustFunction, RustFunctionProps, StreamMappingProps, map_stream};
use gelato::constructs::logs::LogGroup;
use gelato::constructs::s3::{Bucket, BucketProps};
use gelato::constructs::sns::{Topic, TopicProps};
use gelato::constructs::sqs::{Queue, QueueProps};
use gelato::constructs::versions;
use gelato::environment::{Environment, NoSettings};
use gelato::synth::{Extent, ModuleSet, Service, synthesise};
use gelato::terraform::{List, Meta, Module, Number, Root, Value, Variable, choose};
use serde_json::json;

/// A service with one module, `test`, and no environment.
struct TestService {
    name: &'static str,
    build: fn(&mut Module),
}

struct OneModule(Module);

impl ModuleSet for OneModule {
    fn all(&self) -> Vec<&Module> {
        vec![&self.0]
    }
}

impl Service for TestService {
    type Modules = OneModule;
    type Settings = NoSettings;

    fn name(&self) -> &str {
        self.name
    }

    fn functions(&self) -> &[&str] {
        &[]
    }

    fn modules(&self) -> OneModule {
        let mut module = Module::new("test", "What a test declares.", versions());
        (self.build)(&mut module);
        OneModule(module)
    }

    fn root(&self, _: &OneModule, environment: &Environment, _: &NoSettings) -> Root {
        panic!("no environment is synthesised, and `{}` is asked for", environment.name)
    }
}

fn synthesised(name: &'static str, build: fn(&mut Module)) -> Result<serde_json::Value, String> {
    let synthesis =
        synthesise(&TestService { name, build }, &[], Extent::Complete).map_err(|error| error.to_string())?;
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
pub(crate) fn check(fixture: &str, build: fn(&mut Module)) {
    let emitted = synthesised("test", build).unwrap_or_else(|problems| panic!("{problems}"));
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
fn refused(expected: &[&str], build: fn(&mut Module)) {
    let message = synthesised("test", build).expect_err("nothing was refused");
    for part in expected.iter().chain(&["constructs.rs:"]) {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

fn table_props() -> TableProps {
    TableProps {
        name: "shelf".into(),
        partition_key: Key::string("cone"),
        sort_key: None,
        indexes: Vec::new(),
        billing: Billing::OnDemand,
        stream: None,
        time_to_live: None,
        point_in_time_recovery: true.into(),
        deletion_protection: true.into(),
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
        let sort_key = Key { name: "made", kind: KeyKind::Number };
        let billing = Billing::Provisioned { read: 5_i64.into(), write: 2_i64.into() };
        let (stream, time_to_live) = (Some(StreamView::NewAndOldImages), Some("expires"));
        let sort_key = Some(sort_key);
        let indexes = vec![
            global("by_maker", Key::string("maker"), Some(Key::number("made")), Projection::Include(&["cost", "note"])),
            global("by_colour", Key::string("colour"), None, Projection::KeysOnly),
            Index { name: "by_cost", key: IndexKey::Local { sort: Key::number("cost") }, projection: Projection::All },
        ];
        let props = TableProps { sort_key, billing, stream, time_to_live, indexes, ..table_props() };
        Table::new(module, "shelf", props);
    });
}

const fn global(name: &'static str, partition: Key, sort: Option<Key>, projection: Projection) -> Index {
    Index { name, key: IndexKey::Global { partition, sort }, projection }
}

/// Asserts that a table with these indexes is refused with this message.
#[track_caller]
fn refused_indexes(expected: &str, indexes: Vec<Index>) {
    let mut module = Module::new("test", "What a test declares.", versions());
    Table::new(&mut module, "shelf", TableProps { indexes, sort_key: Some(Key::number("made")), ..table_props() });
    let problems: Vec<_> = module.problems().iter().map(ToString::to_string).collect();
    assert!(problems.iter().any(|problem| problem.contains(expected)), "`{expected}` is not in {problems:#?}");
}

#[test]
fn an_index_is_one_that_a_table_can_have() {
    let (maker, keys) = (Key::string("maker"), Projection::KeysOnly);
    for name in ["ab", "a b", "a\"b"] {
        let expected = format!("index `{name}`: allowed are names of 3 to 255 letters, digits, `_`, `.` and `-`");
        refused_indexes(&expected, vec![global(name, maker, None, keys)]);
    }
    refused_indexes("index `by_maker` is described twice", vec![global("by_maker", maker, None, keys); 2]);
    refused_indexes(
        "index `by_maker`: `maker` is both partition key and sort key",
        vec![global("by_maker", maker, Some(maker), keys)],
    );
    refused_indexes(
        "key attribute `made` is `N` in one place and `S` in another",
        vec![global("by_made", Key::string("made"), None, keys)],
    );
    refused_indexes(
        "index `by_maker`: it includes `cone`, which is a key and always included",
        vec![global("by_maker", maker, None, Projection::Include(&["cone"]))],
    );
    refused_indexes(
        "index `by_maker`: it includes no attribute\nhint: Projection::KeysOnly",
        vec![global("by_maker", maker, None, Projection::Include(&[]))],
    );
    let local = |name| Index { name, key: IndexKey::Local { sort: maker }, projection: keys };
    refused_indexes(
        "6 local indexes; a table has at most 5",
        ["aaa", "bbb", "ccc", "ddd", "eee", "fff"].map(local).to_vec(),
    );
}

#[test]
fn a_local_index_sorts_a_partition_that_has_more_than_one_item() {
    refused(&["index `by_cost`: it sorts a partition by `cost`: the table must have a sort key"], |module| {
        let key = IndexKey::Local { sort: Key::number("cost") };
        let indexes = vec![Index { name: "by_cost", key, projection: Projection::All }];
        Table::new(module, "shelf", TableProps { indexes, ..table_props() });
    });
}

#[test]
fn a_tables_key_attributes_have_names() {
    refused(&["key attribute ``: allowed are names of 1 to 255 bytes"], |module| {
        Table::new(module, "shelf", TableProps { partition_key: Key::string(""), ..table_props() });
    });
    refused(&["key attribute `xxx", "1 to 255 bytes"], |module| {
        Table::new(
            module,
            "shelf",
            TableProps { sort_key: Some(Key::string("x".repeat(256).leak())), ..table_props() },
        );
    });
}

#[test]
fn a_tables_keys_differ() {
    refused(&["`cone` is both partition key and sort key: they must differ"], |module| {
        Table::new(module, "shelf", TableProps { sort_key: Some(Key::number("cone")), ..table_props() });
    });
}

#[test]
fn a_tables_items_do_not_expire_by_a_key() {
    refused(&["time to live is kept in `cone`, which is a key"], |module| {
        Table::new(module, "shelf", TableProps { time_to_live: Some("cone"), ..table_props() });
    });
}

fn role(module: &mut Module) -> Role {
    let props = RoleProps { name: "seller".into(), description: "Sells", assumed_by: "lambda.amazonaws.com" };
    Role::new(module, "seller", props)
}

#[test]
fn a_role_may_do_what_it_was_granted() {
    check("role_with_grants", |module| {
        let table = Table::new(module, "shelf", table_props());
        let role = role(module);
        role.grant(module, "use_shelf", vec![use_table(table.arn(), vec!["dynamodb:GetItem", "dynamodb:PutItem"])]);
        role.grant(module, "read_stream", vec![read_stream(table.stream_arn()), Statement::trace()]);
    });
}

#[test]
fn a_policy_names_who_and_under_which_conditions() {
    let condition =
        |key: &str, value: &str| Condition { operator: "StringEquals", key: key.into(), value: value.into() };
    let statement = Statement {
        sid: "Deploy".into(),
        principal: Some(Principal::Federated("arn:aws:iam::111122223333:oidc-provider/example".into())),
        actions: vec!["sts:AssumeRoleWithWebIdentity"],
        conditions: vec![condition("example:sub", "shop"), condition("example:aud", "sts")],
        ..Statement::default()
    };
    let mut module = Module::new("test", "", versions());
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
        let topic = Topic::new(module, "news", TopicProps { name: "news".into(), display_name: Some("News".into()) });
        topic.subscribe_sms(module, "readers", &numbers);
        role(module).grant(module, "publish", vec![topic.publish()]);
    });
}

#[test]
fn a_queue_is_encrypted() {
    check("queue", |module| {
        let props = QueueProps { name: "lost".into(), retention_seconds: 60_i64.into() };
        let queue = Queue::new(module, "lost", props);
        role(module).grant(module, "send", vec![queue.send()]);
    });
}

#[test]
fn a_log_group_is_written_but_not_made() {
    check("log_group", |module| {
        let group = LogGroup::new(module, "till", "/shop/till".into(), 30_i64.into());
        role(module).grant(module, "write", vec![group.write()]);
    });
}

#[test]
fn a_function_waits_for_its_policies_and_its_log_group() {
    check("rust_function", |module| {
        function(module);
    });
}

fn function(module: &mut Module) -> RustFunction {
    let role = role(module);
    let logs = LogGroup::new(module, "seller", "/aws/lambda/seller".into(), 30_i64.into());
    let grant = role.grant(module, "write_logs", vec![logs.write()]);
    let props = RustFunctionProps {
        name: "seller".into(),
        description: "Sells",
        zip: "seller.zip".into(),
        architecture: "arm64".into(),
        memory_mb: 128_i64.into(),
        timeout_seconds: 3_i64.into(),
        reserved_concurrency: (-1_i64).into(),
        tracing_mode: "PassThrough".into(),
        environment: [("CURRENCY", "lira")].into(),
        role: &role,
        log_group: &logs,
        after: vec![grant.address()],
    };
    RustFunction::new(module, "seller", props)
}

#[test]
fn a_bucket_is_private_and_forgets() {
    check("bucket", |module| {
        let wanted: Value<bool> = module.variable("wanted", Variable::required("Whether there is one."));
        let count = Some(choose(wanted, Value::<Number>::from(1_i64), Value::from(0_i64)));
        let props = BucketProps { name: "failures".into(), expiration_days: 90_i64.into() };
        let bucket = Bucket::new_with(module, "failures", props, Meta { count, ..Meta::default() });
        role(module).grant(module, "keep", vec![bucket.put()]);
    });
}

#[test]
fn a_mapping_calls_the_function_for_the_wanted_changes_and_tells_failures() {
    check("event_source_mapping", |module| {
        let table = Table::new(module, "shelf", TableProps { stream: Some(StreamView::NewImage), ..table_props() });
        let function = function(module);
        let failures = QueueProps { name: "failures".into(), retention_seconds: 60_i64.into() };
        let props = StreamMappingProps {
            function: &function,
            stream_arn: table.stream_arn(),
            changes: vec![Change::Insert, Change::Remove],
            starting_position: "TRIM_HORIZON".into(),
            batch_size: 10_i64.into(),
            batching_window_seconds: 0_i64.into(),
            parallelization_factor: 1_i64.into(),
            maximum_retry_attempts: 3_i64.into(),
            maximum_record_age_seconds: 3600_i64.into(),
            bisect_batch_on_function_error: true.into(),
            on_failure: Queue::new(module, "failures", failures).arn(),
            after: vec![function.address()],
        };
        map_stream(module, "shelf", props);
    });
}

pub(crate) fn api(module: &mut Module) -> RestApi {
    let cors = Cors {
        allow_origins: ["https://a.example", "https://b.example"].into(),
        allow_headers: Vec::<Value<String>>::new().into(),
        max_age_seconds: 60_i64.into(),
    };
    RestApi::new(
        module,
        "shop",
        RestApiProps { name: "shop".into(), description: "A shop", cors, endpoint: Endpoint::regional() },
    )
}

pub(crate) fn stage() -> StageProps {
    StageProps {
        name: "v1".into(),
        log_level: "ERROR".into(),
        log_retention_days: 30_i64.into(),
        metrics: true.into(),
        throttling_rate: Value::<Number>::from(5_i64),
        throttling_burst: 2_i64.into(),
        method_throttling: None,
        tracing: false.into(),
    }
}

fn answer(status: u16, from: Selection) -> Response {
    Response { status, from, model: None }
}

pub(crate) fn method(responses: Vec<Response>) -> MethodProps {
    let (operation_name, authorization) = ("Sell", Authorization::Iam);
    MethodProps {
        operation_name,
        authorization,
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
        let mut api = api(module);
        let schema = json!({ "type": "object" });
        let model = api.model(module, "error", ModelProps { name: "Error", description: "What went wrong", schema });
        let cones = api.resource(module, "cone", &api.root(), "{cone}");
        let template = MappingTemplate::fill("get.vtl", r#"{"TableName": "{{table}}"}"#, &[("table", table.name())]);
        let integration = DynamoDbIntegration {
            action: DynamoDbAction::GetItem,
            table_arn: table.arn(),
            index: None,
            request_template: template.unwrap(),
        };
        let pattern = StatusPattern::Exactly(200);
        let mut responses = vec![answer(200, Selection::Status(pattern, MappingTemplate::literal("$input.json('$')")))];
        responses.extend(error_responses(Some(FailedCondition::MISSING), "Bad request", &model).unwrap());
        let integration = Integration::DynamoDb(integration);
        let props = MethodProps { integration, body: Some(model), ..method(responses) };
        api.method(module, "get_cone", &cones, Verb::Get, props);
        api.deploy(module, "shop", stage());
    });
}

#[test]
fn a_path_has_one_method_of_each_verb() {
    refused(&["method `second`: `/cones` already has a GET method; allowed is one of each"], |module| {
        let mut api = api(module);
        let cones = api.resource(module, "cones", &api.root(), "cones");
        api.method(module, "first", &cones, Verb::Get, method(failing()));
        api.method(module, "second", &cones, Verb::Get, method(failing()));
    });
}

#[test]
fn a_path_part_is_one_segment() {
    for part in ["a/b", "", "{}", "a b", "{a", "{a/b}", "é"] {
        let mut module = Module::new("test", "", versions());
        let mut api = api(&mut module);
        let root = api.root();
        api.resource(&mut module, "cone", &root, part);
        let problems: Vec<String> = module.problems().iter().map(ToString::to_string).collect();
        let expected = format!("resource `cone`: `{part}` is not a path part: allowed are letters, digits");
        assert!(problems.len() == 1 && problems[0].contains(&expected), "{part}: {problems:?}");
    }
}

#[test]
fn a_path_has_one_parameter_at_each_place() {
    refused(&["resource `size`: `/` already has `cone` where `{size}` would stand", "one parameter"], |module| {
        let mut api = api(module);
        api.resource(module, "cone", &api.root(), "{cone}");
        api.resource(module, "size", &api.root(), "{size}");
    });
    refused(&["resource `again`: `/cones` already has `first` where `big` would stand"], |module| {
        let mut api = api(module);
        let cones = api.resource(module, "cones", &api.root(), "cones");
        api.resource(module, "first", &cones, "big");
        api.resource(module, "again", &cones, "big");
    });
}

#[test]
fn a_model_is_named_with_letters_and_digits() {
    refused(&["model `cone`: `New Cone` is not a model's name: allowed are letters and digits"], |module| {
        let props = ModelProps { name: "New Cone", description: "A cone", schema: json!({}) };
        api(module).model(module, "cone", props);
    });
}

#[test]
fn a_default_answer_is_an_error() {
    refused(&["method `sell`: its default answer has status 200", "allowed is an error status"], |module| {
        let success = vec![answer(200, Selection::Otherwise(MappingTemplate::literal("{}")))];
        let mut api = api(module);
        api.method(module, "sell", &api.root(), Verb::Post, method(success));
    });
}

#[test]
fn there_is_exactly_one_default_answer() {
    refused(&["method `sell`: 0 default answers; exactly one answer selects `Otherwise`"], |module| {
        let mut api = api(module);
        api.method(module, "sell", &api.root(), Verb::Post, method(Vec::new()));
    });
    refused(&["method `sell`: 2 default answers"], |module| {
        let mut several = failing();
        several.push(answer(400, Selection::Otherwise(MappingTemplate::literal("{}"))));
        let mut api = api(module);
        api.method(module, "sell", &api.root(), Verb::Post, method(several));
    });
}

#[test]
fn a_template_has_no_place_that_nothing_fills() {
    let error = MappingTemplate::fill("get.vtl", r#"{"TableName": "{{tabel}}"}"#, &[("table", "shelf".into())]);
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "get.vtl: nothing fills `{{tabel}}`; known are: table");
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
    assert_eq!(error.to_string(), "get.vtl: 307201 bytes; API Gateway takes at most 307200");
}

#[test]
fn velocity_reaches_the_gateway_as_it_is_written() {
    let source = "#set($a = ${input.path('$.a')})\n## 100%{x}\n#if($!a != \"\")\\{{$a}#end";
    let mut module = Module::new("test", "", versions());
    module.output("template", "", MappingTemplate::fill("a.vtl", source, &[]).unwrap().to_value());
    let outputs: serde_json::Value = serde_json::from_str(&module.files("shop")["outputs.tf.json"]).unwrap();
    let expected = "#set($a = $${input.path('$.a')})\n## 100%%{x}\n#if($!a != \"\"){{$a}#end";
    assert_eq!(outputs["output"]["template"]["value"], expected);
}

#[test]
fn a_table_of_another_module_is_handed_over() {
    refused(&["`aws_iam_role_policy.seller_use.policy` in `test`", "of `other`", "an output of `other`"], |module| {
        let mut other = Module::new("other", "", versions());
        let table = Table::new(&mut other, "shelf", table_props());
        role(module).grant(module, "use", vec![use_table(table.arn(), vec!["dynamodb:GetItem"])]);
    });
}

#[test]
fn a_service_has_a_name_that_aws_takes() {
    for name in ["", "Shop", "2shop", "the shop", "-shop", "a-service-with-a-name-beyond-reason"] {
        let message = synthesised(name, |_| {}).unwrap_err();
        let expected = format!("service name `{name}`: allowed are 1 to 32 lowercase letters, digits and `-`");
        assert!(message.starts_with(&expected), "{message}");
    }
    assert!(synthesised("shop-2", |_| {}).is_ok());
}

#[test]
fn all_problems_are_reported_at_once() {
    refused(&["both partition key and sort key", "`2nd` is not a logical name"], |module| {
        Table::new(module, "shelf", TableProps { sort_key: Some(Key::string("cone")), ..table_props() });
        Table::new(module, "2nd", table_props());
    });
}
