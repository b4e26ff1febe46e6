//! Access: who may read and who may write. Covers what is declared, and what an environment or a program may not say.

use gelato::constructs::api_gateway::{
    Choice, DomainProps, MethodProps, RestApiProps, UNAUTHENTICATED_WRITE, UsagePlanProps,
};
use gelato::environment::{Environment, EnvironmentName};
use gelato::openapi::Verb;
use gelato::prelude::*;
use gelato::synth::{Extent, Synthesis};

use super::constructs::{api, api_props, check, failing, method};
use super::library::route;
use super::programs::{one_module, synthesised};
use super::project_copy::{ProjectCopy, environment_with_api};

const FILE: &str = "environments/dev.toml";
const READS: &str = "reads = \"none\"";
const WRITES: &str = "writes = \"none\"";
const REASON: &str = "unauthenticated_writes = \"A playground: it takes 20 requests a second at most, and only our own \
                      numbers are texted.\"";

/// Loads `dev` with replaced texts.
fn load(changes: &[(&str, &str)]) -> (ProjectCopy, Result<Environment, String>) {
    let project = ProjectCopy::empty();
    for (found, wanted) in changes {
        project.replace(FILE, found, wanted);
    }
    let name = EnvironmentName::try_new("dev").unwrap();
    let loaded = Environment::load(&project.path("environments"), &name).map_err(|error| error.to_string());
    (project, loaded)
}

