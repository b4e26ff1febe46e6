//! User pools: what is declared, whose tokens an API accepts, and what is refused.

use gelato::prelude::*;
use gelato::synth::Extent;

use super::constructs::{api, check};
use super::programs::{Shop, file, synthesised};
use super::project_copy::environment_with_api;
use super::refusals::{self, Case, marked, problems};

fn pool(m: &Module) -> UserPool {
    UserPool::new(m, "people", UserPoolProps::default())
}

#[test]
fn a_pool_has_clients_scopes_and_sign_in_pages() {
    check("user_pool", |m| {
        let props = UserPoolProps {
            name: Some("people".into()),
            mfa: Mfa::Required,
            deletion_protection: Some(true.into()),
            ..UserPoolProps::default()
        };
        let people = UserPool::new(m, "people", props);
        let [read, write] = people.resource_server(m, "shop", [("read", "See orders"), ("write", "Change orders")]);
        let web = UserPoolClientProps::browser(["https://shop.example/in"]).with_scopes([&read]);
        people.client(m, "web", web);
        let own = UserPoolClientProps { access_token_minutes: 15.into(), ..UserPoolClientProps::machine([&write]) };
        people.client(m, "worker", own);
        people.domain(m, "aws", UserPoolDomainProps::Prefix(Some("shop-people".into())));
        let own = UserPoolDomainProps::Custom {
            name: "auth.shop.example".into(),
            certificate_arn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678".into(),
        };
        people.domain(m, "own", own);
        let role = RoleProps {
            name: "support".into(),
            description: "Helps users".into(),
            assumed_by: "lambda.amazonaws.com".into(),
        };
        let role = Role::new(m, "support", role);
        role.grant(m, people.read_users());
        role.grant(m, people.manage_users());
    });
}

#[test]
fn users_may_sign_up_by_name_without_a_second_factor() {
    check("user_pool_by_name", |m| {
        let props = UserPoolProps {
            name: Some("people".into()),
            sign_in: SignIn::Username,
            sign_up: SignUp::Anyone,
            mfa: Mfa::Off,
            deletion_protection: Some(false.into()),
            ..UserPoolProps::default()
        };
        UserPool::new(m, "people", props);
    });
}

#[test]
fn an_api_of_another_module_accepts_tokens_with_its_scopes() {
    let service = Shop(|service: &Description| {
        let (people, read) = service.module("people", "Who buys.", |m| {
            let people = pool(m);
            let [read] = people.resource_server(m, "shop", [("read", "See orders")]);
            (people, read)
        });
        service.module("api", "The API.", |m| {
            let desk = RustFunction::new(m, "desk", RustFunctionProps::new("Answers"));
            api(m, |api| {
                let people = api.user_pool_authorizer("people", &people);
                api.get("orders", desk.handles().authorized(people.with_scope([&read])));
                api.post("orders", desk.handles().authorized(people.identity()));
            });
        });
    });
    let synthesis = synthesised(&service, &[environment_with_api("prod")], Extent::Complete).unwrap();
    let definition = file(&synthesis, "modules/api/definition.tf.json");
    let authorizer = &definition["resource"]["aws_api_gateway_authorizer"]["people"];
    assert_eq!(authorizer["provider_arns"][0], "${var.people_people_arn}");
    let methods = &definition["resource"]["aws_api_gateway_method"];
    assert_eq!(methods["get_orders"]["authorization_scopes"], "${toset([\"shop/read\"])}");
    assert_eq!(methods["post_orders"]["authorization"], "COGNITO_USER_POOLS");
    let root = file(&synthesis, "terraform/prod/main.tf.json");
    let protected = root["resource"]["terraform_data"]["protected"]["triggers_replace"].to_string();
    assert!(protected.contains("module.people.people_arn"), "{protected}");
}

/// Declares a client of a pool.
#[track_caller]
fn client(m: &Module, props: UserPoolClientProps) {
    pool(m).client(m, "web", props);
}

