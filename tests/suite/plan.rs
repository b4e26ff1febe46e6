//! Validates and plans the generated configuration with its real consumer: Terraform and the AWS provider.

use std::collections::BTreeMap;
use std::fs;

use super::project_copy::ProjectCopy;
use super::real_terraform::{Plan, Terraform, edit, take_away};

/// The number of resources of each type that an environment plans, with two patrons. In addition, staging and prod have
/// the deduplication table, the policies for it and for tracing, and a bucket for failures instead of a queue.
const RESOURCES: [(&str, [usize; 2]); 24] = [
    // type, [dev and local, staging and prod]
    ("aws_api_gateway_deployment", [1, 1]),
    ("aws_api_gateway_gateway_response", [14, 14]),
    ("aws_api_gateway_integration", [7, 7]),
    ("aws_api_gateway_integration_response", [19, 19]),
    ("aws_api_gateway_method", [7, 7]),
    ("aws_api_gateway_method_response", [27, 27]),
    ("aws_api_gateway_method_settings", [1, 1]),
    ("aws_api_gateway_model", [6, 6]),
    ("aws_api_gateway_request_validator", [1, 1]),
    ("aws_api_gateway_resource", [2, 2]),
    ("aws_api_gateway_rest_api", [1, 1]),
    ("aws_api_gateway_stage", [1, 1]),
    ("aws_cloudwatch_log_group", [3, 3]),
    ("aws_dynamodb_table", [1, 2]),
    ("aws_iam_role", [2, 2]),
    ("aws_iam_role_policy", [5, 7]),
    ("aws_lambda_event_source_mapping", [1, 1]),
    ("aws_lambda_function", [1, 1]),
    ("aws_s3_bucket", [0, 1]),
    ("aws_s3_bucket_lifecycle_configuration", [0, 1]),
    ("aws_s3_bucket_public_access_block", [0, 1]),
    ("aws_sns_topic", [1, 1]),
    ("aws_sns_topic_subscription", [2, 2]),
    ("aws_sqs_queue", [1, 0]),
];

/// Validates and plans an environment in a copy of the project.
#[track_caller]
fn planned(environment: &str, column: usize) -> Plan {
    let project = ProjectCopy::synthesised();
    let terraform = Terraform::in_root(&project, environment);
    terraform.validate();
    let plan = terraform.plan();
    let expected: BTreeMap<_, _> = RESOURCES.iter().map(|(kind, counts)| (*kind, counts[column])).collect();
    let expected: BTreeMap<_, _> = expected.into_iter().filter(|(_, count)| *count > 0).collect();
    let mut counts = plan.counts();
    // Terraform's built-in resource that keeps prod's table and API from being destroyed.
    let protected = counts.remove("terraform_data");
    assert_eq!(protected, (environment == "prod").then_some(1));
    assert_eq!(counts, expected);
    plan
}

