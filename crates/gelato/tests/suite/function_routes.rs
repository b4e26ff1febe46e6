//! Functions behind routes, and functions as authorizers: what is declared, who may call, and what is refused.

use gelato::constructs::api_gateway::{AuthorizerInput, UNAUTHENTICATED_WRITE};
use gelato::environment::{Caller, Environment};
use gelato::prelude::*;
use gelato::service::Program;
use gelato::synth::{Extent, Synthesis};

use super::constructs::{api, check};
use super::openapi_schema::assert_valid;
use super::programs::{Shop, file, synthesised, without_lines};
use super::project_copy::environment_with_api;
use super::refusals::{self, Case, marked, problems};

fn function(m: &Module, id: &str) -> RustFunction {
    RustFunction::new(m, id, RustFunctionProps::new("Answers"))
}

#[test]
fn a_function_answers_routes_and_only_they_may_call_it() {
    check("function_routes", |m| {
        let (desk, guard) = (function(m, "desk"), function(m, "guard"));
        api(m, |api| {
            let token = AuthorizerInput::Token { header: "X-Partner".into(), pattern: Some("[A-Z]{2}".into()) };
            let token = FunctionAuthorizerProps { input: token, ..FunctionAuthorizerProps::default() };
            let token = api.function_authorizer("partner", &guard, token);
            let request = [IdentitySource::header("X-Session"), IdentitySource::query("session")];
            let request =
                FunctionAuthorizerProps { cache_seconds: 60.into(), ..FunctionAuthorizerProps::request(request) };
            let request = api.function_authorizer("session", &guard, request);
            let order = api.body(
                "Order",
                "What is ordered",
                [
                    Attribute::required("cone", text(1..=40), "Which cone"),
                    Attribute::optional("scoops", number(1..=9), "How many scoops"),
                ],
            );
            api.get("", desk.handles().named("shop").authorized(Authorization::None));
            api.post("orders", desk.handles().body(&order).authorized(&token));
            let found = desk.handles().query("page").required_query("day").authorized(&request);
            api.get("orders/{order}", found);
            api.any("admin/{proxy+}", desk.handles().authorized(Authorization::Iam));
        });
    });
}