const CASES: [Case<Module>; 11] = [
    Case {
        describe: |m| {
            let password = PasswordPolicy { minimum_length: 5, ..PasswordPolicy::default() };
            // To blame:
            UserPool::new(m, "people", UserPoolProps { password, ..UserPoolProps::default() });
        },
        found: "user pool `people`: a password has at least 5 characters",
        allowed: Some("6 to 99"),
        hint: None,
    },
    Case {
        describe: |m| {
            let password = PasswordPolicy { temporary_days: 0, ..PasswordPolicy::default() };
            // To blame:
            UserPool::new(m, "people", UserPoolProps { password, ..UserPoolProps::default() });
        },
        found: "user pool `people`: a temporary password is valid for 0 days",
        allowed: Some("1 to 365"),
        hint: None,
    },
    Case {
        describe: |m| {
            // To blame:
            client(m, UserPoolClientProps::browser(["http://shop.example/in"]));
        },
        found: "client `web`: `http://shop.example/in` would get a code or a user in the clear, or is no URL",
        allowed: Some("`https://…`, `http://localhost…` and an app's own scheme, without `#` and `*`"),
        hint: None,
    },
    Case {
        describe: |m| {
            // To blame:
            client(m, UserPoolClientProps::browser(Vec::<Value<String>>::new()));
        },
        found: "client `web`: it has no callback URL, so that nobody could sign in",
        allowed: None,
        hint: Some("name where the sign-in page sends users"),
    },
    Case {
        describe: |m| {
            // To blame:
            client(m, UserPoolClientProps::machine([]));
        },
        found: "client `web`: a program without users has no scope, so that its tokens would allow nothing",
        allowed: None,
        hint: Some("name the scopes of a resource server: `UserPoolClientProps::machine([&read])`"),
    },
    Case {
        describe: |m| {
            let others = UserPool::new(m, "others", UserPoolProps::default());
            let [read] = others.resource_server(m, "shop", [("read", "See orders")]);
            // To blame:
            client(m, UserPoolClientProps::machine([&read]));
        },
        found: "client `web`: the scope `shop/read` is of another user pool",
        allowed: None,
        hint: Some("declare the resource server in this pool"),
    },
    Case {
        describe: |m| {
            let brief = UserPoolClientProps::browser(["https://shop.example/in"]);
            // To blame:
            client(m, UserPoolClientProps { access_token_minutes: 4.into(), ..brief });
        },
        found: "client `web`: an access token is valid for 4 minutes",
        allowed: Some("5 to 1440"),
        hint: None,
    },
    Case {
        describe: |m| {
            let people = pool(m);
            // To blame:
            people.resource_server(m, "shop", [("orders/read", "See orders")]);
        },
        found: "resource server `shop`: `orders/read` is not the name of a scope",
        allowed: Some("visible ASCII characters without `\"`, `\\` and `/`"),
        hint: None,
    },
    Case {
        describe: |m| {
            let people = pool(m);
            // To blame:
            people.resource_server(m, "shop", [("read", "See orders"), ("read", "See cones")]);
        },
        found: "resource server `shop`: `read` is declared twice",
        allowed: Some("one scope of each name"),
        hint: None,
    },
    Case {
        describe: |m| {
            let people = pool(m);
            // To blame:
            people.domain(m, "people", UserPoolDomainProps::Prefix(Some("My Shop".into())));
        },
        found: "domain `people`: `My Shop` is not the prefix of a domain",
        allowed: Some("1 to 63 lowercase letters, digits and `-`, which is neither the first nor the last"),
        hint: None,
    },
    Case {
        describe: |m| {
            let people = pool(m);
            // To blame:
            people.domain(m, "people", UserPoolDomainProps::Prefix(Some("aws-shop".into())));
        },
        found: "domain `people`: the prefix `aws-shop` contains `aws`, which Cognito reserves for AWS",
        allowed: None,
        hint: None,
    },
];

#[test]
fn each_refusal_names_its_line() {
    refusals::check(file!(), &CASES, &marked(include_str!("user_pools.rs")), problems);
}
