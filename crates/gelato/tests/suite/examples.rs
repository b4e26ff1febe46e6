//! The examples `rooms`, `quotes`, `jobs` and `parcels`: synthesised for each of their environments, and planned.

#[path = "../../../../examples/jobs/src/main.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod jobs;
#[path = "../../../../examples/parcels/src/main.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod parcels;
#[path = "../../../../examples/quotes/src/main.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod quotes;
#[path = "../../../../examples/rooms/src/main.rs"]
#[expect(dead_code, reason = "the program's `main` is not called here")]
mod rooms;

use gelato::environment::Environment;
use gelato::service::{Program, Service};
use gelato::synth::{Extent, Synthesis, synthesise};

use super::openapi_schema::assert_valid;
use super::project_copy::{ProjectCopy, repository};
use super::real_terraform::{Plan, Terraform};

/// A service with its folder below `examples`.
struct Example<S> {
    service: S,
    folder: &'static str,
}

const ROOMS: Example<rooms::Rooms> = Example { service: rooms::Rooms, folder: "rooms" };
const QUOTES: Example<quotes::Quotes> = Example { service: quotes::Quotes, folder: "quotes" };
const JOBS: Example<jobs::Jobs> = Example { service: jobs::Jobs, folder: "jobs" };
const PARCELS: Example<parcels::Parcels> = Example { service: parcels::Parcels, folder: "parcels" };

/// The secrets of all examples.
const SECRETS: [(&str, &str); 3] =
    [("TF_VAR_alert_email", "a@example.com"), ("TF_VAR_courier_token", "secret"), ("TF_VAR_partners", "ann=AB-1234")];

impl<S: Service> Example<S> {
    fn environments(&self) -> Vec<Environment> {
        let folder = repository().join("examples").join(self.folder).join("environments");
        Program::of(&self.service).unwrap().environments(&folder).all().unwrap()
    }

    fn synthesised(&self) -> Synthesis {
        let program = Program::of(&self.service).unwrap();
        let synthesis = synthesise(&program, &self.environments(), Extent::Complete).unwrap();
        assert!(synthesis.unchecked.is_empty(), "{:?}", synthesis.unchecked);
        synthesis
    }

    /// The plan of an environment, with stand-ins for the functions' zips.
    fn plan(&self, environment: &str) -> Plan {
        let project = ProjectCopy::empty();
        for (path, text) in self.synthesised().files {
            project.write(path.to_str().unwrap(), &text);
        }
        for function in Program::of(&self.service).unwrap().functions() {
            project.write(&format!("dist/{environment}/{function}.zip"), "not built for a plan");
        }
        for asset in Program::of(&self.service).unwrap().assets() {
            let name = asset.bundle_name();
            project.write(&format!("dist/{environment}/{name}.zip"), "not zipped for a plan");
        }
        let terraform = Terraform::in_root(&project, environment).with(&SECRETS);
        terraform.validate();
        terraform.plan()
    }
}

#[test]
fn their_descriptions_are_valid() {
    for environment in ROOMS.environments() {
        assert_valid(&gelato::openapi::document("rooms", &api_of(&ROOMS), &environment));
    }
    for environment in QUOTES.environments() {
        assert_valid(&gelato::openapi::document("quotes", &api_of(&QUOTES), &environment));
    }
    for environment in PARCELS.environments() {
        assert_valid(&gelato::openapi::document("parcels", &api_of(&PARCELS), &environment));
    }
}

fn api_of<S: Service>(example: &Example<S>) -> gelato::openapi::ApiDescription {
    Program::of(&example.service).unwrap().api().unwrap()
}

#[test]
fn the_synthesised_modules_do_not_depend_on_the_environments() {
    let program = Program::of(&parcels::Parcels).unwrap();
    let complete = PARCELS.synthesised();
    for environment in PARCELS.environments() {
        let alone = synthesise(&program, &[environment], Extent::Partial).unwrap();
        for (path, text) in alone.files.iter().filter(|(path, _)| path.starts_with("modules")) {
            assert_eq!(complete.files.get(path), Some(text), "{}", path.display());
        }
    }
}

/// The documentation's program is the example, so that nobody has to keep two of them.
#[test]
fn the_program_in_the_documentation_is_the_example() {
    let text = std::fs::read_to_string(repository().join("docs/own-service.md")).unwrap();
    let program = std::fs::read_to_string(repository().join("examples/rooms/src/main.rs")).unwrap();
    assert!(text.contains(&format!("```rust,no_run\n{program}```\n")), "docs/own-service.md has another program");
}