/// Asserts that the error is at the line of this key and contains all these texts.
#[track_caller]
fn refused(changes: &[(&str, &str)], key: &str, expected: &[&str]) {
    let (project, loaded) = load(changes);
    let message = loaded.expect_err("nothing was refused");
    let text = project.read(FILE);
    let line = text.lines().position(|line| line.trim_start().starts_with(key)).unwrap() + 1;
    let place = format!("{}:{line}:", project.path(FILE).display());
    for part in expected.iter().chain(&[place.as_str()]) {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
}

#[test]
fn anyone_may_write_in_aws_for_a_reason_only() {
    let expected = [
        "`api.access.writes` is `none`",
        "`api-key`, `iam`, `cognito` and `authorizer`",
        "api.access.unauthenticated_writes",
    ];
    refused(&[(REASON, "")], "writes", &expected);
    refused(&[(REASON, "unauthenticated_writes = \"ok\"")], "unauthenticated_writes", &["`ok`", "10 characters"]);
    assert!(load(&[]).1.is_ok());
    let here = [(REASON, ""), ("target = \"aws\"", "target = \"local\"")];
    assert!(load(&here).1.is_ok());
}

#[test]
fn a_reason_for_what_is_not_so_is_refused() {
    refused(&[(WRITES, "writes = \"iam\"")], "unauthenticated_writes", &["`api.access.writes` is not `none`"]);
}

#[test]
fn an_unknown_kind_of_caller_is_refused_with_the_one_that_was_meant() {
    let wrong = [(WRITES, "writes = \"apikey\""), (REASON, "")];
    refused(&wrong, "writes", &["unknown value `apikey`", "`api-key`", "did you mean `api-key`?"]);
}

/// `[api.access]` with API keys, with these lines in their table.
fn with_keys(lines: &str) -> String {
    format!("writes = \"api-key\"\n[api.access.api_keys]\n{lines}\n#")
}

#[test]
fn keys_need_holders_and_limits() {
    refused(&[(WRITES, "writes = \"api-key\""), (REASON, "")], "writes", &["`api-key` needs", "[api.access.api_keys]"]);
    refused(&[(READS, "reads = \"api-key\"")], "reads", &["`api-key` needs", "[api.access.api_keys]"]);
    let limits = "rate_per_second = 1\nburst = 1\nquota = 1\nperiod = \"DAY\"";
    let keys = |holders: &str| with_keys(&format!("holders = {holders}\n{limits}"));
    refused(&[(WRITES, &keys("[]")), (REASON, "")], "holders", &["is empty: nobody could call"]);
    refused(&[(WRITES, &keys("[\"a\", \"a\"]")), (REASON, "")], "holders", &["twice", "one key"]);
    refused(&[(WRITES, &keys("[\"a b\"]")), (REASON, "")], "holders", &["`a b`", "letters, digits, `_` and `-`"]);
    let unused = keys("[\"a\"]").replace("writes = \"api-key\"", "writes = \"iam\"");
    refused(&[(WRITES, &unused), (REASON, "")], "holders", &["neither `reads` nor `writes` is `api-key`"]);
    let period = keys("[\"a\"]").replace("DAY", "YEAR");
    refused(&[(WRITES, &period), (REASON, "")], "period", &["unknown value `YEAR`", "`DAY`", "`WEEK`", "`MONTH`"]);
}

#[test]
fn tokens_need_user_pools() {
    refused(&[(READS, "reads = \"cognito\"")], "reads", &["`cognito` needs", "[api.access.cognito]"]);
    let tokens = |arns: &str| format!("writes = \"cognito\"\n[api.access.cognito]\nuser_pool_arns = {arns}\n#");
    refused(&[(WRITES, &tokens("[]")), (REASON, "")], "user_pool_arns", &["is empty: nobody could call"]);
    let other = "[\"arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-west-1_Ab12\"]";
    refused(&[(WRITES, &tokens(other)), (REASON, "")], "user_pool_arns", &["is not a user pool's ARN", "such as"]);
    let scope = "[\"arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12\"]\nread_scopes = [\"a b\"]";
    refused(&[(WRITES, &tokens(scope)), (REASON, "")], "read_scopes", &["`a b` is not a scope", "ASCII"]);
    let unused = tokens("[\"arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Ab12\"]");
    let unused = unused.replace("writes = \"cognito\"", "writes = \"iam\"");
    refused(&[(WRITES, &unused), (REASON, "")], "user_pool_arns", &["neither `reads` nor `writes` is `cognito`"]);
}

#[test]
fn an_endpoint_says_from_where_it_is_reached() {
    let endpoint = |lines: &str| format!("[api.endpoint]\n{lines}\n\n[api.cors]");
    let cases =
        [("type = \"privat\"", "did you mean `private`?"), ("type = \"private\"", "name the `vpc_endpoint_ids`")];
    for (lines, expected) in cases {
        let (_, loaded) = load(&[("[api.cors]", &endpoint(lines))]);
        assert!(loaded.as_ref().is_err_and(|message| message.contains(expected)), "{loaded:?}");
    }
    let ids = endpoint("type = \"regional\"\nvpc_endpoint_ids = [\"vpce-01234567\"]");
    refused(&[("[api.cors]", &ids)], "vpc_endpoint_ids", &["only for `type = \"private\"`"]);
    let wrong = endpoint("type = \"private\"\nvpc_endpoint_ids = [\"vpc-01234567\"]");
    refused(&[("[api.cors]", &wrong)], "vpc_endpoint_ids", &["`vpc-01234567`", "vpce-0123456789abcdef0"]);
}

#[test]
fn a_domain_has_a_certificate_of_the_right_region() {
    let domain = |kind: &str, region: &str, name: &str| {
        format!(
            "[api.endpoint]\ntype = \"{kind}\"\n[api.endpoint.domain]\nname = \"{name}\"\ncertificate_arn = \
             \"arn:aws:acm:{region}:111122223333:certificate/12345678-1234-1234-1234-123456789012\"\n\n[api.cors]"
        )
    };
    let own = domain("regional", "us-east-1", "api.gelato.example");
    refused(&[("[api.cors]", &own)], "certificate_arn", &["the environment's region"]);
    let edge = domain("edge", "eu-central-1", "api.gelato.example");
    refused(&[("[api.cors]", &edge)], "certificate_arn", &["a certificate in `us-east-1`"]);
    let name = domain("regional", "eu-central-1", "https://api.gelato.example");
    refused(&[("[api.cors]", &name)], "name =", &["is not a domain's name", "`api.example.com`"]);
    assert!(load(&[("[api.cors]", &domain("edge", "us-east-1", "api.gelato.example"))]).1.is_ok());
}

#[test]
fn a_browsers_header_is_a_name() {
    let headers = "allow_headers = [\"X Request\"]\nmax_age_seconds";
    refused(&[("max_age_seconds", headers)], "allow_headers", &["`X Request` is not a header's name", "X-Request-Id"]);
}

/// The files of a service whose API has one method.
fn with(environment: &str, verb: Verb, authorization: &Authorization) -> Result<Synthesis, String> {
    let service = one_module("shop", |module| {
        let authorization = authorization.clone();
        api(module, |api| route(api, verb, "sales", MethodProps { authorization, ..method("sell", failing()) }));
    });
    synthesised(&service, &[environment_with_api(environment)], Extent::Partial)
}

#[test]
fn a_program_that_lets_anyone_write_is_refused_in_aws() {
    let message = with("prod", Verb::Post, &Authorization::None).expect_err("nothing was refused");
    for part in ["`aws_api_gateway_method.sell` in `shop`", "POST", "`Iam`", "Authorization::Open", "access.rs:"] {
        assert!(message.contains(part), "`{part}` is not in:\n{message}");
    }
    assert!(with("local", Verb::Post, &Authorization::None).is_ok());
    assert!(with("prod", Verb::Get, &Authorization::None).is_ok());
    for authorization in [Authorization::ApiKey, Authorization::Iam, Authorization::Environment] {
        assert!(with("prod", Verb::Post, &authorization).is_ok(), "{authorization:?}");
    }
}

#[test]
fn a_program_that_says_why_is_listed() {
    let reason = "Counted, and thrown away";
    let synthesis = with("prod", Verb::Post, &Authorization::Open { reason: reason.into() }).unwrap();
    let exceptions = synthesis.exceptions.iter();
    let found: Vec<_> = exceptions.map(|(_, one)| (one.rule, one.subject.as_str(), one.reason.as_str())).collect();
    assert_eq!(found, [(UNAUTHENTICATED_WRITE, "aws_api_gateway_method.sell", reason)]);
}

#[test]
fn each_kind_of_caller() {
    check("access", |module| {
        let domain = DomainProps {
            name: "shop.example".into(),
            certificate_arn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678".into(),
            base_path: "v1".into(),
            endpoint: "EDGE".into(),
        };
        let props = RestApiProps { domain: Some(domain), ..api_props() };
        let shop = RestApi::new(module, "shop", props, |api| {
            let pool = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_Ab12Cd34E";
            let pool = api.cognito_authorizer("pool", [pool].into());
            let kinds = [
                ("anyone", Verb::Get, Authorization::None),
                ("key", Verb::Delete, Authorization::ApiKey),
                ("signature", Verb::Patch, Authorization::Iam),
                ("token", Verb::Post, Authorization::Cognito(pool, ["shop/sell"].into())),
                ("chosen", Verb::Put, Authorization::Chosen(choice(module, api))),
            ];
            for (id, verb, authorization) in kinds {
                route(api, verb, "sales", MethodProps { authorization, ..method(id, failing()) });
            }
        });
        shop.stage().usage_plan(
            module,
            "callers",
            UsagePlanProps {
                name: "shop".into(),
                holders: ["web"].into(),
                rate: 5.into(),
                burst: 2.into(),
                quota: 100.into(),
                period: "WEEK".into(),
            },
        );
    });
}

/// A choice that the caller of the module makes.
fn choice(module: &Module, api: &Routes<'_>) -> Choice {
    let pools = module.variable("user_pool_arns", Variable::required("Whose tokens."));
    Choice {
        kind: module.variable("write_authorization", Variable::required("Who.")),
        authorizer: api.cognito_authorizer("tokens", pools),
        scopes: module.variable("write_scopes", Variable::required("Of which a token needs one.")),
        own: None,
    }
}