/// The functions are made in one module, and the API in another.
fn apart(service: &Description, declare: fn(&mut Routes<'_>, &RustFunction, &RustFunction)) {
    let made = |m: &Module| (function(m, "desk"), function(m, "guard"));
    let (desk, guard) = service.module("functions", "What answers.", made);
    service.module("api", "The API.", |m| RestApi::new(m, "shop", "A shop", |api| declare(api, &desk, &guard)));
}

fn synthesis(
    environment: Environment,
    declare: fn(&mut Routes<'_>, &RustFunction, &RustFunction),
) -> Result<Synthesis, String> {
    synthesised(&Shop(move |service: &Description| apart(service, declare)), &[environment], Extent::Complete)
}

#[test]
fn a_function_of_another_module_crosses_by_its_name_and_its_uri() {
    let synthesis = synthesis(environment_with_api("prod"), |api, desk, guard| {
        let guard = api.function_authorizer("guard", guard, FunctionAuthorizerProps::default());
        api.get("orders", desk.handles().authorized(&guard));
    });
    let synthesis = synthesis.unwrap();
    let definition = file(&synthesis, "modules/api/definition.tf.json");
    let integration = &definition["resource"]["aws_api_gateway_integration"]["get_orders"];
    assert_eq!(integration["uri"], "${var.functions_desk_invoke_arn}");
    assert!(integration.get("request_templates").is_none() && integration.get("passthrough_behavior").is_none());
    let main = file(&synthesis, "modules/api/main.tf.json");
    let permissions = &main["resource"]["aws_lambda_permission"];
    assert_eq!(permissions["get_orders"]["function_name"], "${var.functions_desk_function_name}");
    assert_eq!(permissions["guard_authorizer"]["function_name"], "${var.functions_guard_function_name}");
    let stage = main["resource"]["aws_api_gateway_stage"]["shop"]["depends_on"].to_string();
    assert!(stage.contains("aws_lambda_permission.get_orders"), "{stage}");
    let values = main["resource"]["aws_api_gateway_deployment"]["shop"]["triggers"]["values"].to_string();
    for value in ["var.functions_desk_invoke_arn", "var.functions_guard_invoke_arn"] {
        assert!(values.contains(value), "a deployment does not follow `{value}`: {values}");
    }
}

#[test]
fn a_function_that_anyone_may_call_to_write_needs_a_reason() {
    let open = |declare| synthesis(environment_with_api("prod"), declare);
    let none = Authorization::None;
    let post = open(|api, desk, _| api.post("orders", desk.handles().authorized(Authorization::None)));
    let any = open(|api, desk, _| api.any("{proxy+}", desk.handles().authorized(Authorization::None)));
    for (refused, verb) in [(post, "POST"), (any, "ANY")] {
        let message = refused.expect_err(verb);
        assert!(message.contains(&format!("anyone may call this {verb}")), "{message}");
        assert!(message.contains("function_routes.rs:") && message.contains("`Function`"), "{message}");
    }
    assert!(open(|api, desk, _| api.get("orders", desk.handles().authorized(Authorization::None))).is_ok(), "{none:?}");
    let reason = |api: &mut Routes<'_>, desk: &RustFunction, _: &RustFunction| {
        api.any("{proxy+}", desk.handles().authorized(Authorization::Open { reason: "It only counts.".into() }));
    };
    let exceptions = open(reason).unwrap().exceptions;
    let found: Vec<_> = exceptions.iter().map(|(_, one)| (one.rule, one.subject.as_str())).collect();
    assert_eq!(found, [(UNAUTHENTICATED_WRITE, "aws_api_gateway_method.any_proxy")]);
}

/// An environment in which the program's authorizer decides.
fn asking_the_program() -> Environment {
    let mut environment = environment_with_api("prod");
    let access = &mut environment.settings.api.as_mut().unwrap().access;
    (access.reads, access.writes, access.unauthenticated_writes) = (Caller::Authorizer, Caller::Authorizer, None);
    environment
}

fn offering(api: &mut Routes<'_>, desk: &RustFunction, guard: &RustFunction) {
    let guard = api.function_authorizer("guard", guard, FunctionAuthorizerProps::token("X-Key"));
    api.offer_authorizer(&guard, &guard);
    api.any("{proxy+}", desk.handles());
    api.get("orders", desk.handles());
}

#[test]
fn an_environment_may_choose_the_authorizer_that_the_program_offers() {
    let root = file(&synthesis(asking_the_program(), offering).unwrap(), "terraform/prod/main.tf.json");
    let call = &root["module"]["api"];
    assert_eq!(
        (&call["read_authorization"], &call["write_authorization"]),
        (&"AUTHORIZER".into(), &"AUTHORIZER".into())
    );
    let message = synthesis(asking_the_program(), |api, desk, _| api.get("orders", desk.handles()));
    let message = without_lines(&message.expect_err("nothing was refused"));
    for key in ["reads", "writes"] {
        let expected = format!("environment `prod`: `api.access.{key}` is `authorizer`, and the API offers none");
        assert!(message.contains(&expected) && message.contains("FILE:LINE"), "{message}");
    }
}

#[test]
fn the_description_has_an_operation_for_each_verb_of_any() {
    let service = Shop(|service: &Description| apart(service, offering));
    let api = Program::of(&service).unwrap().api().unwrap();
    let document = gelato::openapi::document("shop", &api, &asking_the_program());
    assert_valid(&document);
    let any = document["paths"]["/{proxy}"].as_object().unwrap();
    assert_eq!(any.keys().collect::<Vec<_>>(), ["delete", "get", "patch", "post", "put"]);
    assert_eq!(any["post"]["operationId"], "PostProxy");
    assert_eq!(any["post"]["security"][0]["header_x-key"], serde_json::json!([]));
    assert!(any["get"]["responses"].get("default").is_some(), "{:?}", any["get"]);
    assert_eq!(document["components"]["securitySchemes"]["header_x-key"]["name"], "X-Key");
}

const CASES: [Case<Module>; 9] = [
    Case {
        describe: |m| {
            let guard = function(m, "guard");
            api(m, |api| {
                // To blame:
                api.function_authorizer("guard", &guard, FunctionAuthorizerProps::token("X Key"));
                api.get("a", guard.handles());
            });
        },
        found: "authorizer `guard`: `X Key` cannot be an identity source",
        allowed: Some("a name of letters, digits, `-`, `_`, `.` and `$`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let guard = function(m, "guard");
            let cached = FunctionAuthorizerProps { cache_seconds: 60.into(), ..FunctionAuthorizerProps::request([]) };
            api(m, |api| {
                // To blame:
                api.function_authorizer("guard", &guard, cached);
                api.get("a", guard.handles());
            });
        },
        found: "authorizer `guard`: its answers are kept, but it has no identity source to keep them by",
        allowed: None,
        hint: Some("name what identifies the caller, or set `cache_seconds` to 0"),
    },
    Case {
        describe: |m| {
            let guard = function(m, "guard");
            let cached = FunctionAuthorizerProps { cache_seconds: 3601.into(), ..FunctionAuthorizerProps::default() };
            api(m, |api| {
                // To blame:
                api.function_authorizer("guard", &guard, cached);
                api.get("a", guard.handles());
            });
        },
        found: "authorizer `guard`: its answers are kept for 3601 seconds",
        allowed: Some("0 to 3600"),
        hint: None,
    },
    Case {
        describe: |m| {
            let guard = function(m, "guard");
            let input = AuthorizerInput::Token { header: "X-Key".into(), pattern: Some("(".into()) };
            let wrong = FunctionAuthorizerProps { input, ..FunctionAuthorizerProps::default() };
            api(m, |api| {
                // To blame:
                api.function_authorizer("guard", &guard, wrong);
                api.get("a", guard.handles());
            });
        },
        found: "authorizer `guard`: bad pattern `(`: Parsing error at position 9: Opening parenthesis without closing parenthesis",
        allowed: Some("a regular expression of Java"),
        hint: None,
    },
    Case {
        describe: |m| {
            let guard = function(m, "guard");
            api(m, |api| {
                let offered = api.function_authorizer("guard", &guard, FunctionAuthorizerProps::default());
                api.get("a", guard.handles());
                // To blame:
                api.offer_authorizer(&offered, &offered);
            });
        },
        found: "the environment's choice of authorizer comes after a method that depends on it",
        allowed: None,
        hint: Some("call `offer_authorizer` before the first method"),
    },
    Case {
        describe: |m| {
            let desk = function(m, "desk");
            api(m, |api| {
                // To blame:
                api.offer_authorizer(Authorization::Iam, Authorization::Iam);
                api.get("a", desk.handles());
            });
        },
        found: "the environment is offered an authorization without an authorizer",
        allowed: Some("`Function` and `Cognito`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let desk = function(m, "desk");
            api(m, |api| {
                let twice = ["cone", "cone"].map(|name| Attribute::required(name, text(1..=9), "A cone"));
                // To blame:
                let body = api.body("Order", "What is ordered", twice);
                api.post("orders", desk.handles().body(&body));
            });
        },
        found: "body `Order`: attribute `cone` is described twice",
        allowed: None,
        hint: Some("remove one of the two, or rename it"),
    },
    Case {
        describe: |m| {
            let cones = Table::new(m, "cones", TableProps::new(Key::string("cone")));
            let cone = cones.item("Cone", [Attribute::required("cone", text(1..=9), "A cone")]);
            api(m, |api| {
                api.get("cones/{cone}", cone.get());
                // To blame:
                api.any("cones", cone.put());
            });
        },
        found: "method `any_cones`: a method on items answers every verb here",
        allowed: Some("one verb, such as `api.get`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let desk = function(m, "desk");
            api(m, |api| {
                api.any("orders", desk.handles());
                // To blame:
                api.any("orders", desk.handles());
            });
        },
        found: "method `any_orders`: `/orders` already has a ANY method: first at FILE:LINE",
        allowed: Some("one of each verb"),
        hint: None,
    },
];

#[test]
fn each_refusal_names_its_line() {
    refusals::check(file!(), &CASES, &marked(include_str!("function_routes.rs")), problems);
}