#[test]
fn they_are_as_short_as_they_are_meant_to_be() {
    let lines = |file: &str| {
        let text = std::fs::read_to_string(repository().join(file)).unwrap();
        let code = text.lines().map(str::trim).filter(|line| !line.is_empty());
        code.filter(|line| !line.starts_with("//") && !line.starts_with('#')).count()
    };
    let most = [
        ("examples/rooms/src/main.rs", 90),
        ("examples/jobs/src/main.rs", 100),
        ("examples/parcels/src/main.rs", 140),
        ("examples/rooms/environments/local.toml", 12),
        ("examples/quotes/src/main.rs", 90),
        ("examples/parcels/environments/local.toml", 12),
        ("environments/local.toml", 12),
    ];
    for (file, most) in most {
        assert!(lines(file) <= most, "{file} has {} lines; at most {most}", lines(file));
    }
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_the_rooms() {
    let plan = ROOMS.plan("local");
    assert_eq!(plan.counts()["aws_dynamodb_table"], 1);
    assert_eq!(plan.counts()["aws_api_gateway_method"], 9, "six calls, and preflight for three paths");
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_the_parcels_in_both_environments() {
    for environment in ["local", "prod"] {
        let plan = PARCELS.plan(environment);
        let counts = plan.counts();
        for (kind, count) in [
            ("aws_cloudwatch_metric_alarm", 2),
            ("aws_lambda_event_source_mapping", 2),
            ("aws_lambda_function", 2),
            ("aws_s3_bucket_lifecycle_configuration", 1),
            ("aws_scheduler_schedule", 1),
            ("aws_sns_topic_subscription", 1),
            ("aws_sqs_queue", 1),
        ] {
            assert_eq!(counts[kind], count, "{environment}: {kind}");
        }
        let after = plan.after();
        let function = |id: &str| &after[format!("module.changes.aws_lambda_function.{id}").as_str()]["after"];
        if environment == "prod" {
            assert_eq!(function("publisher")["architectures"][0], "arm64");
            assert_eq!(function("forwarder")["architectures"][0], "x86_64");
        }
    }
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_the_quotes_in_each_environment() {
    for environment in ["local", "prod", "zurich"] {
        let plan = QUOTES.plan(environment);
        let counts = plan.counts();
        for (kind, count) in [
            ("aws_api_gateway_authorizer", 2),
            ("aws_api_gateway_method", 6),
            ("aws_cognito_resource_server", 1),
            ("aws_cognito_user_pool", 1),
            ("aws_cognito_user_pool_client", 1),
            ("aws_cognito_user_pool_domain", 1),
            ("aws_lambda_function", 2),
            ("aws_lambda_permission", 4),
            ("aws_s3_object", 1),
        ] {
            assert_eq!(counts[kind], count, "{environment}: {kind}");
        }
        let after = plan.after();
        let method = |id: &str| &after[format!("module.api.aws_api_gateway_method.{id}").as_str()]["after"];
        let kinds = ["partners", "quote", "zone"].map(|id| method(id)["authorization"].as_str().unwrap());
        assert_eq!(kinds, ["CUSTOM", "COGNITO_USER_POOLS", "COGNITO_USER_POOLS"], "{environment}");
    }
}

#[test]
#[ignore = "slow (the real provider): `make test-all` runs it"]
fn terraform_plans_the_jobs_in_both_environments() {
    for (environment, visibility) in [("local", 180), ("prod", 360)] {
        let plan = JOBS.plan(environment);
        let counts = plan.counts();
        for (kind, count) in [
            ("aws_cloudwatch_metric_alarm", 3),
            ("aws_kms_alias", 1),
            ("aws_kms_key", 1),
            ("aws_lambda_event_source_mapping", 1),
            ("aws_lambda_permission", 2),
            ("aws_s3_bucket_lifecycle_configuration", 1),
            ("aws_s3_bucket_notification", 1),
            ("aws_s3_bucket_versioning", 1),
            ("aws_scheduler_schedule", 1),
            ("aws_secretsmanager_secret_version", 1),
            ("aws_sns_topic_policy", 1),
            ("aws_sns_topic_subscription", 3),
            ("aws_sqs_queue_policy", 2),
            ("aws_ssm_parameter", 1),
        ] {
            assert_eq!(counts[kind], count, "{environment}: {kind}");
        }
        let after = plan.after();
        let queue = &after["module.jobs.aws_sqs_queue.jobs"]["after"];
        assert_eq!(queue["visibility_timeout_seconds"], visibility, "{environment}: six times the function's timeout");
        let mapping = &after["module.jobs.aws_lambda_event_source_mapping.worker"]["after"];
        assert_eq!(mapping["function_response_types"], serde_json::json!(["ReportBatchItemFailures"]), "{environment}");
        let schedule = &after["module.jobs.aws_scheduler_schedule.nightly"]["after"];
        assert_eq!(schedule["schedule_expression_timezone"], "Europe/Berlin", "{environment}");
    }
}