/// Asserts a resource's planned arguments.
#[track_caller]
fn assert_planned(plan: &Plan, address: &str, arguments: &[(&str, serde_json::Value)]) {
    let change = plan.after()[address];
    for (pointer, value) in arguments {
        assert_eq!(change["after"].pointer(pointer), Some(value), "{address} {pointer}");
    }
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn dev_is_valid_and_plans() {
    let plan = planned("dev", 0);
    assert_planned(&plan, "module.table.aws_dynamodb_table.flavours", &[("/name", "dev-ice-cream-flavours".into())]);
    assert_planned(&plan, "module.api.aws_api_gateway_stage.parlour", &[("/stage_name", "dev".into())]);
}

#[test]
fn local_is_valid_and_plans() {
    let plan = planned("local", 0);
    assert_planned(&plan, "module.table.aws_dynamodb_table.flavours", &[("/name", "local-ice-cream-flavours".into())]);
    assert_planned(&plan, "module.notifier.aws_lambda_function.notifier", &[("/architectures/0", "x86_64".into())]);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn staging_is_valid_and_plans() {
    let plan = planned("staging", 1);
    assert_planned(&plan, "module.api.aws_api_gateway_stage.parlour", &[("/xray_tracing_enabled", true.into())]);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn prod_is_valid_and_plans() {
    let plan = planned("prod", 1);
    let table = [
        ("/name", "ice-cream-flavours".into()),
        ("/hash_key", "flavour".into()),
        ("/attribute", serde_json::json!([{ "name": "flavour", "type": "S" }])),
        ("/billing_mode", "PAY_PER_REQUEST".into()),
        ("/stream_view_type", "NEW_IMAGE".into()),
        ("/deletion_protection_enabled", true.into()),
        ("/point_in_time_recovery/0/enabled", true.into()),
    ];
    assert_planned(&plan, "module.table.aws_dynamodb_table.flavours", &table);
    let function = [
        ("/runtime", "provided.al2023".into()),
        ("/handler", "bootstrap".into()),
        ("/reserved_concurrent_executions", 10.into()),
        ("/architectures/0", "arm64".into()),
    ];
    assert_planned(&plan, "module.notifier.aws_lambda_function.notifier", &function);
    let filter = [("/filter_criteria/0/filter/0/pattern", r#"{"eventName":["INSERT"]}"#.into())];
    assert_planned(&plan, "module.notifier.aws_lambda_event_source_mapping.notifier", &filter);
    assert_numbers_are_hidden(&plan);
}

/// The plan's file contains the numbers, but marks them as sensitive, so Terraform hides them.
#[track_caller]
fn assert_numbers_are_hidden(plan: &Plan) {
    let subscriptions = (0..2).map(|index| format!("module.notifier.aws_sns_topic_subscription.patrons[{index}]"));
    for address in subscriptions {
        assert_eq!(plan.after()[address.as_str()]["after_sensitive"]["endpoint"], true, "{address}");
    }
}

/// A copy of the project with replaced texts in `dev.toml`, synthesised again.
#[track_caller]
fn with_settings(changes: &[(&str, &str)]) -> ProjectCopy {
    let project = ProjectCopy::synthesised();
    for (found, wanted) in changes {
        project.replace("environments/dev.toml", found, wanted);
    }
    project.gelato(&["synth", "--env", "dev"]).assert().success();
    project
}

const OPEN: &str = "reads = \"none\"\nwrites = \"none\"\nunauthenticated_writes = \"A playground: it takes 20 requests a \
                    second at most, and only our own numbers are texted.\"\n";

/// Tokens for reads, keys for writes, a custom domain, and a throttle for one method.
#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn tokens_keys_a_domain_and_a_methods_throttle_plan() {
    let access = r#"reads = "cognito"
writes = "api-key"

[api.access.cognito]
user_pool_arns = ["arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab12Cd34E"]
read_scopes = ["flavours/read"]

[api.access.api_keys]
holders = ["shop", "web"]
rate_per_second = 3
burst = 2
quota = 1000
period = "MONTH"

[api.endpoint]
type = "regional"

[api.endpoint.domain]
name = "api.gelato.example"
certificate_arn = "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012"
base_path = "v1"

[api.throttling.methods.AddFlavour]
rate_per_second = 2
"#;
    let project = with_settings(&[(OPEN, access)]);
    let plan = Terraform::in_root(&project, "dev").plan();
    let counts = plan.counts();
    for (kind, count) in [
        ("aws_api_gateway_api_key", 2),
        ("aws_api_gateway_usage_plan", 1),
        ("aws_api_gateway_usage_plan_key", 2),
        ("aws_api_gateway_authorizer", 1),
        ("aws_api_gateway_domain_name", 1),
        ("aws_api_gateway_base_path_mapping", 1),
        ("aws_api_gateway_method_settings", 2),
    ] {
        assert_eq!(counts.get(kind), Some(&count), "{kind}");
    }
    let read = [("/authorization", "COGNITO_USER_POOLS".into()), ("/authorization_scopes/0", "flavours/read".into())];
    assert_planned(&plan, "module.api.aws_api_gateway_method.get_flavour", &read);
    let write = [("/authorization", "NONE".into()), ("/api_key_required", true.into())];
    assert_planned(&plan, "module.api.aws_api_gateway_method.add_flavour", &write);
    let preflight = [("/authorization", "NONE".into()), ("/api_key_required", false.into())];
    assert_planned(&plan, "module.api.aws_api_gateway_method.flavours_preflight", &preflight);
    assert_planned(
        &plan,
        "module.api.aws_api_gateway_api_key.callers[\"shop\"]",
        &[("/name", "dev-ice-cream-flavours-shop".into())],
    );
    let quota = [("/quota_settings/0/limit", 1000.into()), ("/quota_settings/0/period", "MONTH".into())];
    assert_planned(&plan, "module.api.aws_api_gateway_usage_plan.callers[0]", &quota);
    let settings = [
        ("/method_path", "~1ice-cream-flavours/POST".into()),
        ("/settings/0/throttling_rate_limit", 2.into()),
        ("/settings/0/throttling_burst_limit", 10.into()),
        ("/settings/0/data_trace_enabled", false.into()),
    ];
    assert_planned(&plan, "module.api.aws_api_gateway_method_settings.add_flavour[0]", &settings);
    assert_planned(&plan, "module.api.aws_api_gateway_base_path_mapping.parlour[0]", &[("/base_path", "v1".into())]);
    assert_eq!(plan.0["planned_values"]["outputs"]["url"]["value"], "https://api.gelato.example/v1");
    assert_eq!(plan.0["output_changes"]["api_keys"]["after_sensitive"], true);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn a_private_api_plans_with_a_policy_for_its_endpoints() {
    let endpoint = "[api.endpoint]\ntype = \"private\"\nvpc_endpoint_ids = [\"vpce-0123456789abcdef0\"]\n\n[api.cors]";
    let project = with_settings(&[("[api.cors]", endpoint)]);
    let plan = Terraform::in_root(&project, "dev").plan();
    assert_eq!(plan.counts().get("aws_api_gateway_rest_api_policy"), Some(&1));
    let api = [
        ("/endpoint_configuration/0/types/0", "PRIVATE".into()),
        ("/endpoint_configuration/0/vpc_endpoint_ids/0", "vpce-0123456789abcdef0".into()),
    ];
    assert_planned(&plan, "module.api.aws_api_gateway_rest_api.parlour", &api);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn every_module_is_valid_by_itself() {
    let project = ProjectCopy::synthesised();
    for module in fs::read_dir(project.path("modules")).unwrap() {
        let module = module.unwrap().path();
        let alone = tempfile::TempDir::new().unwrap();
        super::project_copy::copy_folder(&module, alone.path());
        Terraform::in_folder(alone.path()).validate();
    }
}

/// The difference between the plans of `dev` before and after a change.
///
/// Removes the deployment's trigger `values`: a first plan does not know values such as the role's ARN, and the
/// provider then shows the whole map as unknown. Another test checks that trigger.
#[track_caller]
fn differing(change: impl FnOnce(&ProjectCopy)) -> Vec<String> {
    let project = ProjectCopy::synthesised();
    take_away(
        &project.path("modules/api/main.tf.json"),
        "/resource/aws_api_gateway_deployment/parlour/triggers",
        "values",
    );
    let terraform = Terraform::in_root(&project, "dev");
    let before = terraform.plan();
    let trigger = before.after()[DEPLOYMENT]["after"]["triggers"]["definition"].as_str().map(str::len);
    assert_eq!(trigger, Some(40), "the trigger is not a known hash");
    change(&project);
    let after = terraform.plan();
    before.difference(&after).into_iter().map(str::to_owned).collect()
}

const DEPLOYMENT: &str = "module.api.aws_api_gateway_deployment.parlour";

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn a_changed_request_template_changes_its_integration_and_the_deployment() {
    let template = "/resource/aws_api_gateway_integration/get_flavour/request_templates/application~1json";
    let changed = differing(|project| {
        edit(&project.path("modules/api/definition.tf.json"), template, |text| format!("## Changed.\n{text}"));
    });
    assert_eq!(changed, [DEPLOYMENT, "module.api.aws_api_gateway_integration.get_flavour"]);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn a_changed_response_template_changes_its_integration_response_and_the_deployment() {
    let template =
        "/resource/aws_api_gateway_integration_response/add_flavour_500/response_templates/application~1json";
    let changed = differing(|project| {
        edit(&project.path("modules/api/definition.tf.json"), template, |text| format!("{text}\n"));
    });
    assert_eq!(changed, [DEPLOYMENT, "module.api.aws_api_gateway_integration_response.add_flavour_500"]);
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn a_changed_log_retention_changes_the_logs_and_not_the_deployment() {
    let changed = differing(|project| {
        project.replace("terraform/dev/main.tf.json", r#""log_retention_days": 7"#, r#""log_retention_days": 14"#);
    });
    let expected = ["module.api.aws_cloudwatch_log_group.access", "module.api.aws_cloudwatch_log_group.execution"];
    assert_eq!(changed, expected);
}

/// The other trigger has exactly the values from outside that the definition refers to.
#[test]
fn the_deployment_depends_on_the_values_in_the_definition() {
    let text = ProjectCopy::synthesised().read("modules/api/main.tf.json");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let triggers = &json["resource"]["aws_api_gateway_deployment"]["parlour"]["triggers"];
    let values = [
        "aws_iam_role.gateway.arn",
        "var.cors_allow_headers",
        "var.cors_allow_origins",
        "var.cors_max_age_seconds",
        "var.endpoint_type",
        "var.minimum_compression_bytes",
        "var.name",
        "var.read_authorization",
        "var.read_scopes",
        "var.table_flavours_arn",
        "var.table_flavours_name",
        "var.user_pool_arns",
        "var.vpc_endpoint_ids",
        "var.write_authorization",
        "var.write_scopes",
    ];
    let expected = format!("${{sha1(jsonencode([{}]))}}", values.join(", "));
    assert_eq!(triggers["values"], expected);
}
